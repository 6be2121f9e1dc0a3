"""Opens a workbook and its corrected copy in openpyxl and in LibreOffice, and compares them.

    python3 tests/koreksi_openpyxl.py BEFORE AFTER [BEFORE AFTER ...]

Cells may differ only where the copy has a comment that says "semula". Needs openpyxl, and soffice
on the path; run by hand, not by cargo test.
"""

import pathlib
import subprocess
import sys
import tempfile

import openpyxl

STYLE = ("number_format", "font", "border", "alignment", "protection")


def cells(book):
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                yield (sheet.title, cell.coordinate), cell


def noted(book):
    return {at for at, cell in cells(book) if cell.comment and "semula" in cell.comment.text}


def differing(before, after, styles):
    old, new = dict(cells(before)), dict(cells(after))
    for at in sorted(old.keys() | new.keys()):
        a, b = old.get(at), new.get(at)
        value = lambda cell: None if cell is None else cell.value
        if value(a) != value(b):
            yield at, value(a), value(b)
        elif styles and a is not None and b is not None:
            for name in STYLE:
                if getattr(a, name) != getattr(b, name):
                    yield at, name, getattr(b, name)


def opened(path, folder):
    """What LibreOffice makes of it."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    out = pathlib.Path(folder) / path.parent.name
    out.mkdir(exist_ok=True)
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=600)
    results = list(out.glob("*.xlsx"))
    assert len(results) == 1, f"LibreOffice cannot open {path}"
    book = openpyxl.load_workbook(results[0])
    results[0].unlink()
    return book


def main(paths):
    failed = False
    for before, after in zip(paths[::2], paths[1::2]):
        old, new = openpyxl.load_workbook(before), openpyxl.load_workbook(after)
        marked = noted(new)
        wrong = [d for d in differing(old, new, True) if d[0] not in marked]
        wrong += [(s.title, "merges") for s in old if s.merged_cells.ranges != new[s.title].merged_cells.ranges]
        filled = [at for at in marked if new[at[0]][at[1]].fill.fgColor.rgb != "FFFFF2CC"]
        with tempfile.TemporaryDirectory() as folder:
            office_old, office_new = opened(before, folder), opened(after, folder)
            office = [d for d in differing(office_old, office_new, False)]
            lost = marked - noted(office_new)
        unmarked = [d for d in office if d[0] not in marked]
        unread = [at for at in marked if str(office_new[at[0]][at[1]].value) != str(new[at[0]][at[1]].value)]
        print(f"{after.name}: {len(marked)} corrected; openpyxl: {len(wrong)} others differ, {len(filled)} without"
              f" fill; LibreOffice: {len(unmarked)} others differ, {len(lost)} notes lost, {len(unread)} read otherwise")
        for problem in [*wrong, *filled, *unmarked, *lost, *unread][:10]:
            print("   ", problem)
        failed |= bool(wrong or filled or unmarked or lost or not marked)
    return failed


if __name__ == "__main__":
    sys.exit(main([pathlib.Path(path) for path in sys.argv[1:]]))
