"""manifest.yml asks Slack for what the app uses, and for nothing else."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import SecretStr

from bot.commands import parse_request
from bot.configuration.slack_settings import Settings
from bot.slack.app import create_app
from bot.slack.listener_registry import COMMAND, LISTENERS, MOST_TYPED, scopes, usage_hint
from glossary import Glossary, load
from tests.cases import cases

MANIFEST: dict[str, Any] = yaml.safe_load((Path(__file__).parents[2] / "manifest.yml").read_text(encoding="utf-8"))


def test_every_slash_command_is_listened_to_and_no_other() -> None:
    commands = {command["command"] for command in MANIFEST["features"]["slash_commands"]}
    assert commands == {COMMAND.name}


def test_every_event_is_listened_to_and_no_other() -> None:
    events = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert events == sorted(event for listener in LISTENERS for event in listener.events)


def test_the_scopes_are_those_the_listeners_need_and_no_more() -> None:
    assert MANIFEST["oauth_config"]["scopes"] == {"bot": sorted(scopes())}


def test_every_shortcut_is_listened_to_and_no_other() -> None:
    shortcuts = MANIFEST["features"]["shortcuts"]
    assert [each["callback_id"] for each in shortcuts] == [one.matches for one in LISTENERS if one.kind == "shortcut"]
    assert all(len(each["name"]) <= 24 and len(each["description"]) <= 150 for each in shortcuts)


def test_a_shortcut_needs_no_scope_but_that_of_commands() -> None:
    assert all(one.scopes == {"commands"} for one in LISTENERS if one.kind == "shortcut")


def test_interactivity_is_on_because_buttons_and_forms_are_listened_to() -> None:
    listened = any(one.kind in {"action", "view", "shortcut"} for one in LISTENERS)
    assert MANIFEST["settings"]["interactivity"]["is_enabled"] is listened


def test_the_bot_can_be_written_to_because_direct_messages_are_listened_to() -> None:
    home = MANIFEST["features"]["app_home"]
    assert home["messages_tab_enabled"] is any("message.im" in one.events for one in LISTENERS)
    assert home["messages_tab_read_only_enabled"] is False
    assert home["home_tab_enabled"] is any("app_home_opened" in one.events for one in LISTENERS)


def test_the_usage_hint_is_that_of_the_commands() -> None:
    (command,) = MANIFEST["features"]["slash_commands"]
    assert command["usage_hint"] == usage_hint()
    assert len(usage_hint()) <= 255
    verbs = {parse_request(each, load()).verb for each in MOST_TYPED}
    assert verbs >= {"calculate", "account", "brief", "renewals", "digest", "watch", "learn", "add", "help"}
    assert command["should_escape"] is True


def test_the_app_registers_what_is_declared_in_the_order_it_is_declared() -> None:
    app = create_app(Settings(slack_bot_token=SecretStr("xoxb-1"), slack_app_token=SecretStr("xapp-1")), Glossary([]))
    registered = [listener.ack_function.__name__ for listener in app._async_listeners]
    assert registered == [listener.method for listener in LISTENERS]


@cases(
    ("text", "longest"),
    [
        (MANIFEST["display_information"]["name"], 35),
        (MANIFEST["display_information"]["description"], 140),
        (MANIFEST["display_information"]["long_description"], 4000),
        (MANIFEST["features"]["bot_user"]["display_name"], 80),
        (MANIFEST["features"]["slash_commands"][0]["description"], 2000),
        (MANIFEST["features"]["slash_commands"][0]["usage_hint"], 1000),
    ],
)
def test_no_text_is_longer_than_slack_takes(text: str, longest: int) -> None:
    assert 0 < len(text) <= longest


def test_the_long_description_is_long_enough_for_slack() -> None:
    assert len(MANIFEST["display_information"]["long_description"]) >= 175
