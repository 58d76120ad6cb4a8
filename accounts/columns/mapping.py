"""Decides which column fills which field, and in which currency."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from accounts.columns import inference
from accounts.columns import overrides as said
from accounts.columns.headers import (
    known_key,
    known_names,
    known_spelling,
    known_without_brackets,
    normalise,
    parse_header,
)
from accounts.columns.inference import Inference, infer, names_maybe
from accounts.columns.model import Column, ColumnMapping, How
from accounts.columns.other_kinds import likelier_kind
from accounts.columns.suggestions import suggest
from accounts.kinds import Field, Kind
from accounts.kinds.shared_fields import CURRENCY


def names_converted_currency(header: str, known_as: Iterable[str]) -> bool:
    """Whether an amount names its currency beside a column of currencies: plain `ARR` goes before `ARR (USD)` then."""
    return bool(parse_header(header).currency) and not known_names(CURRENCY).keys().isdisjoint(known_as)


def conflicting_currencies(kind: Kind, columns: Collection[Column]) -> dict[int, str]:
    """The columns that would be read in, or would give, another currency than a header of amounts names, and why."""
    named = [column for column in _amounts(kind, columns) if parse_header(column.header).currency]
    if not named:
        return {}
    code = parse_header(named[0].header).currency
    doubtful = [*named, *(column for column in columns if column.field == "currency")]
    return {
        column.position: f"“{named[0].header}” says that amounts are in {code}"
        for column in doubtful
        if column.how != "set" and parse_header(column.header).currency != code
    }


def header_currency(kind: Kind, columns: Collection[Column]) -> tuple[str, tuple[str, ...]]:
    """The currency that the headers of the amounts name, and a note that says so; else nothing."""
    header = next((each.header for each in _amounts(kind, columns) if parse_header(each.header).currency), "")
    if not header or any(column.field == "currency" for column in columns):
        return "", ()
    code = parse_header(header).currency
    return code, (f"Amounts are in {code}, as “{header}” says.",)


def _amounts(kind: Kind, columns: Collection[Column]) -> list[Column]:
    return [column for column in columns if column.field and kind[column.field].type == "money"]


FITS = 0.5  # less than this share of rows with fitting values, and a column isn't what its name says
SOME_FIT = {"date": 0.1, "money": 0.1, "count": 0.1, "days": 0.1}  # the same, where what fits can't be anything else
SAMPLE_ROWS = 200  # rows of the sample
OWN_IDS = 0.9  # the share of different ids among rows that are each of their own


def map_columns(  # noqa: PLR0913 - what was said of a file, each by its name
    kind: Kind,
    header: Sequence[str],
    sample: Sequence[Sequence[object]] = (),
    remembered: Mapping[str, str] | None = None,
    given: Mapping[str, str] | None = None,
    *,
    any_kind: bool = False,
) -> ColumnMapping:
    """Tells for every column of a file what it fills; `sample` are rows from the file's beginning.

    What is `given` (header → field, "" or "-" for none) goes before what is `remembered` (the `mapping` of an earlier
    import), that before known names, and those before guesses. Values that contradict a name unsay it. A file that is
    plainly of another kind fills nothing, unless `any_kind` will do.

    Raises `ImportFileError` when `given` names a header or field that there isn't.
    """
    return _Mapper(kind, header, sample[:SAMPLE_ROWS]).run(
        remembered or {}, said.check_overrides(kind, header, given or {}), any_kind=any_kind
    )


class _Mapper:
    """The work on one file, column by column and field by field."""

    def __init__(self, kind: Kind, header: Sequence[str], sample: Sequence[Sequence[object]]) -> None:
        self.kind, self.header, self.sample = kind, header, sample
        self.columns: dict[int, Column] = {}
        self.others: dict[str, tuple[int, ...]] = {}
        self.against: dict[int, str] = {}
        self.known_as = [known_spelling(parse_header(name), kind) for name in header]
        self.values = [inference.counted_values(self.sample, at) for at in range(len(header))]

    def run(self, remembered: Mapping[str, str], given: Mapping[str, str], *, any_kind: bool) -> ColumnMapping:
        self.take("set", given)
        self.take("remembered", {name: field for name, field in remembered.items() if self.has(field)})
        for field in self.kind:
            self.by_name(field)
        self.by_guess()
        for at, why in conflicting_currencies(self.kind, self.columns.values()).items():
            del self.columns[at]
            self.against[at] = why
        if not (given or any_kind) and (other := likelier_kind(self.kind, self.header, len(self.taken))):
            return ColumnMapping(tuple(Column(at, name) for at, name in enumerate(self.header)), (other,))
        columns = tuple(self.columns.get(at) or self.left_out(at) for at in range(len(self.header)))
        currency, notes = header_currency(self.kind, self.columns.values())
        return ColumnMapping(columns, tuple(self.missing()), (*notes, *self.notes()), self.others, currency)

    def has(self, field: str) -> bool:
        return not field or any(each.name == field for each in self.kind)

    @property
    def taken(self) -> set[str]:
        return {column.field for column in self.columns.values() if column.field}

    def take(self, how: How, mapping: Mapping[str, str]) -> None:
        for at, name in enumerate(self.header):
            field = mapping.get(normalise(name))
            if field is not None and at not in self.columns and field not in self.taken:
                self.columns[at] = Column(at, name, field or None, how)

    def by_name(self, field: Field) -> None:
        """The best of the columns that are known for the field."""
        places = [at for *_, at in sorted(self.ranked(field))]
        if places and field.name not in self.taken:
            self.columns[places[0]] = Column(places[0], self.header[places[0]], field.name, "name")
            places = places[1:]
        best = next(column.header for column in self.columns.values() if column.field == field.name) if places else ""
        for at in places:
            self.against[at] = f"{field.name} is taken from “{best}”"
            self.others[field.name] = (*self.others.get(field.name, ()), at)

    def ranked(self, field: Field) -> Iterator[tuple[bool, bool, int, bool, int]]:
        """The columns known for the field by what counts against each: values that can't be, none at all, a lesser
        name, a currency of its own.

        Those whose values contradict their name are left out, unless that is the field's very name: then the rows are
        at fault.
        """
        order = known_names(field)
        for at, known in enumerate(self.known_as):
            if known not in order or at in self.columns:
                continue
            values = self.values[at]
            contradicts = inference.match_share(field, values) < SOME_FIT.get(field.type, FITS)
            if contradicts and known != known_key(field.name) and not (field.decides and inference.are_words(values)):
                wrong = inference.first_mismatch(field, values)
                self.against[at] = f"named like {field.name}, but “{wrong}” can't be one"
                continue
            empty = not values and not field.sparse and bool(self.sample)
            converted = names_converted_currency(self.header[at], self.known_as)
            yield contradicts, empty, order[known], converted, at

    def by_guess(self) -> None:
        fields = [field for field in self.kind if field.name not in self.taken and self.is_wanted(field)]
        left = {at: name for at, name in enumerate(self.header)
                if at not in self.columns and at not in self.against and name.strip()}  # fmt: skip
        taken = {at: self.kind[column.field] for at, column in self.columns.items() if column.field}
        guesses = infer(fields, left, self.sample, taken)
        prices = [each for each in guesses if self.kind[each.field].type == "money"]
        for each in guesses:
            how: How = "name" if prices == [each] and self.can_only_be(each) else "guess"
            self.columns[each.position] = Column(each.position, left[each.position], each.field, how, each.why)

    def can_only_be(self, price: Inference) -> bool:
        """Whether the only price of a file that needs one has a name of its own, and no seats that it may be for."""
        needed = any(price.field in group for group in self.kind.one_of)
        named = names_maybe(self.header[price.position], self.kind[price.field])
        return needed and named and price.field != "term_amount" and "seats" not in self.taken

    def is_wanted(self, field: Field) -> bool:
        """Amounts are not guessed once one is known: a wrong one would do more harm than a lacking one."""
        return field.type != "money" or not any(self.kind[name].type == "money" for name in self.taken)

    def left_out(self, at: int) -> Column:
        """A column that fills nothing, with the reason where one would think that it does."""
        header = parse_header(self.header[at])
        why = self.against.get(at, "")
        if not why and not header.unit.isdigit() and known_without_brackets(header, self.kind):
            why = f"“{header.unit}” in its header may change what it means"
        return Column(at, self.header[at], why=why)

    def missing(self) -> list[str]:
        groups = [(field.name,) for field in self.kind if field.required] + list(self.kind.one_of)
        return [self.asking_for(group) for group in groups if not self.filled(group)]

    def filled(self, group: tuple[str, ...]) -> bool:
        """Whether a column fills one of them; ids stand in for names only where each row has its own."""
        filled = self.taken.intersection(group)
        if filled != {"key"}:
            return bool(filled)
        at = next(column.position for column in self.columns.values() if column.field == "key")
        ids = [row[at] for row in self.sample if at < len(row)]
        return len(set(ids)) >= OWN_IDS * len(ids)

    def asking_for(self, group: tuple[str, ...]) -> str:
        field = self.kind[group[0]]
        free = [at for at, name in enumerate(self.header) if at not in self.columns and name.strip()]
        held = [why for why in self.against.values() if why.startswith(f"named like {field.name},")]
        because = f" A column is {held[0]}." if held else ""
        how = suggest(self.kind, group, {self.header[at]: self.values[at] for at in free}, sampled=bool(self.sample))
        return f"No column fills {' or '.join(group)} ({field.help}).{because} {how}"

    def notes(self) -> Iterator[str]:
        """What was assumed, for people to know."""
        fields = {column.field: column.header for column in self.columns.values() if column.field}
        if "amount" in fields and "seats" in fields and not {"arr", "mrr"} & fields.keys():
            header, seats = fields["amount"], fields["seats"]
            assumed = f"“{header}” is taken to be for all of “{seats}” together."
            yield f'{assumed} If it is for one: --map "{header}=unit_amount"'
        for column in self.columns.values():
            if column.how == "name" and column.why:
                yield f'“{column.header}” is taken to be the {column.field}. If it isn\'t: --map "{column.header}=-"'
