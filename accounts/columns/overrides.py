"""Columns that the operator maps by hand with `--map`, checked against the file and the kind."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from accounts.columns.headers import known_key, normalise
from accounts.errors import ImportFileError
from accounts.kinds import Kind

COLUMNS_LISTED = 20  # columns that an error lists
NOTHING = ("", "-")  # as the field of a mapping: the column isn't wanted


def check_overrides(kind: Kind, header: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    """The mapping in normal form: normal header → field, "" for a column that isn't wanted.

    Raises `ImportFileError` when a header or field isn't there, with the nearest, or when two columns are given for one
    field.
    """
    known = {normalise(name): name for name in header}
    found: dict[str, str] = {}
    for name, wanted in given.items():
        if normalise(name) not in known:
            raise ImportFileError(_no_such_column(name, wanted, header))
        found[normalise(name)] = "" if wanted.strip() in NOTHING else _field(kind, name, wanted)
    for field in filter(None, set(found.values())):
        columns = [known[name] for name, each in found.items() if each == field]
        if len(columns) > 1:
            both = " and ".join(f"“{name}”" for name in columns)
            raise ImportFileError(f'{both} can\'t both fill {field}. Leave one out: --map "{columns[1]}="')
    return found


def _field(kind: Kind, name: str, wanted: str) -> str:
    by_name = {known_key(each): field.name for field in kind for each in (*field.names, field.name)}
    if field := by_name.get(known_key(wanted)):
        return field
    near = get_close_matches(known_key(wanted), by_name, n=1)
    nearest = by_name[(near or get_close_matches(known_key(name), by_name, n=1, cutoff=0))[0]]
    raise ImportFileError(
        f'Files of {kind.name} have no field “{wanted}”. For example --map "{name}={nearest}". '
        f"The fields are {', '.join(field.name for field in kind)}."
    )


def _no_such_column(name: str, wanted: str, header: Sequence[str]) -> str:
    near = _nearest(name, header)
    names = [f"“{each}”" for each in header if each.strip()]
    more = f" and {len(names) - COLUMNS_LISTED} more" if len(names) > COLUMNS_LISTED else ""
    columns = ", ".join(names[:COLUMNS_LISTED]) + more
    return f'There is no column “{name}” in the file: it has {columns}. For example --map "{near}={wanted}"'


def _nearest(name: str, names: Iterable[str]) -> str:
    known = {normalise(each): each for each in names if each.strip()}
    near = get_close_matches(normalise(name), known, n=1, cutoff=0) or list(known)
    return known[near[0]] if near else name
