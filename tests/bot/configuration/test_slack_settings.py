"""The environment is read with errors that name the variable and say how to get it."""

import pytest

from bot.configuration.setting_texts import WHERE
from bot.configuration.settings_error import SettingsError
from bot.settings import AccountSettings, load_settings
from bot.tenants.settings import TenantSettings
from tenants.stores import SchemaStores

SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1-secret", "SLACK_APP_TOKEN": "xapp-1-secret"}
HTTP = {"SLACK_BOT_TOKEN": "xoxb-1-secret", "SLACK_SIGNING_SECRET": "s-secret", "PORT": "3000"}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in WHERE:
        monkeypatch.delenv(variable, raising=False)


def set_all(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)


@pytest.mark.parametrize(
    ("variables", "mode"),
    [(SOCKET, "socket"), (HTTP, "http"), (SOCKET | HTTP, "http"), (SOCKET | {"PORT": "80"}, "socket")],
)
def test_http_takes_a_signing_secret_and_a_port_and_socket_mode_serves_else(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], mode: str
) -> None:
    set_all(monkeypatch, variables)
    assert load_settings().mode == mode


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({}, "SLACK_BOT_TOKEN is missing"),
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is missing"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN is missing"),
        (SOCKET | {"SLACK_BOT_TOKEN": "xoxp-secret"}, "SLACK_BOT_TOKEN is wrong"),
        (SOCKET | {"SLACK_APP_TOKEN": "xoxb-secret"}, "SLACK_APP_TOKEN is wrong"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}, "PORT is missing"),
        (HTTP | {"PORT": "70000"}, "PORT is wrong"),
        (HTTP | {"PORT": "web-secret"}, "PORT is wrong"),
        (SOCKET | {"SLACK_API_URL": "slack.com"}, "SLACK_API_URL is wrong"),
    ],
)
def test_what_is_missing_or_wrong_is_named_with_where_to_get_it(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], named: str
) -> None:
    set_all(monkeypatch, variables)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert str(raised.value).startswith(f"{named}. It is {WHERE[named.partition(' ')[0]]}")
    assert "secret" not in str(raised.value).replace("signing secret", "")


def test_all_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert [line.split(" is ")[0] for line in str(raised.value).splitlines()] == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]


def test_secrets_show_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, SOCKET | HTTP)
    assert "secret" not in repr(load_settings()).replace("slack_signing_secret", "")


def test_the_password_of_a_store_shows_nowhere() -> None:
    url = "postgresql://csbot:secret@db/csbot"
    many = {"slack_client_id": "1.2", "slack_client_secret": "1", "slack_signing_secret": "1", "port": 3000}
    shown = [AccountSettings(cs_database=url), TenantSettings(cs_tenants=url, **many), SchemaStores(url, None)]  # type: ignore[arg-type]
    assert [each for each in map(repr, shown) if "csbot:secret" in each] == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:3000/api", "http://127.0.0.1:3000/api/"])
def test_another_server_s_address_may_end_with_a_slash_or_not(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    set_all(monkeypatch, SOCKET | {"SLACK_API_URL": url})
    assert load_settings().slack_api_url == "http://127.0.0.1:3000/api/"
