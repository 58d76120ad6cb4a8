"""Plans an import: the field and the notation of each column, settled before a row is read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from accounts.columns import Column, ColumnMapping, map_columns, normalise
from accounts.doubts import Accepted
from accounts.errors import ImportFileError
from accounts.importing.column_memory import saved_mapping
from accounts.importing.model import Options
from accounts.importing.plan_checks import (
    choose_account_column,
    reject_monthly_revenue,
    reject_wide_usage,
    require_parents,
)
from accounts.importing.tools import choose_tool, shape_of
from accounts.importing.transforms import PRICED
from accounts.importing.value_words import kind_with_words
from accounts.kinds import KINDS, Kind
from accounts.kinds.contracts import with_deal_stages
from accounts.readers import Table
from accounts.values import Conventions, DetectedConventions, cell_reader, detect_conventions, money_reader
from accounts.values.cell_readers import said_or_read
from accounts.values.dates import is_period, late_midnight
from accounts.values.numbers import split_number
from store.connection import Connection

REASON_COLUMN = (
    "rejected because"  # the header that a file of rejects has for its reasons: an import takes no notice of it
)
SampleRows = Sequence[Sequence[object]]
SAMPLE = 2_000  # rows by whose content columns are guessed


class UnconfirmedError(ImportFileError):
    """Columns could only be guessed: a person has to say yes, or `--map`."""

    def __init__(self, message: str, guesses: tuple[Column, ...]) -> None:
        super().__init__(message)
        self.guesses = guesses


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """How a file is read: the position of each field's column, its header, and the function that reads its cells.

    `unlike` are the fields whose cells are hardly ever the same twice. `conventions` are how the columns are written.
    `currency` is that of amounts which name none. `tool` is whose ids the file has, and `shape` stands for its columns.
    `names_currency` says whether a column, a header or the amounts themselves name one.
    So many rows were `sampled`. `silent` columns say nothing of how they are written, as far as they were looked at;
    those `assumed` to weren't.
    """

    kind: Kind
    recognised: ColumnMapping
    positions: dict[str, int]
    headers: dict[str, str]
    read: dict[str, Callable[..., Any]]
    unlike: frozenset[str]
    conventions: Mapping[int, Conventions]
    survey: str
    currency: str
    names_currency: bool
    notes: tuple[str, ...]
    tool: str
    shape: str
    accept: frozenset[Accepted]
    sampled: int
    silent: frozenset[int]
    assumed: frozenset[int]

    @property
    def ignored(self) -> tuple[str, ...]:
        """The headers of columns that fill nothing, with the reason where one would think that they do."""
        unused = [column for column in self.recognised.unused if column.header != REASON_COLUMN]
        return tuple(f"{column.header} ({column.why})" if column.why else column.header for column in unused)


def make_plan(
    connection: Connection, name: str, table: Table, options: Options, silent: frozenset[int] = frozenset()
) -> ImportPlan:
    """Settles how a file is read. Raises `ImportFileError`, or `UnconfirmedError`, with what the person should say.

    Columns that are assumed to be `silent` aren't gone through: whoever reads the rows has to see that they are.
    """
    kind = kind_with_words(connection, KINDS[name], options.words)
    sample = [cells for _, cells in islice(iter(table), SAMPLE)]
    found = _recognised(connection, kind, table, sample, options)
    require_parents(connection, name, found.fields)
    if "status" in found.fields:
        kind = with_deal_stages(kind, table.header[found.fields["status"]])
    options = replace(options, currency=found.currency or options.currency)
    positions = found.fields
    observed = _observed(kind, positions, table, options, silent)
    read, repeating = _readers(kind, positions, observed.conventions, sample, options)
    headers = {field: table.header[position] for field, position in positions.items()}
    shape = shape_of(table.header, REASON_COLUMN)
    tool = choose_tool(connection, name, shape, options.tool)
    notes = (*_notes(read, headers, options, found), *_periods(kind, positions, headers, sample), *_of_tool(tool))
    return ImportPlan(
        kind=kind,
        recognised=found,
        positions=positions,
        headers=headers,
        read=read,
        unlike=frozenset(field for field, repeats in repeating.items() if not repeats),
        conventions=observed.conventions,
        survey=_survey(headers, options, table) if name == "surveys" else "",
        currency=options.currency,
        names_currency=bool("currency" in positions or found.currency or _name_currencies(kind, positions, sample)),
        notes=notes,
        tool=tool,
        shape=shape,
        accept=options.accept,
        sampled=len(sample),
        silent=observed.silent,
        assumed=silent & observed.silent,
    )


def _of_tool(tool: str) -> Iterator[str]:
    if tool:
        yield f"Ids are those of {tool}: the same ones of another source are others."


def _readers(
    kind: Kind,
    positions: dict[str, int],
    conventions: Mapping[int, Conventions],
    sample: SampleRows,
    options: Options,
) -> tuple[dict[str, Callable[..., Any]], dict[str, bool | None]]:
    """The function that reads the cells of each field, and whether its cells repeat."""
    repeating = {name: _repeats(sample, position) for name, position in positions.items()}
    read: dict[str, Callable[..., Any]] = {}
    for name, position in positions.items():
        field = kind[name]
        written = conventions.get(position, Conventions(currency=options.currency))
        if field.type == "money":
            read[name] = said_or_read(field, money_reader(written)) if field.said else money_reader(written)
        else:
            read[name] = cell_reader(field, written, repeats=repeating[name])
    return read, repeating


def _repeats(sample: SampleRows, position: int) -> bool | None:
    """Whether a column has few different cells; None of a file too short to tell."""
    return len({cells[position] for cells in sample}) < 0.95 * SAMPLE if len(sample) == SAMPLE else None


def _recognised(
    connection: Connection, kind: Kind, table: Table, sample: SampleRows, options: Options
) -> ColumnMapping:
    if not table.header:
        raise ImportFileError(f"{table.source} is empty: its first {table.unit} should name the columns.")
    found = map_columns(
        kind,
        table.header,
        sample,
        saved_mapping(connection, kind.name),
        options.columns,
        any_kind="kind" in options.accept,
    )
    found = choose_account_column(connection, found, sample)
    if kind.name == "subscriptions":
        reject_monthly_revenue(table.source, found, sample)
    if kind.name == "usage":
        reject_wide_usage(table.source, found, sample)
    if found.missing:
        raise ImportFileError("\n".join((f"{table.source} can't be imported as {kind.name}.", *found.missing)))
    if found.guesses and not options.accept_guesses:
        raise UnconfirmedError(_ask(kind, table, found.guesses), found.guesses)
    return found


def _ask(kind: Kind, table: Table, guesses: tuple[Column, ...]) -> str:
    lines = [f"  {column.header} → {column.field} ({column.why})" for column in guesses]
    lines += [
        f'  What “{each.header}” is for changes ARR: --map "{each.header}=arr" if it is for a year, not the whole term'
        for each in guesses
        if each.field == "term_amount"
    ]
    lines += [
        f"  “{each.header}” is ARR only if it is for a year, and not for a whole term of several"
        for each in guesses
        if each.field == "arr" and "contract" in normalise(each.header)
    ]
    options = " ".join(f'--map "{column.header}={column.field}"' for column in guesses)
    return "\n".join(
        [
            f"{table.source}: these columns of {kind.name} are only guessed:",
            *lines,
            f"Say --yes if they are right, or name them: {options}",
            f'A column that isn\'t wanted: --map "{guesses[0].header}=-"',
        ]
    )


def _observed(
    kind: Kind, positions: dict[str, int], table: Table, options: Options, silent: frozenset[int]
) -> DetectedConventions:
    fields = {position: kind[name] for name, position in positions.items()}
    observed = detect_conventions(
        fields,
        table.blocks(),
        dates=options.dates,
        decimals=options.decimals,
        currency=options.currency,
        silent=silent,
    )
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
    named = [word for word in normalise(headers["score"]).split() if word in ("nps", "csat", "ces")]
    if not named:
        raise ImportFileError(f"{table.source} doesn't say which survey it is: add --survey nps, --survey csat or ces.")
    return named[0]


def _name_currencies(kind: Kind, positions: dict[str, int], sample: SampleRows) -> bool:
    """Whether an amount has anything beside its figures, such as a sign."""
    priced = [at for name, at in positions.items() if kind[name].type == "money"]
    cells = {cells[at] for cells in sample for at in priced if isinstance(cells[at], str)}
    return any((parts := split_number(str(cell).strip() or "0")) and (parts.before or parts.after) for cell in cells)


def _periods(kind: Kind, positions: dict[str, int], headers: dict[str, str], sample: SampleRows) -> Iterator[str]:
    """What was made of months that stand where a day should, and of midnights in another zone."""
    for name, position in positions.items():
        cells = {cells[position]: None for cells in sample} if kind[name].type == "date" else {}
        if found := next(filter(is_period, cells), None):
            day = "last" if kind[name].ends else "first"
            yield f"“{headers[name]}” has no days: “{found}” was taken for its {day} day."
        if not kind[name].happened and (hour := late_midnight([cell for cell in cells if cell not in {None, ""}])):
            said = f"“{headers[name]}” has {hour} in each cell, as midnight further east is written"
            yield f"{said}: its day in UTC was taken, and the one after it may be meant."


def _notes(
    read: dict[str, Callable[..., Any]], headers: dict[str, str], options: Options, found: ColumnMapping
) -> tuple[str, ...]:
    notes = [*found.notes]
    priced = [headers[name] for name in PRICED if name in read]
    if priced and "currency" not in read and not found.currency:
        notes.append(f"No column names a currency: amounts that name none are in {options.currency} (--currency).")
    return tuple(notes)
