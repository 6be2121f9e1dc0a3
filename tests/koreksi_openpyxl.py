"""Opens a workbook and its corrected copy in openpyxl and in LibreOffice, and compares them.

    python3 tests/koreksi_openpyxl.py BEFORE AFTER [BEFORE AFTER ...]

Cells may differ only if the copy has a comment with "semula" on them. Needs openpyxl and soffice on the path.
Run by hand; cargo test does not run it.
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
                if repr(getattr(a, name)) != repr(getattr(b, name)):
                    yield at, name, repr(getattr(b, name))


def opened(path, folder):
    """Returns the workbook as LibreOffice opens and saves it."""
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


def loaded(path):
    """Returns the workbook, or None if openpyxl cannot open it, as with "null" in a cell."""
    try:
        return openpyxl.load_workbook(path)
    except ValueError:
        return None


def rounded(value):
    """Rounds a number to 14 digits, because LibreOffice writes 15 digits, as Excel does."""
    return float(f"{value:.14g}") if isinstance(value, float) else value


def compared(before, after):
    old, new = loaded(before), loaded(after)
    if old is not None:
        marked = noted(new)
        yield "differ in openpyxl", [d for d in differing(old, new, True) if d[0] not in marked]
        yield "merges differ", [s.title for s in old if s.merged_cells.ranges != new[s.title].merged_cells.ranges]
        yield "without fill", [at for at in marked if new[at[0]][at[1]].fill.fgColor.rgb != "FFFFF2CC"]
    with tempfile.TemporaryDirectory() as folder:
        office_old, office_new = opened(before, folder), opened(after, folder)
    kept = noted(office_new)
    yield "differ in LibreOffice", [d for d in differing(office_old, office_new, False) if d[0] not in kept]
    if old is not None:
        value = lambda book, at: rounded(book[at[0]][at[1]].value)
        yield "notes lost in LibreOffice", marked ^ kept
        yield "read otherwise in LibreOffice", [at for at in marked if value(office_new, at) != value(new, at)]
    print(f"{after.name}: {len(kept)} corrected" + (", LibreOffice alone can open it" if old is None else ""))


def main(paths):
    failed = False
    for before, after in zip(paths[::2], paths[1::2]):
        for what, cells in compared(before, after):
            failed |= bool(cells)
            for cell in list(cells)[:5]:
                print("   ", what, cell)
    return failed


if __name__ == "__main__":
    sys.exit(main([pathlib.Path(path) for path in sys.argv[1:]]))
