"""A URL of PostgreSQL that can't be right is refused with what to write instead, and nothing of it is repeated."""

from pathlib import Path

import pytest

from bot.configuration.settings_error import SettingsError
from bot.settings import account_settings
from bot.terminal.operator_commands import run_operator_command
from bot.terms.word_snapshot import glossary_at_once
from store.errors import StoreUrlError
from store.opening import attach, check_place
from store.server_url import parse_server_url
from tests.engines import Engine

WRONG = {
    "postgres://[hush": "only an address of IPv6",
    "postgresql://u:hush@[::1/x": "only an address of IPv6",
    "postgresql://u:hush@host:port/x": "port is no number",
    "postgresql://u:hush@host:0/x": "port is no number",
    "postgresql://u:hush@one:1,two:99999/x": "port is no number",
    "postgresql://u:hu?sh@host/x": "%3F",
    "postgresql://u:hu#sh@host/x": "%23",
    "postgresql://u:hu/sh@host/x": "%2F",
    "postgresql://u:1/hush@host/x": "%2F",
    "postgresql://u:hu@sh@host/x": "%40",
    "postgresql://u:hush%zz@host/x": "%25",
    "postgresql://u:hush%00@host/x": "%00",
    "postgresql://u:hush @host/x": "%20",
    "postgresql://u:hush@host/x?sslmode": "sslmode=require",
    "postgresql://u:hush@host/x?application_name=%ff": "UTF-8",
    "postgresql://u:hush@host/x?connect_timeout=soon": "connect_timeout is no number",
    "POSTGRESQL://u:hush@host/x": "begin with postgresql://",
    "postgresql:/u:hush@host/x": "begin with postgresql://",
    "mysql://u:hush@host/x": "begin with postgresql://",
}
FOR_THE_DRIVER = {
    "postgresql://u:hush@host/x?nonsense=1": "no option nonsense",
    "postgresql://u:hush@127.0.0.1:1/x?sslmode=maybe": "sslmode",
}


@pytest.mark.parametrize(("url", "fault"), WRONG.items())
def test_a_url_that_cant_be_right_is_refused_without_repeating_it(url: str, fault: str) -> None:
    with pytest.raises(StoreUrlError) as raised:
        check_place(url)
    assert fault in raised.value.fault
    assert "hush" not in str(raised.value)


@pytest.mark.parametrize(("url", "fault"), FOR_THE_DRIVER.items())
def test_what_only_the_driver_knows_is_refused_in_the_same_way(url: str, fault: str) -> None:
    check_place(url)
    with pytest.raises(StoreUrlError, match=fault) as raised:
        attach(url).reading.execute("SELECT 1")
    assert "hush" not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://",
        "postgres:///x",
        "postgresql://u@host/x",
        "postgresql://u:p%40ss%2Fw@[::1]:5432/x?sslmode=require&options=-c%20work_mem%3D1MB",
        "postgresql://one:1,two:2/x?target_session_attrs=any",
        "postgresql://u@/x?host=%2Fvar%2Frun&port=5433",
    ],
)
def test_a_url_that_is_right_reaches_the_driver_as_it_is(url: str) -> None:
    assert str(parse_server_url(url)) == url


def test_options_of_a_url_reach_the_server_with_their_spaces(server_engine: Engine, tmp_path: Path) -> None:
    store = attach(f"{server_engine.new(tmp_path)}&options=-c%20work_mem%3D1234kB")
    assert store.reading.execute("SHOW work_mem").fetchone() == ("1234kB",)
    store.close()


@pytest.mark.parametrize("url", ["postgres://[hush", "mysql://u:hush@host/x"])
def test_each_way_to_the_store_says_what_is_wrong(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CS_DATABASE", url)
    assert glossary_at_once().answer("nrr").kind == "term"
    with pytest.raises(SettingsError, match="CS_DATABASE is wrong: ") as raised:
        account_settings()
    assert "hush" not in str(raised.value)
    for places in ((url, "copy.db"), ("none.db", url)):
        assert run_operator_command(["store", "copy", *places]) == 1
    told = capsys.readouterr().err
    assert ("FROM: The URL" in told, "TO: The URL" in told, "cs doctor says why" in told) == (True, True, True)
    assert "hush" not in told
