#!/usr/bin/env bash
# Makes the pictures of docs/panduan.md from the results of today's program. Needs LibreOffice and poppler-utils.
# To be run after what a sheet or the page looks like has changed; the pictures are kept in the repository.
set -euo pipefail
cd "$(dirname "$0")/../.."
renja=${RENJA:-target/debug/renja}
renja=$(realpath "$renja")
here=$PWD/docs/gambar
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Figures with dots, as an office in Indonesia sees them.
mkdir -p "$work/profile/user"
cat > "$work/profile/user/registrymodifications.xcu" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>id-ID</value></prop></item>
</oor:items>
XML

mkdir "$work/Renja"
cp workbooks/renja-bkd-20{18.xls,19.xls,20.ods,21.xlsx} workbooks/renja-bkpsdm-2022.xlsx "$work/Renja"
(cd "$work" && "$renja" Renja --quiet > /dev/null) || true
cd "$work/Renja/hasil"
soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to pdf --outdir "$work" \
    renja-bkd-2021.rapi.xlsx rekap.xlsx > /dev/null 2>&1

# picture PDF TITLE NAME DPI HEIGHT: the upper part of the first page whose text begins with the title.
picture() {
    local pdf=$work/$1.pdf page=1
    until pdftotext -f "$page" -l "$page" "$pdf" - | head -n 3 | grep -q "$2"; do
        page=$((page + 1))
        [ "$page" -lt 100 ] || { echo "no page “$2” in $1" >&2; exit 1; }
    done
    pdftoppm -r "$4" -f "$page" -l "$page" -H "$5" -png -singlefile "$pdf" "$here/$3"
}

picture renja-bkd-2021.rapi "Renja 2021" ringkasan 80 520
picture renja-bkd-2021.rapi "Temuan dan keputusan" ../temuan 85 560
picture renja-bkd-2021.rapi "Rekonsiliasi pagu" rekonsiliasi 70 420
picture renja-bkd-2021.rapi "Tabel 4.2" tabel 70 480
picture rekap "Rekap" rekap 110 250
picture rekap "Pagu program antar tahun" antar-tahun 100 630

# Of the page: `web/build` and a browser come before this.
RENJA_PICTURES=$work/page cargo test -q -p renja-page-tools --test browser it_can_be_read
cp "$work/page/besar-awal.png" "$here/halaman-awal.png"
cp "$work/page/besar-temuan.png" "$here/halaman-temuan.png"
cp "$work/page/besar-tabel.png" "$here/halaman-tabel.png"
