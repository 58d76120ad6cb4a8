"""Addresses that are asked: what may be shown of them, where a redirect may lead, and the proxy on the way."""

import base64
import ipaddress
import socket
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

_THIS_MACHINE: Final = frozenset(("127.0.0.1", "localhost", "::1"))


def split_url(url: str) -> SplitResult | None:
    """The parts of a URL, None for what is none: the errors of the standard library repeat what may be a password."""
    try:
        found = urlsplit(url)
        _ = found.port
    except ValueError:
        return None
    return found


def is_secure(url: str) -> bool:
    """Whether an address is one with https, or on this machine."""
    found = split_url(url)
    if found is None or not found.hostname:
        return False
    return found.scheme == "https" or (found.scheme == "http" and found.hostname in _THIS_MACHINE)


def shown(url: str, *, path: bool = True) -> str:
    """A URL without its query and user, in which tokens may be; the path is left out where that may hold one, too."""
    found = split_url(url)
    if found is None:
        return "its address"
    name = found.hostname or ""
    port = f":{found.port}" if found.port else ""
    return f"{found.scheme}://{f'[{name}]' if ':' in name else name}{port}{found.path if path else '/…'}"


def same_server(one: str, other: str) -> bool:
    """Whether two URLs are of one server."""
    first, second = split_url(one), split_url(other)
    return first is not None and second is not None and _server(first) == _server(second)


def _server(found: SplitResult) -> tuple[str, str | None, int]:
    return found.scheme, found.hostname, found.port or (443 if found.scheme == "https" else 80)


def leads_inside(before: str, after: str) -> bool:
    """Whether a redirect leads from a server on the internet to one that only this machine or its network reaches."""
    return not same_server(before, after) and _is_inside(after) and not _is_inside(before)


def _is_inside(url: str) -> bool:
    """Whether a server is in a network of its own, or this machine; not where its name can't be looked up here."""
    found = split_url(url)
    if found is None or not found.hostname:
        return False
    try:
        answers = socket.getaddrinfo(found.hostname, found.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return any(not ipaddress.ip_address(str(place[0]).partition("%")[0]).is_global for *_, place in answers)


def proxy_options(url: str) -> dict[str, Any]:
    """The proxy that the environment names for an address, as a request takes it; a netrc file isn't read, whose
    passwords are nobody's business here, and beside which aiohttp refuses to send a token.
    """
    found = split_url(url)
    if found is None or proxy_bypass(found.hostname or ""):
        return {}
    proxy = split_url(getproxies().get(found.scheme, ""))
    if proxy is None or not proxy.hostname:
        return {}
    options: dict[str, Any] = {"proxy": proxy._replace(netloc=proxy.netloc.rpartition("@")[2]).geturl()}
    if proxy.username:
        pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
        options["proxy_headers"] = {"Proxy-Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    return options
