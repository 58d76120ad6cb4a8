"""The app's manifest for many workspaces, made from the one for a single workspace."""

import copy
from collections.abc import Mapping
from typing import Any, Final

from bot.tenants.lifecycle import EVENTS
from bot.tenants.oauth import REDIRECT

EXAMPLE: Final = "https://cs.example.com"


def manifest_for_many(manifest: Mapping[str, Any], url: str = EXAMPLE) -> dict[str, Any]:
    """The manifest of an app that workspaces install by OAuth from an address: over HTTP, for whole organisations too,
    with tokens that are exchanged, and told when it is uninstalled.
    """
    made: dict[str, Any] = copy.deepcopy(dict(manifest))
    requests = f"{url}/slack/events"
    for command in made["features"]["slash_commands"]:
        command["url"] = requests
    made["oauth_config"] = {"redirect_urls": [f"{url}{REDIRECT}"], **made["oauth_config"]}
    settings = made["settings"]
    events = settings["event_subscriptions"]
    settings["event_subscriptions"] = {
        "request_url": requests,
        "bot_events": sorted([*events["bot_events"], *EVENTS]),
    }
    settings["interactivity"] |= {"request_url": requests, "message_menu_options_url": requests}
    return made | {
        "settings": settings
        | {"org_deploy_enabled": True, "socket_mode_enabled": False, "token_rotation_enabled": True}
    }
