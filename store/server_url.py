"""The address of a store on a PostgreSQL server, as operators write it: its parts and its faults.

Nothing that is said repeats the URL: what seems to be a port or a host may be a part of the password.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

from store.errors import StoreUrlError
from store.file_path import NOT_OURS

_URL: Final = re.compile(
    r"(?P<scheme>postgres(?:ql)?)://(?:(?P<login>[^@/?]*)@)?(?P<hosts>[^/?]*)(?P<database>/[^?]*)?(?:\?(?P<options>.*))?"
)
_HOST: Final = re.compile(r"(?:\[[^\[\]]+\]|[^\[\]:]*)(?::(?P<port>[0-9]{0,5}))?")
_PORTS: Final = 65_535
_PORT: Final = f"its port is no number from 1 to {_PORTS}; in a password : / and ? are written as %3A, %2F and %3F"
_NUMBERS: Final = ("port", "connect_timeout")
_FAULTS: Final = (
    (r"%(?![0-9A-Fa-f]{2})", "a % is written as %25"),
    (r"%00", "%00 is no character that PostgreSQL takes"),
    (r"#", "a # is written as %23"),
    (r"[\x00-\x20\x7f]", "a space is written as %20, and there are no line breaks in it"),
    (r"://[^/?]*@[^/?]*@|://[^?]*/[^?]*@", "in a user or a password an @ is written as %40 and a / as %2F"),
)


@dataclass(frozen=True, slots=True)
class ServerUrl:
    """The parts of a URL, each as it is written but for the options, of which every value is decoded."""

    scheme: str
    login: str
    hosts: str
    database: str
    options: Mapping[str, str]

    def __str__(self) -> str:
        """Returns it as the driver takes it, with the password."""
        options = "&".join(f"{name}={quote(value, safe='')}" for name, value in self.options.items())
        login = f"{self.login}@" if self.login else ""
        return f"{self.scheme}://{login}{self.hosts}{self.database}{'?' if options else ''}{options}"

    @property
    def user(self) -> str:
        """Who it logs in as, empty where it doesn't say."""
        return self.login.partition(":")[0]


def parse_server_url(place: str) -> ServerUrl:
    """Returns the parts of a URL of PostgreSQL. Raises `StoreUrlError`."""
    for pattern, fault in _FAULTS:
        if re.search(pattern, place):
            raise StoreUrlError(fault)
    found = _URL.fullmatch(place)
    if not found:
        raise StoreUrlError(NOT_OURS)
    hosts = found["hosts"]
    _check_hosts(hosts)
    return ServerUrl(
        found["scheme"], found["login"] or "", hosts, found["database"] or "", _options(found["options"] or "")
    )


def _check_hosts(hosts: str) -> None:
    for each in hosts.split(","):
        host = _HOST.fullmatch(each)
        if not host and "[" not in each and "]" not in each:
            raise StoreUrlError(_PORT)
        if not host:
            raise StoreUrlError("only an address of IPv6 stands in [ and ], such as [::1]:5432")
        if host["port"] and not 0 < int(host["port"]) <= _PORTS:
            raise StoreUrlError(_PORT)


def _options(text: str) -> dict[str, str]:
    pairs = [each.partition("=") for each in text.split("&")] if text else []
    if not all(name and sign for name, sign, _ in pairs):
        raise StoreUrlError("behind the ? stand options such as sslmode=require, with & between them; else it is %3F")
    try:
        options = {name: unquote(value, errors="strict") for name, _, value in pairs}
    except UnicodeDecodeError:
        raise StoreUrlError("what stands behind a % in its options is no UTF-8") from None
    for name in _NUMBERS:
        if name in options and not re.fullmatch(r"[0-9]{1,9}(,[0-9]{1,5})*", options[name]):
            raise StoreUrlError(f"its {name} is no number")
    return options
