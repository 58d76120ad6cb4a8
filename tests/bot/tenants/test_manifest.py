"""manifest-many.yml asks for what manifest.yml does, and for what many workspaces take besides."""

import json
from pathlib import Path
from typing import Any

import yaml

from bot.tenants.lifecycle import EVENTS

ROOT = Path(__file__).parents[3]
ONE: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
MANY: dict[str, Any] = yaml.safe_load((ROOT / "manifest-many.yml").read_text(encoding="utf-8"))


def test_it_asks_for_the_same_scopes_and_for_the_events_of_its_end() -> None:
    """Nothing else is asked for."""
    assert MANY["oauth_config"]["scopes"] == ONE["oauth_config"]["scopes"]
    events = MANY["settings"]["event_subscriptions"]["bot_events"]
    assert set(events) - set(ONE["settings"]["event_subscriptions"]["bot_events"]) == set(EVENTS)


def test_every_request_comes_to_one_address() -> None:
    """Which is the one to put one's own in the place of."""
    urls = {word for word in json.dumps(MANY).replace('"', " ").split() if word.startswith("http")}
    assert {url.split("/slack/")[0] for url in urls} == {"https://cs.example.com"}
    assert MANY["oauth_config"]["redirect_urls"] == ["https://cs.example.com/slack/oauth_redirect"]


def test_it_is_for_organisations_over_http_with_tokens_that_are_exchanged() -> None:
    """Socket Mode has no address to install from."""
    settings = MANY["settings"]
    named = ("org_deploy_enabled", "socket_mode_enabled", "token_rotation_enabled")
    assert [settings[name] for name in named] == [True, False, True]
