"""Cells that link to a page, such as an account's in the CRM."""

import re
from typing import Final
from urllib.parse import quote, urlsplit

from accounts.values.conventions import CellError
from accounts.values.texts import read_text

LONGEST: Final = 600  # characters; what is longer no page of a record needs, and a message has no room for
_HOST: Final = re.compile(r"(?!-)[a-z\d-]{1,63}(?:\.(?!-)[a-z\d-]{1,63})+", re.ASCII)
_KEPT: Final = "/?#[]@!$&'()*+,;=:%-._~"
WANTED: Final = "isn't a link to a page: write one such as https://crm.example/accounts/57"


def web_address(cell: object) -> str | None:
    """A link by https, as browsers write it; None where there is none.

    Raises `CellError` for what is none, is by another scheme, names a user or a password, or hides characters.
    """
    found = read_text(cell)
    if found is None:
        return None
    try:
        parts = urlsplit(found)
        port = parts.port
    except ValueError:
        raise CellError(WANTED) from None
    if parts.scheme != "https":
        raise CellError(f"{WANTED}; only https is taken" if parts.scheme else WANTED)
    if "@" in parts.netloc:
        raise CellError(f"{WANTED}, without a user or a password")
    try:
        host = (parts.hostname or "").encode("idna").decode()
    except UnicodeError:
        raise CellError(WANTED) from None
    if not _HOST.fullmatch(host) or "\\" in found or any(each.isspace() for each in found):
        raise CellError(WANTED)
    at = f":{port}" if port else ""
    rest = found[found.index(parts.netloc) + len(parts.netloc) :]
    address = f"https://{host}{at}{quote(rest, safe=_KEPT)}"
    if len(address) > LONGEST:
        raise CellError(f"is longer than the {LONGEST} characters that a link may have")
    return address
