"""Countries by the names, in several languages, and the codes that people and files call them."""

import re
import unicodedata
from functools import cache
from typing import Final

# What the calendars' own names lack; of people's languages only those of the countries themselves.
_COUNTRIES: Final = {
    "AE": "uae, emirates",
    "AT": "osterreich",
    "BA": "bosnia, bosnia herzegovina",
    "BE": "belgie, belgique, belgien",
    "BR": "brasil",
    "CD": "democratic republic of the congo, congo kinshasa",
    "CH": "schweiz, suisse, svizzera",
    "CI": "cote d'ivoire",
    "CV": "cape verde",
    "CZ": "czech republic, cesko",
    "DE": "deutschland",
    "DK": "danmark",
    "ES": "espana",
    "FI": "suomi",
    "GB": "great britain, britain, uk",
    "GR": "hellas",
    "HK": "hong kong",
    "IE": "eire, republic of ireland",
    "IT": "italia",
    "KR": "korea, republic of korea",
    "MK": "macedonia",
    "MM": "burma",
    "MO": "macao",
    "NL": "holland, the netherlands, nederland",
    "NO": "norge",
    "PL": "polska",
    "RU": "russian federation",
    "SE": "sverige",
    "SK": "slovak republic",
    "SY": "syria",
    "SZ": "swaziland",
    "TL": "east timor",
    "TR": "turkiye",
    "US": "usa, america, united states of america, the us, the usa",
    "VA": "vatican, holy see",
    "VN": "viet nam",
}


_PEOPLE: Final = {
    "american": "US", "australian": "AU", "austrian": "AT", "belgian": "BE", "brazilian": "BR", "british": "GB",
    "canadian": "CA", "chinese": "CN", "danish": "DK", "dutch": "NL", "english": "GB", "finnish": "FI",
    "french": "FR", "german": "DE", "greek": "GR", "indian": "IN", "irish": "IE", "israeli": "IL", "italian": "IT",
    "japanese": "JP", "korean": "KR", "mexican": "MX", "norwegian": "NO", "polish": "PL", "portuguese": "PT",
    "spanish": "ES", "swedish": "SE", "swiss": "CH", "turkish": "TR",
}  # fmt: skip


def plain(text: str) -> str:
    """The text in small letters without accents, dots and commas, and with single blanks."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").replace("ø", "o").replace("ł", "l"))
    bare = "".join(each for each in letters if not unicodedata.combining(each) and each not in ".,()")
    return re.sub(r"[\s_]+", " ", bare).strip()


@cache
def registered_countries() -> tuple[tuple[str, str], ...]:
    """The countries that are known, by name, with their codes."""
    from holidays.registry import COUNTRIES

    return tuple((name.replace("_", " "), codes[1]) for name, codes in COUNTRIES.items())


@cache
def country_codes() -> dict[str, str]:
    """The two letters of the countries by their names and codes."""
    from holidays.registry import COUNTRIES

    codes = {code.casefold(): known[1] for known in COUNTRIES.values() for code in known[1:3]}
    ours = {name: code for code, names in _COUNTRIES.items() for name in names.split(", ")}
    return {**codes, **dict(registered_countries()), **ours}


def country_code(name: str) -> str:
    """The two letters of a country by any of its names or codes; nothing where it isn't known."""
    return country_codes().get(plain(name), "")


def country_of_people(word: str) -> str:
    """The two letters of the country that a word says somebody is of: `german`; nothing where it says none."""
    return _PEOPLE.get(plain(word), "")
