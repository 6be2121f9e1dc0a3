#!/usr/bin/env python3
"""Prints how many cells with a value several other programs find in the results of this program.

Run by hand, because it needs those programs:

    cargo run --release -- process workbooks -o hasil
    python3 tests/readers/counts.py hasil/*.rapi.xlsx hasil/rekap.xlsx

Needs cargo; openpyxl, pandas, node, soffice (LibreOffice) and ssconvert (gnumeric) are used if they are installed.
The packages xlsx (SheetJS) and exceljs are installed into a temporary folder, unless NODE_PATH names a folder that
has them. Prints one line per workbook; the column `XML` counts the elements in the file itself. The exit code is 1
if a program counts differently on any sheet, or if a cell of the XML has no address.
"""
import csv
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
READERS = ["XML", "calamine", "renja", "openpyxl", "pandas", "exceljs", "SheetJS", "LibreOffice", "gnumeric"]


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def sheet_parts(path):
    """Yields the names of the sheets with their XML, in the order of the workbook."""
    with zipfile.ZipFile(path) as package:
        book = package.read("xl/workbook.xml").decode()
        links = package.read("xl/_rels/workbook.xml.rels").decode()
        targets = {}
        for link in re.findall(r"<Relationship [^>]*>", links):
            targets[re.search(r'Id="([^"]*)"', link)[1]] = re.search(r'Target="([^"]*)"', link)[1]
        for sheet in re.findall(r"<sheet [^>]*>", book):
            name = re.search(r' name="([^"]*)"', sheet)[1]
            for code, letter in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")]:
                name = name.replace(code, letter)
            yield name, package.read("xl/" + targets[re.search(r'r:id="([^"]*)"', sheet)[1]]).decode()


def xml(path):
    counts = {}
    for name, text in sheet_parts(path):
        cells = re.findall(r"<c(?: [^>]*[^/])?>|<c(?: [^>]*)?/>", text)
        lost = [cell for cell in cells if ' r="' not in cell]
        if lost:
            raise ValueError(f"{len(lost)} cells without a place on {name}: {lost[0]}")
        counts[name] = len(re.findall(r"<v>|<is>", text))
    return counts


def rust(path):
    return json.loads(run("cargo", "run", "--quiet", "--example", "cells", "--", str(path), cwd=HERE.parent.parent))


def openpyxl(path):
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True)
    rows = lambda sheet: sheet.iter_rows(values_only=True)
    return {sheet.title: sum(value is not None for row in rows(sheet) for value in row) for sheet in book}


def pandas(path):
    import pandas

    frames = pandas.read_excel(path, sheet_name=None, header=None, dtype=object, na_filter=False)
    return {name: int((frame != "").sum().sum()) for name, frame in frames.items()}


def node(path, folder):
    return json.loads(run("node", str(HERE / "counts.js"), str(path), env={**os.environ, "NODE_PATH": folder}))


def filled(table):
    with open(table, newline="", encoding="utf-8") as file:
        return sum(cell != "" for row in csv.reader(file) for cell in row)


def in_order(path, tables):
    """Returns the counts of CSV files, one file per sheet, in the order of the workbook."""
    names = [name for name, _ in sheet_parts(path)]
    if len(names) != len(tables):
        raise ValueError(f"{len(tables)} of {len(names)} sheets")
    return dict(zip(names, map(filled, tables)))


def libreoffice(path):
    with tempfile.TemporaryDirectory() as folder:
        # Commas, UTF-8, values as stored, and a separate file for every sheet.
        form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
        profile = f"-env:UserInstallation=file://{folder}/profile"
        run("soffice", profile, "--headless", "--convert-to", form, "--outdir", folder, str(path))
        stem = pathlib.Path(path).stem
        names = [name for name, _ in sheet_parts(path)]
        return {name: filled(f"{folder}/{stem}-{name}.csv") for name in names}


def gnumeric(path):
    with tempfile.TemporaryDirectory() as folder:
        run("ssconvert", "-S", "-T", "Gnumeric_stf:stf_csv", str(path), f"{folder}/%n.csv")
        tables = sorted(pathlib.Path(folder).iterdir(), key=lambda table: int(table.stem))
        return in_order(path, tables)


def ask(counts, names, count):
    """Records the counts of a program. A missing program gets a dash; one that fails gets no cells."""
    try:
        found = count()
        counts.update(found if len(names) > 1 else {names[0]: found})
    except (ImportError, FileNotFoundError):
        pass
    except (ValueError, subprocess.CalledProcessError) as error:
        print(f"{', '.join(names)}: {getattr(error, 'stderr', None) or error}", file=sys.stderr)
        counts.update({name: {} for name in names})


def packages():
    if os.environ.get("NODE_PATH"):
        return os.environ["NODE_PATH"]
    if not shutil.which("npm"):
        return ""
    folder = tempfile.mkdtemp()
    run("npm", "install", "--prefix", folder, "xlsx", "exceljs")
    return f"{folder}/node_modules"


def main(paths):
    modules = packages()
    print("| workbook | " + " | ".join(READERS) + " |\n|---" + "|---" * len(READERS) + "|")
    differs = False
    for path in [pathlib.Path(path).resolve() for path in paths]:
        counts = {}
        ask(counts, ["XML"], lambda: xml(path))
        ask(counts, ["calamine", "renja"], lambda: rust(path))
        ask(counts, ["openpyxl"], lambda: openpyxl(path))
        ask(counts, ["pandas"], lambda: pandas(path))
        if modules:
            ask(counts, ["exceljs", "SheetJS"], lambda: node(path, modules))
        ask(counts, ["LibreOffice"], lambda: libreoffice(path))
        ask(counts, ["gnumeric"], lambda: gnumeric(path))
        cells = [str(sum(counts[reader].values())) if reader in counts else "–" for reader in READERS]
        print(f"| {path.name} | " + " | ".join(cells) + " |", flush=True)
        expected = counts["XML"]
        for reader, found in counts.items():
            for sheet in expected:
                if found.get(sheet) != expected[sheet]:
                    differs = True
                    print(f"  {reader}: {sheet}: {found.get(sheet)} of {expected[sheet]}", file=sys.stderr)
    return 1 if differs else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
