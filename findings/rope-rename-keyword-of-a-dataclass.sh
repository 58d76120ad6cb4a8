#!/usr/bin/env bash
# Guess: renaming a function with rope leaves alone the keyword argument of the same name that a dataclass takes, since
#   the two have nothing to do with each other, and renames the function in every f-string or in none.
# Behaviour (rope 1.15.2): `Row(steps=2)` becomes `Row(changes=2)` where a module imports the function `steps`, so that
#   it raises TypeError; the function is renamed in f-strings of one line, quoted thrice or not, but not in one that
#   spans lines, so that it raises NameError. rope says nothing of either.
# Who meets it: whoever renames a function of a project that has dataclasses or SQL in f-strings of several lines.
# Date: 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check rope==1.15.2

cat >functions.py <<'PY'
def steps(number):
    return number


ONE_LINE = f"""{steps(1)}"""


def two_lines():
    return f"""
{steps(1)}"""
PY
cat >rows.py <<'PY'
from dataclasses import dataclass

from functions import steps


@dataclass
class Row:
    steps: int


def row():
    return Row(steps=steps(2))
PY
cat >rename.py <<'PY'
from importlib.metadata import version

from rope.base.project import Project
from rope.refactor.rename import Rename

print("rope", version("rope"), "- rename the function steps to changes")
project = Project(".", ropefolder=None)
file = project.get_resource("functions.py")
project.do(Rename(project, file, file.read().index("steps")).get_changes("changes"))
PY
venv/bin/python rename.py
grep -n 'return Row' rows.py
grep -n '{' functions.py
for call in "rows.row()" "functions.two_lines()"; do
    venv/bin/python -c "import functions, rows; $call" 2>&1 | tail -n 1 | tee -a errors.txt || true
done
grep -q "TypeError.*changes" errors.txt && grep -q "NameError.*steps" errors.txt && grep -q '"""{changes(1)}"""' functions.py
