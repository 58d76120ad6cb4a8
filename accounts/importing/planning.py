"""What stands in which column of a file, and how it is written: settled before any row is read in earnest."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from accounts.columns import Column, Recognised, normal, recognise
from accounts.errors import ImportFileError
from accounts.files import Table
from accounts.importing import monthly
from accounts.importing.linking import link, need_what_they_name
from accounts.importing.options import Options
from accounts.kinds import KINDS, Kind
from accounts.values import Conventions, Observed, money_reader, observe, reader
from accounts.values.dates import is_period

BECAUSE = "rejected because"  # the header that a file of rejects has for its reasons: an import takes no notice of it
Rows = Sequence[Sequence[object]]
SAMPLE = 2_000  # rows by whose content columns are guessed


class UnconfirmedError(ImportFileError):
    """Columns could only be guessed: a person has to say yes, or `--map`."""

    def __init__(self, message: str, guesses: tuple[Column, ...]) -> None:
        super().__init__(message)
        self.guesses = guesses


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is read: the position of each field's column, its header, and the function that reads its cells.

    `unlike` are the fields whose cells are hardly ever the same twice. `currency` is that of amounts which name none.
    """

    kind: Kind
    recognised: Recognised
    positions: dict[str, int]
    headers: dict[str, str]
    read: dict[str, Callable[..., Any]]
    unlike: frozenset[str]
    survey: str
    currency: str
    notes: tuple[str, ...]

    @property
    def ignored(self) -> tuple[str, ...]:
        """The headers of columns that fill nothing, with the reason where one would think that they do."""
        unused = [column for column in self.recognised.unused if column.header != BECAUSE]
        return tuple(f"{column.header} ({column.why})" if column.why else column.header for column in unused)


def plan(connection: sqlite3.Connection, kind: str, table: Table, options: Options) -> Plan:
    """Settles how a file is read. Raises `ImportFileError`, or `UnconfirmedError`, with what the person should say."""
    sample = [cells for _, cells in islice(iter(table), SAMPLE)]
    found = _recognised(connection, KINDS[kind], table, sample, options)
    need_what_they_name(connection, kind, found.fields)
    options = replace(options, currency=found.currency or options.currency)
    positions = found.fields
    observed = _observed(KINDS[kind], positions, table, options)
    repeating = {name: _repeats(sample, position) for name, position in positions.items()}
    read: dict[str, Callable[..., Any]] = {}
    for name, position in positions.items():
        field = KINDS[kind][name]
        conventions = observed.conventions.get(position, Conventions(currency=options.currency))
        repeats = repeating[name]
        read[name] = money_reader(conventions) if field.type == "money" else reader(field, conventions, repeats=repeats)
    headers = {name: table.header[position] for name, position in positions.items()}
    survey = _survey(headers, options, table) if kind == "surveys" else ""
    notes = (*_notes(read, headers, options, found), *_periods(KINDS[kind], positions, headers, sample))
    unlike = frozenset(name for name, repeats in repeating.items() if not repeats)
    return Plan(KINDS[kind], found, positions, headers, read, unlike, survey, options.currency, notes)


def remembered(connection: sqlite3.Connection, kind: str) -> dict[str, str]:
    """The columns that were confirmed for earlier files of the kind: normal header → field."""
    return dict(
        connection.execute("SELECT header, field FROM mapping WHERE kind = ? ORDER BY header", (kind,)).fetchall()
    )


def remember(connection: sqlite3.Connection, used: Plan) -> None:
    """Keeps which columns were set or confirmed; those known by their names need no keeping."""
    said = {normal(column.header) for column in used.recognised.columns if column.how in ("set", "guess", "remembered")}
    rows = [(used.kind.name, header, field) for header, field in used.recognised.mapping.items() if header in said]
    connection.executemany(
        "INSERT INTO mapping VALUES (?, ?, ?) ON CONFLICT (kind, header) DO UPDATE SET field = excluded.field", rows
    )


def forget(connection: sqlite3.Connection, kind: str) -> int:
    """Forgets the columns of a kind and returns how many there were."""
    return connection.execute("DELETE FROM mapping WHERE kind = ?", (kind,)).rowcount


def _repeats(sample: Rows, position: int) -> bool | None:
    """Whether a column has few different cells; None of a file too short to tell."""
    return len({cells[position] for cells in sample}) < 0.95 * SAMPLE if len(sample) == SAMPLE else None


def _recognised(connection: sqlite3.Connection, kind: Kind, table: Table, sample: Rows, options: Options) -> Recognised:
    if not table.header:
        raise ImportFileError(f"{table.source} is empty: its first line should name the columns.")
    found = recognise(kind, table.header, sample, remembered(connection, kind.name), options.columns)
    found = link(connection, found, sample)
    if kind.name == "subscriptions":
        monthly.refuse(table.source, found, sample)
    if found.missing:
        raise ImportFileError("\n".join((f"{table.source} can't be imported as {kind.name}.", *found.missing)))
    if found.guesses and not options.accept_guesses:
        raise UnconfirmedError(_ask(kind, table, found.guesses), found.guesses)
    return found


def _ask(kind: Kind, table: Table, guesses: tuple[Column, ...]) -> str:
    lines = [f"  {column.header} → {column.field} ({column.why})" for column in guesses]
    options = " ".join(f'--map "{column.header}={column.field}"' for column in guesses)
    return "\n".join(
        [
            f"{table.source}: these columns of {kind.name} are only guessed:",
            *lines,
            f"Say --yes if they are right, or name them: {options}",
            f'A column that isn\'t wanted: --map "{guesses[0].header}=-"',
        ]
    )


def _observed(kind: Kind, positions: dict[str, int], table: Table, options: Options) -> Observed:
    fields = {position: kind[name] for name, position in positions.items()}
    observed = observe(fields, iter(table), dates=options.dates, decimals=options.decimals, currency=options.currency)
    if observed.questions:
        lines = [
            f"{table.header[each.column]}: {each.why}. "
            f"Say {each.option} {each.answers[0]} or {each.option} {each.answers[1]}."
            for each in observed.questions
        ]
        raise ImportFileError("\n".join((f"{table.source} can be read two ways.", *lines)))
    plain = Conventions(options.dates, options.decimals, options.currency, bool(options.dates))
    conventions = {position: observed.conventions.get(position, plain) for position in fields}
    return replace(observed, conventions=conventions)


def _survey(headers: dict[str, str], options: Options, table: Table) -> str:
    """Which survey a file is of, when no column says it: the option, or what the column of the score is called."""
    if options.survey or "survey" in headers:
        return options.survey
    named = [word for word in normal(headers["score"]).split() if word in ("nps", "csat", "ces")]
    if not named:
        raise ImportFileError(f"{table.source} doesn't say which survey it is: add --survey nps, --survey csat or ces.")
    return named[0]


def _periods(kind: Kind, positions: dict[str, int], headers: dict[str, str], sample: Rows) -> Iterator[str]:
    """What was made of months that stand where a day should."""
    for name, position in positions.items():
        cells = {cells[position]: None for cells in sample} if kind[name].type == "date" else {}
        if found := next(filter(is_period, cells), None):
            day = "last" if kind[name].ends else "first"
            yield f"“{headers[name]}” has no days: “{found}” was taken for its {day} day."


def _notes(
    read: dict[str, Callable[..., Any]], headers: dict[str, str], options: Options, found: Recognised
) -> tuple[str, ...]:
    notes = [*found.notes]
    priced = [headers[name] for name in ("arr", "mrr", "amount", "unit_amount") if name in read]
    if priced and "currency" not in read and not found.currency:
        notes.append(f"No column names a currency: amounts that name none are in {options.currency} (--currency).")
    return tuple(notes)
