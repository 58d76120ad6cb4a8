"""Asking web services: what passes is tried again, what they say to wait is waited, and nothing is taken for empty."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

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


def test_a_page_of_html_is_no_answer(web: WebServer, client: HttpClient) -> None:
    web.script(Says(body="<!DOCTYPE html><title>Sign in</title>"))
    with pytest.raises(SourceError, match="a page of HTML"):
        client.get_json(f"{web.url}/x")


def test_a_token_is_not_sent_on_to_another_server(web: WebServer, client: HttpClient) -> None:
    with web_server() as other:
        other.script(Says(body="{}"))
        web.script(Says(302, headers={"Location": f"{other.url}/there"}))
        assert client.get_json(f"{web.url}/x") == {}
        assert "authorization" in web.asked[0].headers
        assert "authorization" not in other.asked[0].headers


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
