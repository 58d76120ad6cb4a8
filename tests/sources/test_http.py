"""Asking web services: what passes is tried again, what they say to wait is waited, and nothing is taken for empty."""

import base64
import gzip
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from sources.addresses import leads_inside, proxy_options
from sources.errors import SourceError
from sources.http import HttpClient, retry_after
from sources.paging import pages
from sources.service_rows import rows_table
from tests.cases import cases
from tests.sources.web_server import Asked, Says, WebServer, web_server


@pytest.fixture
def web() -> Iterator[WebServer]:
    with web_server() as server:
        yield server


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(waits: list[float]) -> Iterator[HttpClient]:
    with HttpClient(source="crm", headers={"Authorization": "Bearer s3cret"}, sleep=waits.append, seconds=5) as made:
        yield made


@pytest.mark.parametrize(
    ("answer", "waited"),
    [
        (Says(429, headers={"Retry-After": "7"}), 7.0),
        (Says(503, headers={"Retry-After": "0"}), 0.0),
        (Says(503), 1.0),
        (Says(502), 1.0),
        (Says(200, "{}", cut=True), 1.0),
        (Says(200, gzip.compress(b'{"ok": 1}')[:-9], {"Content-Encoding": "gzip"}), 1.0),
        (Says(429, headers={"Retry-After": "1.5"}), 1.5),
    ],
)
def test_what_passes_is_tried_again(
    web: WebServer, client: HttpClient, waits: list[float], answer: Says, waited: float
) -> None:
    web.script(answer, Says(body='{"ok": 1.10}'))
    assert str(client.get_json(f"{web.url}/x")["ok"]) == "1.10"
    assert waits == [waited]


def test_it_gives_up_after_some_tries_each_later_than_the_last(
    web: WebServer, client: HttpClient, waits: list[float]
) -> None:
    web.script(Says(503))
    with pytest.raises(SourceError, match="answered 503"):
        client.get(f"{web.url}/x")
    assert waits == [1.0, 2.0, 4.0, 8.0]
    assert len(web.asked) == 5


def test_a_long_wait_is_left_to_the_next_run(web: WebServer, client: HttpClient, waits: list[float]) -> None:
    web.script(Says(429, headers={"Retry-After": "3600"}))
    with pytest.raises(SourceError) as raised:
        client.get(f"{web.url}/x")
    assert raised.value.retry_after == timedelta(hours=1)
    assert (waits, len(web.asked)) == ([], 1)


@cases(
    ("headers", "wait"),
    [
        ({"retry-after": "120"}, timedelta(minutes=2)),
        (
            {"retry-after": "Mon, 15 Jun 2026 12:05:00 GMT", "date": "Mon, 15 Jun 2026 12:00:00 GMT"},
            timedelta(minutes=5),
        ),
        ({"retry-after": "Mon, 15 Jun 2026 11:00:00 GMT", "date": "Mon, 15 Jun 2026 12:00:00 GMT"}, timedelta()),
        ({"retry-after": "99999999999"}, timedelta(days=7)),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-1"}, None),
        ({}, None),
    ],
)
def test_what_it_says_to_wait(headers: dict[str, str], wait: timedelta | None) -> None:
    assert retry_after(headers) == wait


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_refusal_is_said_at_once_and_holds_no_secret(web: WebServer, client: HttpClient, status: int) -> None:
    web.script(Says(status, "s3cret"))
    with pytest.raises(SourceError) as raised:
        client.get(f"{web.url}/x", {"key": "s3cret"})
    assert f"/x answered {status}" in str(raised.value)
    assert "s3cret" not in str(raised.value)
    assert len(web.asked) == 1


ROWS = b"".join(b"%d,Acme\n" % number for number in range(2_000)) * 90  # more than is unpacked at once


def test_a_packed_answer_is_whole_or_an_error(web: WebServer, client: HttpClient) -> None:
    packed, encoding = gzip.compress(ROWS), {"Content-Encoding": "gzip"}
    for body in (packed, gzip.compress(ROWS[:500_000]) + gzip.compress(ROWS[500_000:])):
        web.script(Says(body=body, headers=encoding))
        assert client.get(f"{web.url}/x").body == ROWS
    assert web.asked[0].headers["accept-encoding"] == "gzip"
    for body, said in (
        (packed[: len(packed) // 2], "broke off in the middle of its answer"),
        (packed[:-8], "broke off in the middle of its answer"),
        (ROWS[:100], "can't be unpacked"),
    ):
        web.script(Says(body=body, headers=encoding))
        with pytest.raises(SourceError, match=said):
            client.get(f"{web.url}/x")
    web.script(Says(body=packed, headers={"Content-Encoding": "zstd"}))
    with pytest.raises(SourceError, match="packed as zstd, which wasn't asked for"):
        client.get(f"{web.url}/x")
    for name, body in (("utf-8", ROWS), ("aws-chunked", ROWS), ("aws-chunked, gzip", packed)):
        web.script(Says(body=body, headers={"Content-Encoding": name}))
        assert client.get(f"{web.url}/x").body == ROWS


def test_a_netrc_file_is_no_matter_of_sources(
    web: WebServer, client: HttpClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "netrc"
    path.write_text("default login somebody password else\n")
    path.chmod(0o600)
    monkeypatch.setenv("NETRC", str(path))
    web.script(Says(body="{}"))
    assert client.get_json(f"{web.url}/x") == {}
    with HttpClient(source="crm") as bare:
        assert bare.get_json(f"{web.url}/x") == {}
    assert [asked.headers.get("authorization") for asked in web.asked] == ["Bearer s3cret", None]


def test_the_proxy_is_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "https_proxy": "http://us%40er:s3cret@proxy.example:3128",
        "no_proxy": "inside.example",
    }.items():
        monkeypatch.setenv(name, value)
    assert proxy_options("https://api.example/x") == {
        "proxy": "http://proxy.example:3128",
        "proxy_headers": {"Proxy-Authorization": f"Basic {base64.b64encode(b'us@er:s3cret').decode()}"},
    }
    assert proxy_options("https://inside.example/x") == {}


@cases(
    ("before", "after", "inside"),
    [
        ("https://93.184.216.34/x", "https://127.0.0.1/x", True),
        ("https://93.184.216.34/x", "https://10.1.2.3/x", True),
        ("https://93.184.216.34/x", "https://169.254.169.254/latest", True),
        ("https://93.184.216.34/x", "http://2130706433/x", True),
        ("https://93.184.216.34/x", "https://[::ffff:10.0.0.1]/x", True),
        ("https://93.184.216.34/x", "https://93.184.216.35/x", False),
        ("https://10.1.2.3/x", "https://10.1.2.4/x", False),
        ("https://10.1.2.3/x", "https://10.1.2.3/y", False),
        ("https://93.184.216.34/x", "https://", False),
    ],
)
def test_a_redirect_from_the_internet_into_the_own_network_is_told(before: str, after: str, inside: object) -> None:
    assert leads_inside(before, after) is inside


@pytest.mark.parametrize("status", [202, 206, 207])
def test_a_part_of_an_answer_is_no_answer(web: WebServer, client: HttpClient, status: int) -> None:
    web.script(Says(status, '{"results": []}'))
    with pytest.raises(SourceError, match=f"answered {status}, which isn't all of it"):
        client.get_json(f"{web.url}/x")


@pytest.mark.parametrize("body", ['{"a": NaN}', "[" * 100_000, b"\xff\xfe{}", "", '{"a": 1'])
def test_what_is_no_json_is_an_error(web: WebServer, client: HttpClient, body: str | bytes) -> None:
    web.script(Says(body=body))
    with pytest.raises(SourceError, match="answered with no JSON"):
        client.get_json(f"{web.url}/x")


@cases(
    ("url", "said"),
    [
        ("https://user:s3/cret@files.example/x", "its address can't be read"),
        ("https://[::1/s3cret", "its address can't be read"),
        ("https://files.example:s3cret/x", "its address can't be read"),
        ("files.example/x?s3cret", "isn't an address with https"),
        (f"https://{'a' * 70}.example/x?s3cret", "has signs that neither can have"),
    ],
)
def test_an_address_that_is_none_is_an_error_that_does_not_repeat_it(url: str, said: str) -> None:
    with HttpClient(source="crm", sleep=lambda _: None) as client, pytest.raises(SourceError, match=said) as raised:
        client.get(url)
    assert "s3" not in str(raised.value)


def test_a_secret_with_a_line_break_is_an_error_that_does_not_repeat_it(web: WebServer) -> None:
    broken = HttpClient(source="crm", headers={"Authorization": "Bearer s3\ncret"})
    with broken as client, pytest.raises(SourceError, match="has signs that neither can have") as raised:
        client.get(f"{web.url}/x")
    assert "cret" not in str(raised.value)


def test_a_certificate_that_is_not_trusted_is_said_at_once(client: HttpClient, waits: list[float]) -> None:
    with untrusted_server() as url, pytest.raises(SourceError, match=r"certificate that isn't trusted here \(self"):
        client.get(f"{url}/x")
    assert waits == []


@contextmanager
def untrusted_server() -> Iterator[str]:
    """A server with a certificate that it signed itself."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, today = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, today, today + timedelta(days=1))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listening:
        pem = Path(folder, "pem")
        pem.write_bytes(key.private_bytes(*form) + built.sign(key, hashes.SHA256()).public_bytes(form[0]))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)

        def serve() -> None:
            asked, _ = listening.accept()
            with asked, suppress(OSError):
                context.wrap_socket(asked, server_side=True)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


def test_a_page_of_html_is_no_answer(web: WebServer, client: HttpClient) -> None:
    web.script(Says(body="<!DOCTYPE html><title>Sign in</title>"))
    with pytest.raises(SourceError, match="a page of HTML"):
        client.get_json(f"{web.url}/x")


def test_a_token_is_not_sent_on_to_another_server(web: WebServer, client: HttpClient) -> None:
    with web_server() as other:
        other.script(Says(body="{}"))
        web.script(Says(302, headers={"Location": f"{other.url}/there"}))
        assert client.get(f"{web.url}/x").body == b"{}"
        assert "authorization" in web.asked[0].headers
        assert "authorization" not in other.asked[0].headers
        with pytest.raises(SourceError, match=r"is redirected to http.*, which isn't asked"):
            client.get_json(f"{web.url}/x")
        assert len(other.asked) == 1


@pytest.mark.parametrize("url", ["http://files.example/a", "ftp://files.example/a", "file:///etc/passwd"])
def test_nothing_is_asked_in_clear(web: WebServer, client: HttpClient, url: str) -> None:
    web.script(Says(302, headers={"Location": url}))
    for asked in (url, f"{web.url}/x"):
        with pytest.raises(SourceError, match="isn't an address with https"):
            client.get(asked)


def test_a_server_that_is_not_there_is_an_error(client: HttpClient) -> None:
    with pytest.raises(SourceError, match="can't be reached"):
        client.get("http://127.0.0.1:9/x")


def listed(asked: Asked) -> Says:
    at = int(asked.query.get("after", 0))
    more = f', "after": {at + 1}' if at < 2 else ""
    return Says(body=f'{{"rows": [{at}]{more}}}')


def by_cursor(page: dict[str, Any]) -> dict[str, str] | None:
    return {"after": str(page["after"])} if "after" in page else None


def test_pages_are_gone_through_to_their_end(web: WebServer, client: HttpClient) -> None:
    web.answer = listed
    found = pages(client, f"{web.url}/list", {"limit": "1"}, by_cursor)
    assert [page["rows"] for page in found] == [[0], [1], [2]]
    assert [asked.query["limit"] for asked in web.asked] == ["1", "1", "1"]


def test_links_are_followed_on_the_same_server_only(web: WebServer, client: HttpClient) -> None:
    web.script(Says(body='{"next": "/list?page=2"}'), Says(body='{"next": "https://other.example/list"}'))
    with pytest.raises(SourceError, match="on another server"):
        list(pages(client, f"{web.url}/list", {}, lambda page: page.get("next")))
    assert web.asked[1].query == {"page": "2"}


def test_pages_in_a_circle_and_without_end_are_no_answer(web: WebServer, client: HttpClient) -> None:
    web.script(Says(body='{"after": 1}'))
    with pytest.raises(SourceError, match="lead in a circle"):
        list(pages(client, f"{web.url}/list", {}, by_cursor))
    numbers = iter(range(100))
    web.answer = lambda _: Says(body=f'{{"after": {next(numbers)}}}')
    with pytest.raises(SourceError, match="more than 10 pages"):
        list(pages(client, f"{web.url}/list", {}, by_cursor, most=10))


def test_rows_of_a_service_become_a_table_that_is_whole_or_not_there(web: WebServer, client: HttpClient) -> None:
    web.script(Says(body='{"rows": [{"id": "a", "name": "Acme"}, {"id": "b"}], "after": 1}'), Says(body="[]"))
    good = rows_table("crm", ["id", "name"], client.get_json(f"{web.url}/list")["rows"])
    assert [cells for _, cells in good] == [["a", "Acme"], ["b", None]]
    good.close()
    broken = (row for page in pages(client, f"{web.url}/list", {}, by_cursor) for row in page["rows"])
    with pytest.raises(SourceError, match="isn't the object"):
        rows_table("crm", ["id", "name"], broken)
