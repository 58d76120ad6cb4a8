"""Normalises headers and knows which fields they name."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from accounts.kinds import KINDS, Field, Kind
from accounts.money.amounts import CURRENCIES, SIGNS

_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_CUSTOM = re.compile(r"__(?:pc|pr|gc|gr|c|r)(?=\.|$)", re.IGNORECASE)
_PACKAGE = re.compile(r"^[A-Za-z][A-Za-z0-9]{0,14}__(?=\w+__[cr]\b)")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_CONTAINERS = {
    "traits", "property", "properties", "custom", "attribute", "attributes", "field", "fields", "metadata", "hs"
}  # fmt: skip
_SHORT = {
    "acct": "account", "cust": "customer", "dt": "date", "amt": "amount", "no": "number", "nr": "number",
    "num": "number", "qty": "quantity", "desc": "description", "org": "organization", "organisation": "organization",
    "licence": "license", "licences": "licenses", "cancelled": "canceled", "mgr": "manager", "ids": "id",
    "signup": "sign up", "signups": "sign ups", "pct": "percent", "freq": "frequency",
}  # fmt: skip
_MOMENT = {"at", "on", "timestamp", "datetime"}
_SIGN_CODES = {sign: code for code, sign in SIGNS.items() if sign != "$"}
_HARMLESS = re.compile(
    r"(?:in )?(?:utc|gmt|local|local time|time ?zone|[a-z]{2,4}t|[$€£¥₹]|us\$|usd?|%|#|days|primary|required|optional"
    r"|yyyy-mm-dd|dd/mm/yyyy|mm/dd/yyyy|annual|yearly|gmt ?[+-]\d+(?::\d+)?|utc ?[+-]\d+(?::\d+)?"
    r"|(?:africa|america|asia|atlantic|australia|europe|indian|pacific|etc|us|canada)/[a-z_/+-]+)\*?"
)


@dataclass(frozen=True, slots=True)
class Header:
    """A header taken apart: its words, what stood before a colon, what stood in brackets, the currency it names."""

    words: tuple[str, ...]
    before: tuple[str, ...] = ()
    unit: str = ""
    currency: str = ""

    @property
    def harmless(self) -> bool:
        """Whether what stands in brackets leaves the meaning: `ARR (€)`, and not `ARR (k€)` or `Usage (last 30d)`."""
        return not self.unit or bool(_currency(self.unit)) or bool(_HARMLESS.fullmatch(self.unit))


@lru_cache(maxsize=4096)
def parse_header(header: str) -> Header:
    """The header taken apart."""
    text = unicodedata.normalize("NFKC", header).strip().strip("\"'")
    unit = "; ".join(each.strip().casefold() for each in _BRACKETS.findall(text))
    before, colon, rest = _BRACKETS.sub(" ", text).rpartition(":")
    words, currency = _without_currency(_words(rest))
    currency = _currency(unit) or currency or next((code for sign, code in _SIGN_CODES.items() if sign in text), "")
    return Header(words, _words(before) if colon else (), unit, currency)


def normalise(header: str) -> str:
    """A header in its normal form, words with single spaces, brackets included: what a mapping is remembered by."""
    return " ".join(_words(_PACKAGE.sub("", unicodedata.normalize("NFKC", header).strip())))


def match_key(words: tuple[str, ...]) -> str:
    """What two spellings of the same header have in common."""
    return "".join(_dated(words))


@lru_cache(maxsize=4096)
def known_key(name: str) -> str:
    """The key of a known name."""
    return match_key(_words(name))


@lru_cache(maxsize=4096)
def match_keys(header: Header, called: tuple[str, ...]) -> tuple[str, ...]:
    """The keys that a header may be known by, the most literal first; `called` are the words for a row of the kind."""
    whole = tuple(dict.fromkeys((*header.before, *header.words)))
    found = [(*header.before, *header.words), whole, (*header.words, *_words(header.unit))]
    found[:0] = [found.pop()] if header.unit else []
    own = [tuple(each.split()) for each in called]
    if not header.before or header.before in own:
        found.append(header.words)
    found += _unpacked(header.words)
    found += [each[len(name) :] for name in own for each in tuple(found) if each[: len(name)] == name]
    return tuple(dict.fromkeys(match_key(words) for words in found if words))


def _unpacked(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The words without the names of what tools and connectors keep values in: `properties_hs_arr`, `fields.Name`."""
    packed = next((at for at, word in enumerate(words) if word not in _CONTAINERS), len(words))
    return [words[at:] for at in range(1, packed + 1)]


def without_containers(header: Header) -> Header:
    """The header without the names of what tools and connectors keep values in."""
    packed = _unpacked(header.words)
    return replace(header, words=packed[-1]) if packed and packed[-1] else header


def _words(text: str) -> tuple[str, ...]:
    text = _HUMP.sub(" ", _CUSTOM.sub("", _PACKAGE.sub("", text.strip().replace("#", " number "))))
    text = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", ""))
    text = "".join(char for char in text if not unicodedata.combining(char))
    words = re.findall(r"[^\W_]+", text)
    return tuple(word for each in words for word in _SHORT.get(each, each).split())


def _dated(words: tuple[str, ...]) -> tuple[str, ...]:
    """`closed at`, `closed on`, `date closed` and `closed date time` are all `closed date`."""
    if len(words) > 1 and words[-2:] == ("date", "time"):
        words = words[:-1]
    if len(words) > 1 and words[-1] in _MOMENT:
        words = (*words[:-1], "date")
    if len(words) > 1 and words[0] == "date" and words[1] not in ("of", "time"):
        words = (*words[1:], "date")
    return words


def _without_currency(words: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    if len(words) > 1 and words[-1].upper() in CURRENCIES and words[-1] not in ("all", "top", "try"):
        rest = words[:-2] if len(words) > 2 and words[-2] == "in" else words[:-1]
        return rest, words[-1].upper()
    return words, ""


def _currency(unit: str) -> str:
    unit = unit.removeprefix("in ").strip()
    if unit.upper() in CURRENCIES:
        return unit.upper()
    return _SIGN_CODES.get(unit, "USD" if unit in ("us$", "us dollars") else "")


def known_names(field: Field) -> dict[str, int]:
    """The keys of a field's names with their rank: its own name is the best unless it stands among the others."""
    names = [known_key(name) for name in field.names]
    own = known_key(field.name)
    ordered = names if own in names else [own, *names]
    return {name: rank for rank, name in reversed([*enumerate(ordered)])}


def known_spelling(header: Header, kind: Kind) -> str:
    """The most literal spelling of a header that is a known name of the kind, else an empty text.

    What stands in brackets is left out only where it is a unit: `Usage (last 30d)` isn't a day's usage.
    """
    names, keys = _names(kind.name), match_keys(header, kind.called)
    return next((key for key in (keys if header.harmless else keys[:1]) if key in names), "")


def known_without_brackets(header: Header, kind: Kind) -> bool:
    """Whether a header would be known if nothing stood in brackets."""
    return not header.harmless and bool(known_spelling(replace(header, unit=""), kind))


@cache
def _names(kind: str) -> dict[str, str]:
    """The field that each known name of a kind means."""
    return {name: field.name for field in reversed(KINDS[kind].fields) for name in known_names(field)}


def known_fields(header: Header) -> set[str]:
    """The fields that a header is known for in any kind of file."""
    found = ((kind.name, known_spelling(header, kind)) for kind in KINDS.values())
    return {_names(name)[known] for name, known in found if known}


def known_field(header: Header, kind: Kind) -> str:
    """The field that a header is known for in a kind, else an empty text."""
    return _names(kind.name).get(known_spelling(header, kind), "")
