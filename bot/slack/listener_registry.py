"""The registry of listeners, declared once: the app registers them from it, and manifest.yml is tested by it."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.render.account_choice import CALLBACK as CHOICE
from bot.render.account_modals import DIGEST_CALLBACK as DIGEST
from bot.render.account_modals import PULSE_CALLBACK as PULSE
from bot.render.action_modals import CALLBACK as ACTION
from bot.render.action_modals import WHAT
from bot.render.buttons import ACT, ASK, CHART, FORM, MORE, RIGHT, SHARE, TABLE, WRONG
from bot.render.feedback_modal import CALLBACK as FEEDBACK
from bot.render.home import HOME, HOME_FORM
from bot.render.lesson import LEARN
from bot.render.metric_modal import CALLBACK, SELECT
from bot.render.native_parts import AGENT, VOTE
from bot.render.pickers import ACCOUNT as PICK_ACCOUNT
from bot.render.pickers import ZONE as PICK_ZONE
from bot.render.slack import PROGRAM
from bot.render.word_modals import DECISION_CALLBACK, WORD_CALLBACK
from bot.slack.directory import AGENT_SCOPE
from bot.slack.explaining import SHORTCUT


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command, and the scopes it takes."""

    name: str
    scopes: frozenset[str]


Group = Literal["messages", "forms", "rows", "explaining", "feedback", "home", "lessons", "suggestions", "outdated"]
"""The class whose method answers."""


@dataclass(frozen=True, slots=True)
class Listener:
    """What else Slack sends: its kind and name in Bolt, the method that answers it, and what the manifest asks for."""

    kind: Literal["event", "action", "view", "shortcut", "options"]
    matches: str | re.Pattern[str]
    method: str
    scopes: frozenset[str]
    events: tuple[str, ...] = ()
    group: Group = "messages"


COMMAND = SlashCommand(PROGRAM, frozenset({"commands"}))

# Who asks, by email too, and whether the place is shared with another company: asked before account data is shown.
DIRECTORY_SCOPES = frozenset({"users:read", "users:read.email", "channels:read", "groups:read", "im:read", "mpim:read"})

# Who is in a user group, where one is named as the accounts or the addressee of a digest.
GROUP_SCOPES = frozenset({"usergroups:read"})

# Whether a digest was posted is looked up in the channel's history before it is posted again.
# What was said before in a thread is looked up there too, for what is said next is read with it.
HISTORY_SCOPES = frozenset({"channels:history", "groups:history", "im:history", "mpim:history"})

# What is suggested where the conversation with the bot is opened. It comes with the agent view of the manifest.
AGENT_SCOPES = frozenset({AGENT_SCOPE})

# Direct messages, and the replies in threads of channels that the bot is a member of.
MESSAGES = ("message.channels", "message.groups", "message.im", "message.mpim")

# Slack shows it in the menu of every message; the answer goes to the response_url that comes with it.
EXPLAIN = Listener("shortcut", SHORTCUT, "explain_message", frozenset({"commands"}), group="explaining")

# The first that matches answers: those of what nothing else does are last.
LISTENERS = (
    Listener("action", re.compile(rf"^(?:{ASK}\d+|{SHARE}|{MORE})$"), "button", frozenset({"chat:write"})),
    Listener("action", re.compile(rf"^(?:{CHART}|{TABLE})$"), "attach", frozenset({"chat:write", "files:write"})),
    Listener("action", re.compile(rf"^{FORM}\d+$"), "open_form", frozenset({"chat:write"}), group="forms"),
    Listener("action", SELECT, "change_form", frozenset(), group="forms"),
    Listener("view", CALLBACK, "submit_form", frozenset({"chat:write"}), group="forms"),
    Listener("view", DIGEST, "submit_digest", frozenset({"chat:write"}), group="forms"),
    Listener("view", PULSE, "submit_pulse", frozenset({"chat:write"}), group="forms"),
    Listener("view", CHOICE, "submit_account", frozenset({"chat:write"}), group="forms"),
    Listener("options", PICK_ACCOUNT, "suggest_accounts", frozenset(), group="suggestions"),
    Listener("options", PICK_ZONE, "suggest_zones", frozenset(), group="suggestions"),
    Listener("view", WORD_CALLBACK, "submit_word", frozenset({"chat:write"}), group="forms"),
    Listener("view", DECISION_CALLBACK, "submit_decision", frozenset({"chat:write"}), group="forms"),
    EXPLAIN,
    Listener("action", re.compile(rf"^{ACT}\d+$"), "open_actions", frozenset({"chat:write"}), group="rows"),
    Listener("action", WHAT, "choose_action", frozenset(), group="rows"),
    Listener("view", ACTION, "submit_action", frozenset({"chat:write"}), group="rows"),
    Listener("action", RIGHT, "say_right", frozenset(), group="feedback"),
    Listener("action", WRONG, "open_wrong", frozenset(), group="feedback"),
    Listener("action", VOTE, "vote", frozenset(), group="feedback"),
    Listener("action", AGENT, "hand_over", frozenset(), group="feedback"),
    Listener("view", FEEDBACK, "submit_wrong", frozenset(), group="feedback"),
    Listener("action", re.compile(rf"^{HOME}\d+$"), "press", frozenset({"chat:write"}), group="home"),
    Listener("action", re.compile(rf"^{HOME_FORM}\d+$"), "open_form", frozenset({"chat:write"}), group="home"),
    Listener("action", re.compile(rf"^{LEARN}\d+$"), "answer_lesson", frozenset({"chat:write"}), group="lessons"),
    Listener("event", "app_home_opened", "opened", AGENT_SCOPES, ("app_home_opened",), group="home"),
    Listener("event", "app_mention", "mention", frozenset({"app_mentions:read", "chat:write"}), ("app_mention",)),
    Listener("event", "message", "message", HISTORY_SCOPES | {"chat:write"}, MESSAGES),
    Listener("action", re.compile(""), "press", frozenset({"chat:write"}), group="outdated"),
    Listener("view", re.compile(""), "submit", frozenset(), group="outdated"),
)


def scopes() -> frozenset[str]:
    """The scopes that the bot token needs."""
    return COMMAND.scopes.union(
        DIRECTORY_SCOPES, GROUP_SCOPES, HISTORY_SCOPES, *(listener.scopes for listener in LISTENERS)
    )


MOST_TYPED = (
    *("nps 40 10 50", "account acme", "brief acme", "renewals 60 mine", "health red", "portfolio"),
    *("digest subscribe health at 9:00", "watch acme", "learn start", "add TERM", "help"),
)
"""The main verbs, as they are typed most."""


def usage_hint() -> str:
    """What Slack shows beside the slash command while it is typed."""
    return " | ".join(("TERM or question", *MOST_TYPED))
