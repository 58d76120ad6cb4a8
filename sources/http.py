"""Asking a web service: time-outs, tries again with what it says to wait, and answers that aren't what they should be.

It reads with aiohttp, which the bot has anyway: it keeps connections between pages, gives a time to the whole of a
request, and doesn't send a token on to where it is redirected. Sources are read in a thread, so that this is no
coroutine.
"""

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import IO, TYPE_CHECKING, Any, Final, Self
from urllib.parse import urljoin

from accounts.readers.limits import check_unpacked
from sources.addresses import is_secure, leads_inside, proxy_options, same_server, shown, split_url
from sources.errors import NotThereError, SourceError
from sources.unpacking import ASKED, BrokenAnswerError, Unpacking

if TYPE_CHECKING:
    from aiohttp import ClientConnectorCertificateError, ClientResponse, ClientSession

TIMEOUT: Final = 60.0  # seconds for a request, with its answer
CONNECT_TIMEOUT: Final = 20.0
DOWNLOAD_TIMEOUT: Final = 900.0  # seconds for a file
TRIES: Final = 5
PATIENCE: Final = 60.0  # seconds that are waited within a run; what has to wait for longer is left to the next one
LARGEST: Final = 1 << 26  # bytes of an answer that isn't a file
REDIRECTS: Final = 6
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_WHOLE: Final = frozenset({200, 201})  # an answer to a form may be what was made by it
_PASSING: Final = frozenset({429, 500, 502, 503, 504})
_CHUNK: Final = 1 << 16
_SECONDS: Final = re.compile(r"[0-9]+(\.[0-9]+)?")
_SIGNIN: Final = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer: its status, headers in small letters, its body, and the URL that it came from in the end."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the service sends
        """The body as JSON, with numbers as they are written. Raises `ValueError`."""
        from decimal import Decimal

        try:
            return json.loads(self.body, parse_float=Decimal, parse_constant=_no_number)
        except RecursionError:
            raise ValueError("it is nested too deeply") from None


@dataclass(slots=True, kw_only=True)
class HttpClient:
    """A client of one source, to be used in a `with`, in one thread.

    `headers` go with every request, such as the token's. `sleep` waits between tries, by `jitter` (from 0 to 1) a
    shorter or a longer time, so that many don't come back at once; `seconds` is the time that a request has. `refusal`
    says what a service's own refusal means. A `secret_url` has a secret in its path. Whatever is raised is a
    `SourceError` that names the source and never a header, a user, a query or such a path.
    """

    source: str
    headers: Mapping[str, str] = field(default_factory=dict)
    sleep: Callable[[float], None] = time.sleep
    seconds: float = TIMEOUT
    jitter: Callable[[], float] = lambda: 1.0
    refusal: Callable[[HttpAnswer], SourceError | None] = lambda _: None
    secret_url: bool = False
    _runner: asyncio.Runner = field(default_factory=asyncio.Runner)
    _session: "ClientSession | None" = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._session is not None:
            self._runner.run(self._session.close())
        self._runner.close()

    def get(
        self, url: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> HttpAnswer:
        """The answer to a GET: 2xx, or 304 where it was asked for with a condition."""
        return self._ask("GET", url, params=dict(params or {}), headers=dict(headers or {}))

    def get_json(self, url: str, params: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 - what it sends
        """The JSON that a GET answers; a redirect to another server isn't followed."""
        headers = {"Accept": "application/json"}
        return self._json(self._ask("GET", url, anywhere=False, params=dict(params or {}), headers=headers))

    def find_json(self, url: str, params: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 - what it sends
        """The JSON that a GET answers; None where the service says that there is no such thing."""
        try:
            return self.get_json(url, params)
        except NotThereError:
            return None

    def post_json(self, url: str, payload: object) -> Any:  # noqa: ANN401 - what it sends
        """The JSON that a POST of JSON answers: for searches, which change nothing and may be sent again."""
        return self._json(self._ask("POST", url, json=payload, headers={"Accept": "application/json"}))

    def post_form(self, url: str, fields: Mapping[str, str]) -> Any:  # noqa: ANN401 - what it sends
        """The JSON that a POST of a form answers: for signing in."""
        return self._json(self._ask("POST", url, data=dict(fields), headers={"Accept": "application/json"}))

    def download(self, url: str, file: IO[bytes], headers: Mapping[str, str] | None = None) -> HttpAnswer:
        """Writes the body of a GET into a file; the answer has only its beginning."""
        return self._ask("GET", url, headers=dict(headers or {}), file=file)

    def _json(self, answer: HttpAnswer) -> Any:  # noqa: ANN401 - what it sends
        if answer.status not in _WHOLE:
            raise SourceError(
                f"{self.source}: {self.shown(answer.url)} answered {answer.status}, which isn't all of it."
            )
        try:
            return answer.json
        except ValueError:
            what = "a page of HTML" if is_html(answer) else "no JSON"
            raise SourceError(f"{self.source}: {self.shown(answer.url)} answered with {what}.") from None

    def shown(self, url: str) -> str:
        """A URL as messages have it."""
        return shown(url, path=not self.secret_url)

    def _ask(self, method: str, url: str, *, file: IO[bytes] | None = None, **request: Any) -> HttpAnswer:  # noqa: ANN401
        self._check(url)
        waited = 0.0
        for left in reversed(range(TRIES)):
            answer, fault = self._once(method, url, file, request)
            if answer is not None and answer.status not in _PASSING:
                return self._accepted(answer)
            told = retry_after(answer.headers) if answer else None
            wait = told.total_seconds() if told is not None else (1 << (TRIES - 1 - left)) * (0.5 + self.jitter() / 2)
            if not left or waited + wait > PATIENCE:
                known = self.refusal(answer) if answer is not None else None
                raise known or SourceError(f"{self.source}: {self.shown(url)} {fault or _refusal(answer)}.", told)
            waited += wait
            self.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _once(
        self, method: str, url: str, file: IO[bytes] | None, request: dict[str, Any]
    ) -> tuple[HttpAnswer | None, str]:
        """The answer, or what came in its place."""
        import aiohttp

        if file is not None:
            file.seek(0)
            file.truncate()
        try:
            return self._runner.run(self._send(method, url, file, request)), ""
        except TimeoutError:
            return None, "didn't answer in time"
        except aiohttp.ClientPayloadError:
            return None, "broke off in the middle of its answer"
        except BrokenAnswerError as error:
            return None, str(error)
        except aiohttp.ClientConnectorCertificateError as error:
            raise SourceError(f"{self.source}: {self.shown(url)} {_uncertified(error)}") from None
        except aiohttp.ClientError as error:
            return None, f"can't be reached ({type(error).__name__})"
        except ValueError:  # of an address or a header; what aiohttp says of it may repeat either
            raise SourceError(
                f"{self.source}: {self.shown(url)} can't be asked: the address, or a header that is sent, has signs "
                "that neither can have."
            ) from None

    async def _send(self, method: str, url: str, file: IO[bytes] | None, request: dict[str, Any]) -> HttpAnswer:
        """Sends a request, and goes where it is redirected; the headers of all requests go to the first server only."""
        import aiohttp

        if self._session is None:
            self._session = aiohttp.ClientSession(auto_decompress=False)
        total = DOWNLOAD_TIMEOUT if file is not None else self.seconds
        timeout = aiohttp.ClientTimeout(total=total, sock_connect=CONNECT_TIMEOUT, sock_read=self.seconds)
        asked, headers = url, {"Accept-Encoding": ASKED, **self.headers, **request["headers"]}
        anywhere = request.pop("anywhere", True)
        for _ in range(REDIRECTS):
            options = {**request, "headers": headers, "timeout": timeout, "allow_redirects": False}
            async with self._session.request(method, asked, **options, **proxy_options(asked)) as response:
                if response.status not in _REDIRECTS or "Location" not in response.headers or method != "GET":
                    body = await self._body(response, file)
                    found = {name.casefold(): value for name, value in response.headers.items()}
                    return HttpAnswer(response.status, found, body, asked)
                before, asked = asked, _joined(asked, response.headers["Location"])
            self._check_redirect(before, asked, anywhere=anywhere)
            request = {**request, "params": {}}
            if not same_server(asked, before):
                headers = {"Accept-Encoding": ASKED, **request["headers"]}
        raise SourceError(f"{self.source}: {self.shown(url)} is redirected again and again.")

    async def _body(self, response: "ClientResponse", file: IO[bytes] | None) -> bytes:
        """The body, or the beginning of what goes into a file. Raises `SourceError` for more than is taken."""
        kept, size, called = bytearray(), 0, self.shown(str(response.url))
        into_file = file is not None and response.status == 200
        unpacking = Unpacking(response.headers.get("Content-Encoding", ""))
        async for packed in response.content.iter_chunked(_CHUNK):
            for chunk in unpacking.unpacked(packed):
                size += len(chunk)
                check_unpacked(called, size)
                if len(kept) < _CHUNK or not into_file:
                    kept += chunk
                if not into_file and size > LARGEST:
                    raise SourceError(f"{self.source}: {called} answers more than is read of one page.")
                if into_file and file is not None:
                    file.write(chunk)
        unpacking.close()
        return bytes(kept)

    def _check(self, url: str) -> None:
        """Raises `SourceError` for what is no address, or one that would be asked in clear, but on this machine."""
        if split_url(url) is None:
            raise SourceError(
                f"{self.source}: its address can't be read: write one such as https://files.example.com/accounts.csv; "
                "in a password, write / as %2F and @ as %40."
            )
        if not is_secure(url):
            raise SourceError(f"{self.source}: {self.shown(url)} isn't an address with https://, and isn't asked.")

    def _check_redirect(self, before: str, after: str, *, anywhere: bool) -> None:
        """Raises `SourceError` for a redirect that isn't followed: of a list of rows any to another server, of a file
        one from the internet into this machine's own network.
        """
        self._check(after)
        if not anywhere and not same_server(before, after):
            there = shown(after, path=False)
            raise SourceError(f"{self.source}: {self.shown(before)} is redirected to {there}, which isn't asked.")
        if leads_inside(before, after):
            raise SourceError(f"{self.source}: {self.shown(before)} is redirected into the network here: not followed.")

    def _accepted(self, answer: HttpAnswer) -> HttpAnswer:
        """The answer. Raises `SourceError` for a refusal."""
        if answer.status < 300 or answer.status == 304:
            return answer
        if known := self.refusal(answer):
            raise known
        hint = " Check the token and what it may read." if answer.status in _SIGNIN else ""
        said = f"{self.source}: {self.shown(answer.url)} {_refusal(answer)}.{hint}"
        raise NotThereError(said) if answer.status == 404 else SourceError(said, retry_after(answer.headers))


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """How long a service asks to be left alone: seconds, or a date, counted from the service's own clock."""
    said = headers.get("retry-after", "").strip()
    if not said:
        return None
    if _SECONDS.fullmatch(said):
        return min(timedelta(seconds=float(said)), timedelta(days=7)) if len(said) < 12 else timedelta(days=7)
    try:
        until, now = (http_date(headers[name]) for name in ("retry-after", "date"))
    except (KeyError, ValueError, TypeError):
        return None
    return min(max(until - now, timedelta()), timedelta(days=7))


def http_date(text: str) -> datetime:
    """The instant that a header names, in UTC where it names no zone. Raises `ValueError`."""
    found = parsedate_to_datetime(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def is_html(answer: HttpAnswer) -> bool:
    """Whether a page for people came, such as one to sign in."""
    begin = answer.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "html" in answer.headers.get("content-type", "").lower() or begin.startswith((b"<!doctype html", b"<html"))


def _refusal(answer: HttpAnswer | None) -> str:
    return f"answered {answer.status}" if answer else "didn't answer"


def _uncertified(error: "ClientConnectorCertificateError") -> str:
    """Why a certificate isn't trusted. To ask again would change nothing."""
    why = getattr(error.certificate_error, "verify_message", "") or "it isn't one for that name"
    return (
        f"has a certificate that isn't trusted here ({why}). If your company has its own: SSL_CERT_FILE names its file."
    )


def _joined(url: str, location: str) -> str:
    """Where a redirect leads; what can't be read is no address."""
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")
