"""What Slack sends an app: events, slash commands, pressed buttons and submitted forms."""

import json
import time
from typing import Any

TEAM, USER, BOT, CHANNEL, DIRECT = "T0TEAM", "U0USER", "U0BOT", "C0CHANNEL", "D0DIRECT"

Message = dict[str, Any]


def event(text: str, channel: str = DIRECT, **fields: Any) -> Message:
    """A message to the bot, as the Events API sends it."""
    ts = f"{time.time():.6f}"
    said = {"type": "message", "channel": channel, "user": USER, "text": text, "ts": ts, "team": TEAM}
    if channel.startswith("D"):
        said["channel_type"] = "im"
    return {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{ts}", "event": {**said, **fields}}


def mention(text: str, channel: str = CHANNEL) -> Message:
    """A message that mentions the bot."""
    return event(f"<@{BOT}> {text}", channel, type="app_mention")


def command(text: str, response_url: str) -> Message:
    """A slash command."""
    asked = {"command": "/cs", "text": text, "user_id": USER, "channel_id": CHANNEL, "team_id": TEAM}
    return {**asked, "response_url": response_url, "trigger_id": f"1.2.{time.time()}"}


def press(action_id: str, value: str, response_url: str, ts: str = "") -> Message:
    """A pressed button of a message that only the asker sees, which by its `ts` may be the same one again."""
    block = {"type": "button", "action_id": action_id, "value": value, "block_id": "trail:0|help"}
    message = {"type": "message", "message_ts": ts or f"{time.time():.6f}", "channel_id": CHANNEL, "is_ephemeral": True}
    return {
        "type": "block_actions",
        "user": {"id": USER, "team_id": TEAM},
        "team": {"id": TEAM},
        "channel": {"id": CHANNEL},
        "container": message,
        "response_url": response_url,
        "trigger_id": f"1.2.{time.time()}",
        "actions": [block],
    }


def submission(opened: Message, **typed: str) -> Message:
    """A form that was opened, with what is typed into its fields, submitted."""
    view = json.loads(opened["view"]) if isinstance(opened["view"], str) else opened["view"]
    fields = {block["block_id"].partition(":")[0]: block for block in view["blocks"] if block["type"] == "input"}
    values = {
        fields[name]["block_id"]: {fields[name]["element"]["action_id"]: {"type": "plain_text_input", "value": text}}
        for name, text in typed.items()
    }
    return {
        "type": "view_submission",
        "user": {"id": USER, "team_id": TEAM},
        "team": {"id": TEAM},
        "view": {**view, "id": "V0VIEW", "state": {"values": values}},
    }
