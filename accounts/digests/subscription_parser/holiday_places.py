"""The countries, and their parts, that have public holidays, by the names that people call them."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import Any

from accounts.scopes.countries import country_codes, plain, registered_countries

_PARTS = {
    "AT-2": "carinthia",
    "AT-3": "lower austria",
    "AT-4": "upper austria",
    "AT-6": "styria",
    "AT-7": "tyrol",
    "AT-9": "vienna",
    "CH-GE": "geneva",
    "CH-LU": "lucerne",
    "DE-BY": "bavaria",
    "DE-HE": "hesse",
    "DE-MV": "mecklenburg-western pomerania",
    "DE-NI": "lower saxony",
    "DE-NW": "north rhine-westphalia, nrw",
    "DE-RP": "rhineland-palatinate",
    "DE-SN": "saxony",
    "DE-ST": "saxony-anhalt",
    "DE-TH": "thuringia",
    "ES-AN": "andalusia",
    "ES-CN": "canary islands",
    "ES-CT": "catalonia",
    "ES-IB": "balearic islands",
    "ES-NC": "navarre",
    "ES-PV": "basque country, euskadi",
    "ES-VC": "valencia",
    "US-DC": "washington dc",
}
SHORTEST_NAME = 4  # letters; what is shorter is the code of a part, which stands behind its country


def find_place(phrase: str) -> str:
    """The code of a place: `DE`, or `DE-BY` of a part; nothing where no public holidays are known by that name.

    `Germany`, `deu`, `Bavaria`, `DE-Bayern`, `de by` and `Bavaria, Germany` will do.
    """
    said = plain(phrase)
    if found := country_codes().get(said) or _PARTS_BY_NAME.get(said):
        return found
    for first, second in _split(said):
        for country, part in ((first, second), (second, first)):
            code = country_codes().get(country)
            if code and (found := _parts(code).get(part) or _part_of(code, part)):
                return f"{code}-{found}" if "-" not in found[:3] else found
    named = _all_parts().get(said, ())
    return named[0] if len(named) == 1 else ""


def similar_places(phrase: str) -> tuple[str, ...]:
    """The codes of the places that a text may mean, at most three."""
    said = plain(phrase)
    if named := _all_parts().get(said):
        return named[:3]
    if of_country := country_codes().get(re.split(r"[ -]", said)[0]):
        return (of_country,)  # of which the part isn't known
    names = {**_all_parts(), **{name: (code,) for name, code in {**country_codes(), **_PARTS_BY_NAME}.items()}}
    near = get_close_matches(said, [name for name in names if len(name) >= SHORTEST_NAME], n=3, cutoff=0.7)
    return tuple(dict.fromkeys(code for name in near for code in names[name]))[:3]


def place_name(place: str) -> str:
    """A place as it is called: `Germany (DE)`, `Bavaria, Germany (DE-BY)`."""
    country, _, part = place.partition("-")
    name = _called(next((name for name, code in registered_countries() if code == country), country))
    if not part:
        return f"{name} ({place})"
    known = next((names.split(", ")[0] for code, names in _PARTS.items() if code == place), "")
    aliases = getattr(_calendar(country), "subdivisions_aliases", {})
    own = _called(known) or next((alias for alias, code in aliases.items() if code == part and len(alias) > 2), part)
    return f"{own}, {name} ({place})"


def parts_of(country: str) -> tuple[str, ...]:
    """The codes of a country's parts that have holidays of their own."""
    return tuple(_calendar(country).subdivisions)


def _called(name: str) -> str:
    lower = {"and", "of", "the", "da"}
    words = re.split(r"([ -])", name)
    return "".join(word if word in lower else word[:1].upper() + word[1:] for word in words)


def _split(said: str) -> Iterator[tuple[str, str]]:
    """The two halves of a text, wherever it can be parted."""
    for match in re.finditer(r"[ -]", said):
        yield said[: match.start()], said[match.end() :]


def _part_of(country: str, name: str) -> str:
    found = _PARTS_BY_NAME.get(name, "")
    return found if found.startswith(f"{country}-") else ""


_PARTS_BY_NAME = {name: code for code, names in _PARTS.items() for name in names.split(", ")}


def _calendar(country: str) -> Any:  # noqa: ANN401  a class that the library loads when it is asked for
    import holidays

    return getattr(holidays, country)


@cache
def _parts(country: str) -> dict[str, str]:
    """The codes of a country's parts by their codes and names."""
    calendar = _calendar(country)
    codes = {plain(code): code for code in calendar.subdivisions}
    aliases = {plain(name): code for name, code in getattr(calendar, "subdivisions_aliases", {}).items()}
    return {**aliases, **codes}


@cache
def _all_parts() -> dict[str, tuple[str, ...]]:
    """The parts of all countries by their names; of some there are several."""
    found: dict[str, list[str]] = {}
    for _, country in registered_countries():
        for name, part in _parts(country).items():
            if len(name) >= SHORTEST_NAME and not name.isdigit():
                found.setdefault(name, []).append(f"{country}-{part}")
    return {name: tuple(places) for name, places in found.items()}
