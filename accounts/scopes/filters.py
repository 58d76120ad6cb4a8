"""Reading the conditions that narrow a scope, as people write them: `red over 100k germany plan pro`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from accounts.errors import ScopeError
from accounts.money.rates import Rates
from accounts.names.normalisation import fold
from accounts.scopes.arr_limits import in_currencies, refuse_half, take_limits, take_match
from accounts.scopes.countries import country_code, country_of_people
from accounts.scopes.narrowing import Narrowing
from accounts.scopes.unknown_conditions import unknown_condition
from store.connection import Connection

BANDS: Final = ("red", "yellow", "green", "unknown")
BAND_NAMES: Final = {
    **{band: band for band in BANDS},
    "amber": "yellow",
    "orange": "yellow",
    "critical": "red",
    "poor": "red",
    "at risk": "red",
    "at-risk": "red",
    "healthy": "green",
    "good": "green",
    "unscored": "unknown",
    "reds": "red",
    "yellows": "yellow",
    "greens": "green",
}
_LACKING: Final = r"(?:(?:that |which |who )?(?:with(?:out| no)|w/o|ha(?:ve|s) no|no|lacking|missing)) (?:a |an |any )?"
_CHAMPION: Final = re.compile(rf"(?<!\w){_LACKING}champions?\b", re.IGNORECASE)
_OWNER: Final = re.compile(rf"(?<!\w){_LACKING}(?:owner|csm)s?\b", re.IGNORECASE)
_BAND: Final = "|".join(sorted(map(re.escape, BAND_NAMES), key=len, reverse=True))
_BANDS: Final = re.compile(
    rf"(?<![\w@.-])(?:{_BAND})(?:(?:\s*[,/+&]\s*|\s+(?:(?:or|and)\s+)?)(?:{_BAND}))*(?![\w@.-])", re.IGNORECASE
)
_AMONG: Final = re.compile(rf"(?<![\w@.-])of (?:these|those|them) ({_BAND})(?![\w@.-])", re.IGNORECASE)
_NAMED: Final = re.compile(r"(?<![\w@-])(countr(?:y|ies)|plans?)\b\s*[:=]?\s*(?:is\s+|of\s+)?", re.IGNORECASE)
_JOINTS: Final = frozenset(
    [
        "and",
        "but",
        "that",
        "are",
        "which",
        "who",
        "arr",
        "account",
        "accounts",
        "customer",
        "customers",
        "with",
        "in",
        "on",
        "of",
        "for",
        "by",
        "from",
        ",",
        "&",
    ]
)
_LONGEST: Final = 4  # words of a country or a plan
_SHORT: Final = 3  # letters of codes, many of which are words as well
_WORDS: Final = re.compile(  # codes that mean a country in capitals only
    r"(?i:ago|a[mst]|and|are|b[ey]|can|do|i[nst]|m[ey]|no|nor|per|so|to)"
)
_COLOURS: Final = re.compile(
    r"(?<![\w@-])(purple|violet|blue|pink|black|white|brown|gr[ae]y|magenta|cyan|gold|silver)(?![\w-])", re.IGNORECASE
)
_WITH_CHAMPION: Final = re.compile(r"\b(?:(?:with|has|have|having) )?(?:an? )?champions?\b", re.IGNORECASE)
_NOT: Final = re.compile(r"(?<![\w@-])(?:not|isn['’]?t|aren['’]?t|except)(?![\w-])", re.IGNORECASE)
_DAYS: Final = re.compile(
    r"(?<![\w@-])(?:[-−–]\s?\d+(?:\s?(?:days?|weeks?|months?|d|w|m))?|soon|shortly)(?!\w)", re.IGNORECASE
)
_PERIODS: Final = re.compile(
    r"(?<![\w@-])(?:yesterday|today|tomorrow|recently|lately|now|(?:last|past|this|next|previous|coming)"
    r"(?: (?:\d+ )?(?:days?|weeks?|months?|quarters?|years?|weekend))?|(?:since|until|before|after) \S+"
    r"|\d+ ?(?:days?|weeks?|months?|quarters?|years?))(?!\w)",
    re.IGNORECASE,
)


class FilterReader:
    """Takes conditions out of a text, with the countries, plans and currencies that the store has."""

    def __init__(self, connection: Connection, rates: Rates | None = None) -> None:
        self._connection = connection
        self._rates = rates
        self._values: dict[str, list[str]] = {}

    def take(self, text: str) -> tuple[Narrowing, str]:
        """The conditions that are said for sure, and the text without them.

        Raises `ScopeError` for half ones, and for such as exclude each other.
        """
        whole = text
        champion, text = take_match(_CHAMPION, text)
        owner, text = take_match(_OWNER, text)
        above, below, text = take_limits(text)
        among, text = take_match(_AMONG, text)
        found, text = take_match(_BANDS, text)
        if among and found:
            _refuse_other_bands(among[1], found[0], whole.replace(among[0], ""))
        narrowing, text = self._named(text, whole)
        refuse_half(text)
        narrowing = replace(
            narrowing,
            bands=tuple(_bands(found[0])) if found else (),
            without_champion=champion is not None,
            above=above,
            below=below,
        )
        return in_currencies(self._connection, narrowing, self._rates), f"{text} unowned" if owner else text

    def take_bare(self, text: str) -> Iterator[tuple[Narrowing, str]]:
        """A country or a plan that is named without saying so, countries and longer names first, and what is left."""
        words = text.split()
        for column in ("country", "plan"):
            for count in range(min(_LONGEST, len(words)), 0, -1):
                for at in range(len(words) - count + 1):
                    said = " ".join(words[at : at + count]).strip(",")
                    if _WORDS.fullmatch(said) and not said.isupper():
                        continue
                    if spelled := self._spelled(column, said):
                        yield _named(column, spelled), without_joints(" ".join(words[:at] + words[at + count :]))

    def country_unknown(self, text: str) -> ScopeError | None:
        """What is said of a text that names a country where no account is; else None."""
        words = text.replace(",", " ").split()
        for count in range(min(_LONGEST, len(words)), 0, -1):
            for at in range(len(words) - count + 1):
                said = " ".join(words[at : at + count])
                if len(said) > _SHORT and country_code(said) and not self._spelled("country", said):
                    known = self._known("country")
                    meant = tuple(text.replace(said, f"country {each}", 1) for each in known[:3])
                    return ScopeError(f"No account has the country “{said}”. {_there_are('country', known)}", meant)
        return None

    def clash(self, text: str, narrowing: Narrowing) -> ScopeError | None:
        """What is said of a text that names a second country or plan; else None."""
        for named, left in self.take_bare(text):
            for first, second, rest in ((narrowing, named, left), *((named, *each) for each in self.take_bare(left))):
                if told := clashing(first, second):
                    column, values = told
                    kept = [each for each in rest.split() if each.casefold() not in {"or", "and", ","}]
                    freed = replace(narrowing, country="") if column == "country" else replace(narrowing, plan="")
                    meant = (" ".join(filter(None, (*kept, f"{column} {each}", freed.request))) for each in values)
                    return ScopeError(_one_only(column, values), tuple(meant))
        return None

    def _named(self, text: str, whole: str) -> tuple[Narrowing, str]:
        """The country and the plan that are named as such. Raises `ScopeError` for two of either."""
        narrowing, phrases = Narrowing(), {"country": "", "plan": ""}
        while found := _NAMED.search(text):
            column = "country" if found[1][0] in "cC" else "plan"
            following = text[found.end() :]
            spelled, after = self._value(column, following, text)
            value = following.split()[: len(following.split()) - len(after.split())]
            phrase, named = f"{found[0]}{' '.join(value)}", _named(column, spelled)
            if told := clashing(narrowing, named):
                meant = (" ".join(whole.replace(each, "", 1).split()) for each in (phrase, phrases[column]))
                raise ScopeError(_one_only(*told), tuple(meant))
            narrowing, phrases[column] = both(narrowing, named), phrase
            text = f"{text[: found.start()]} {after}"
        return narrowing, text

    def _value(self, column: str, following: str, text: str) -> tuple[tuple[str, ...], str]:
        """The value that comes next, as the store spells it, and what follows it. Raises `ScopeError`."""
        words = following.split()
        for count in range(min(_LONGEST, len(words)), 0, -1):
            if spelled := self._spelled(column, " ".join(words[:count]).strip(",")):
                return spelled, " ".join(words[count:])
        known = [*{_key(column, each): each for each in reversed(self._known(column))}.values()][::-1]
        said = words[0] if words else ""
        near = _nearest(said, self._known(column)) or known[:3]
        meant = tuple(text.replace(said, each, 1) if said else f"{text} {each}" for each in near)
        raise ScopeError(f"No account has the {column} “{said}”. {_there_are(column, known)}", meant)

    def _spelled(self, column: str, said: str) -> tuple[str, ...]:
        """All spellings that the store has of what was said, that one first."""
        key, folded = (country_of_people(said) if column == "country" else "") or _key(column, said), fold(said)
        found = (each for each in self._known(column) if key and _key(column, each) == key)
        return tuple(sorted(found, key=lambda each: fold(each) != folded))

    def _known(self, column: str) -> list[str]:
        """The values of a column, those of most accounts first."""
        if column not in self._values:
            self._values[column] = self._read_values(column)
        return self._values[column]

    def _read_values(self, column: str) -> list[str]:
        more = " UNION ALL SELECT plan FROM subscription WHERE plan IS NOT NULL" if column == "plan" else ""
        rows = self._connection.execute(
            f"SELECT x.value, count(*) AS n FROM (SELECT {column} AS value FROM account WHERE {column} IS NOT NULL"
            f"{more}) AS x GROUP BY x.value ORDER BY n DESC, 1"
        )
        return [value for value, _ in rows if value.strip()]


def without_joints(text: str) -> str:
    """The text without the words that join conditions, at its ends."""
    words = text.replace(",", " , ").split()
    while words and words[0].casefold() in _JOINTS:
        del words[0]
    while words and words[-1].casefold() in _JOINTS:
        del words[-1]
    return " ".join(words).replace(" ,", ",")


def misread(text: str) -> ScopeError | None:
    """What is said of a text that names no accounts, but a colour that is no band, days, or a period; else None."""
    if champion := _WITH_CHAMPION.search(_CHAMPION.sub("", text)):
        lacking = " ".join(text.replace(champion[0], "without a champion", 1).split())
        return ScopeError("Accounts can be asked for without a champion, not with one.", (lacking,))
    if (negated := _NOT.search(text)) and (band := _BANDS.search(text)):
        others = " or ".join(each for each in BANDS if each not in {*_bands(band[0])})
        rest = text.replace(negated[0], "", 1).replace(band[0], others, 1)
        return ScopeError("What accounts are not can’t be asked for: name the other bands.", (" ".join(rest.split()),))
    if colour := _COLOURS.search(text):
        meant = tuple(text.replace(colour[0], band, 1) for band in BANDS)
        return ScopeError(f"There is no band “{colour[0]}”: {', '.join(BANDS)}.", meant)
    if condition := unknown_condition(text):
        return condition
    for kind, pattern, what in (
        ("days", _DAYS, "number of days ahead"),
        ("period", _PERIODS, "period that is known here"),
    ):
        if found := pattern.search(text):
            rest = without_joints(f"{text[: found.start()]} {text[found.end() :]}")
            return ScopeError(f"“{found[0]}” is no {what}.", kind=kind, rest=rest)
    return None


def names_band(text: str) -> bool:
    """Whether a text has the name of a band among its words."""
    return _BANDS.search(text) is not None


def both(first: Narrowing, second: Narrowing) -> Narrowing:
    """The conditions of the first, with the country and the plan of the second."""
    named = {name: getattr(second, name) for name in ("country", "countries", "plan", "plans") if getattr(second, name)}
    return replace(first, **named)


def clashing(first: Narrowing, second: Narrowing) -> tuple[str, tuple[str, str]] | None:
    """Whether no account can be in both countries or have both plans: which of the two it is, and its values."""
    for column, values in (("country", (first.country, second.country)), ("plan", (first.plan, second.plan))):
        if all(values) and _key(column, values[0]) != _key(column, values[1]):
            return column, values
    return None


def _one_only(column: str, values: tuple[str, str]) -> str:
    return f"An account has one {column}: {' or '.join(values)}? Ask for each by itself."


def _bands(text: str) -> Iterator[str]:
    """The bands of a list of their names, each once, the worst first."""
    named = {BAND_NAMES[each.casefold()] for each in re.findall(_BAND, text, re.IGNORECASE)}
    return (band for band in BANDS if band in named)


def _refuse_other_bands(wanted: str, listed: str, text: str) -> None:
    """Raises `ScopeError` where none of the accounts of some bands can be in another."""
    band, bands = BAND_NAMES[wanted.casefold()], [*_bands(listed)]
    if band not in bands:
        meant = " ".join(text.replace(listed, band, 1).split())
        raise ScopeError(f"None of these is {band}: all of them are {' or '.join(bands)}.", (meant,))


def _named(column: str, spelled: tuple[str, ...]) -> Narrowing:
    if column == "country":
        return Narrowing(country=spelled[0], countries=spelled)
    return Narrowing(plan=spelled[0], plans=spelled)


def _key(column: str, value: str) -> str:
    """What two spellings of one value have in common."""
    return (country_code(value) if column == "country" else "") or fold(value)


def _nearest(said: str, known: list[str]) -> list[str]:
    from difflib import get_close_matches

    folded = {fold(each): each for each in reversed(known)}
    return [folded[each] for each in get_close_matches(fold(said), folded, n=3)]


def _there_are(column: str, known: list[str]) -> str:
    if not known:
        return f"The accounts' files have no {column}."
    plural = {"country": "Countries", "plan": "Plans"}[column]
    more = f" and {len(known) - 6} more" if len(known) > 6 else ""
    return f"{plural}: {', '.join(known[:6])}{more}."
