#!/usr/bin/env bash
# Guess: `polars.read_excel` gives every cell of a sheet that has a value a value, or raises, as `polars.read_csv` does
#   when a value further down doesn't fit the type that the first rows had.
# Behaviour (polars 2.1.0 with fastexcel 0.21.0): the type comes from the first 1,000 rows, and what doesn't fit it
#   further down is null, without an error or a warning: of invoices numbered 1000, 1001, … and later INV-2200, the
#   later ones have no number. `read_options={"dtype_coercion": "strict"}`, which is to raise for a column of several
#   types, doesn't. `infer_schema_length=None` and the engine openpyxl keep them.
# Who meets it: whoever reads an export of more than a thousand rows whose ids or notes changed their form one day.
# Date: 2026-11-30
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet polars==2.1.0 fastexcel==0.21.0 openpyxl==3.1.5
cd "$folder"
bin/python - <<'PY'
import sys
import warnings

import fastexcel
import openpyxl
import polars

rows = [("invoice", "amount"), *((1000 + row if row < 1200 else f"INV-{1000 + row}", row) for row in range(1500))]
book = openpyxl.Workbook()
for row in rows:
    book.active.append(row)
book.save("invoices.xlsx")
with open("invoices.csv", "w") as file:
    file.writelines(f"{number},{amount}\n" for number, amount in rows)


def missing(read, *arguments, **options):
    """How many invoices have no number, or the error."""
    try:
        return read(*arguments, **options)["invoice"].null_count()
    except polars.exceptions.PolarsError as error:
        return type(error).__name__


strict = {"dtype_coercion": "strict"}
print("polars", polars.__version__, "fastexcel", fastexcel.__version__)
with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    found = {
        "read_excel": missing(polars.read_excel, "invoices.xlsx"),
        "read_excel, dtype_coercion strict": missing(polars.read_excel, "invoices.xlsx", read_options=strict),
        "read_excel, infer_schema_length=None": missing(polars.read_excel, "invoices.xlsx", infer_schema_length=None),
        "read_excel, engine openpyxl": missing(polars.read_excel, "invoices.xlsx", engine="openpyxl"),
        "read_csv": missing(polars.read_csv, "invoices.csv"),
    }
for name, outcome in found.items():
    print(f"{name}: {outcome if isinstance(outcome, str) else f'{outcome} of 1500 invoices without a number'}")
print("warnings:", [str(each.message) for each in warned])
sys.exit((list(found.values()), warned) != ([300, 300, 0, 0, "ComputeError"], []) and "the behaviour has changed")
PY
