#!/usr/bin/env bash
# Guess: openpyxl opens what Excel saves as “Strict Open XML Spreadsheet (.xlsx)”, which is ISO 29500's strict form of
#   the same format, as it opens any other workbook; or it refuses it with an error that names the form.
# Behaviour (openpyxl 3.1.5): it opens it without an error as a workbook that has no sheets at all. What it warns of,
#   “an invalid specification for 0”, says nothing of the form or of the sheets.
# Who meets it: whoever reads spreadsheets that people hand over: a full workbook passes for an empty one.
# Date: 2026-11-30
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet openpyxl==3.1.5
"$folder/bin/python" - <<'PY'
import io
import sys
import warnings
import zipfile

import openpyxl

# ISO 29500 part 1 differs from the transitional form of part 4 in the names of its namespaces.
STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
    b"http://schemas.openxmlformats.org/drawingml/2006/main": b"http://purl.oclc.org/ooxml/drawingml/main",
}

book = openpyxl.Workbook()
book.active.append(["name", "arr"])
book.active.append(["Sample", 1200])
ordinary, strict = io.BytesIO(), io.BytesIO()
book.save(ordinary)
with zipfile.ZipFile(ordinary) as old, zipfile.ZipFile(strict, "w") as new:
    for name in old.namelist():
        part = old.read(name)
        for transitional, strictly in STRICT.items():
            part = part.replace(transitional, strictly)
        new.writestr(name, part)

print("openpyxl", openpyxl.__version__)
found = {}
for form, file in (("ordinary", ordinary), ("strict", strict)):
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        found[form] = openpyxl.load_workbook(file).sheetnames
    print(f"{form}: sheets {found[form]}, warnings {[str(each.message) for each in warned]}")
sys.exit(found != {"ordinary": ["Sheet"], "strict": []})
PY
echo "as described"
