"""What each setting is, in words, and what is said of one that is missing or wrong."""

from typing import TYPE_CHECKING, Any, Final

from store.errors import StoreUrlError

if TYPE_CHECKING:
    from pydantic import ValidationError

WHERE: Final = {
    "SLACK_BOT_TOKEN": "the bot token, beginning with xoxb-: api.slack.com/apps → your app → OAuth & Permissions",
    "SLACK_APP_TOKEN": "an app-level token with the scope connections:write, beginning with xapp-: "
    "api.slack.com/apps → your app → Basic Information → App-Level Tokens. "
    "To serve HTTP instead, set SLACK_SIGNING_SECRET and PORT",
    "SLACK_SIGNING_SECRET": "the signing secret: api.slack.com/apps → your app → Basic Information → App Credentials",
    "PORT": "the port to serve HTTP on, from 1 to 65535",
    "HOST": "the address to serve HTTP on; 127.0.0.1 when it isn't set",
    "SLACK_API_URL": "where the Web API is, beginning with http:// or https://; Slack's own when it isn't set",
    "CS_PICKERS": "yes, or no where what stands in for Slack draws no pickers in forms: all is typed then; "
    "yes when it isn't set",
    "CS_DATABASE": "the path of the account store's file, or a URL of PostgreSQL such as "
    "postgresql://user@host/database; a file in your data directory when it isn't set",
    "CS_HEALTH": "a TOML file with the weights and bands of health; the shipped one when it isn't set",
    "CS_SOURCES": "a TOML file that says where account data comes from by itself; none when it isn't set",
    "CS_OPERATOR": "the Slack id of who is told when a source fails and when it is well again, such as U0123ABC; "
    "nobody when it isn't set",
    "CS_GLOSSARY": "a folder with TOML files of your team's own terms; none when it isn't set",
    "CS_CURATORS": "the list of people who decide on suggested terms, by email or Slack id, with commas",
    "CS_RATES": "a TOML file with exchange rates and their date; without it totals are given in each currency",
    "CS_CURRENCY": "the currency of amounts that name none, as three letters such as EUR; USD when it isn't set",
    "CS_CHANNELS": "the list of the only channels where accounts may be asked about and digests of them posted, by id, "
    "such as C0123, C0456; "
    "with dm for direct messages to the bot",
    "CS_PEOPLE": "the list of the only people who may ask about accounts and get digests of them, by email or Slack "
    "id, with commas",
    "CS_METRICS_PORT": "a port for /metrics, /healthz and /readyz, for whoever watches the bot; none when it isn't set",
    "CS_METRICS_HOST": "the address to serve those on; 127.0.0.1 when it isn't set, 0.0.0.0 for all",
    "CS_LOG": "how cs serve and cs digest work log: text for people, or json for one object a line; text when it isn't "
    "set",
    "CS_DIGEST_ON_CRASH": "what becomes of a digest that may have been posted, where the history can't be read: "
    "at-most-once leaves it and tells who subscribed, at-least-once posts it again",
    "CS_BLOCKS": "which blocks Slack is sent: auto asks Slack once which of its newer ones it takes, classic "
    "sends none of them, native sends them without asking",
    "CS_TENANTS": "the folder where the data of many workspaces is kept, such as /var/lib/cs-bot/tenants, or a URL of "
    "PostgreSQL; not set for a bot of one workspace",
    "CS_BESIDE": "what local files of the store are named after, where it is on a server",
    "CS_TENANT": "the id of the workspace that a command is for where there are many, such as T0123ABC",
    "CS_PUBLIC_URL": "the address that Slack and people reach the bot at, such as https://cs.example.com; with it "
    "installing sends people back to its /slack/oauth_redirect",
    "CS_ERASE_AFTER": "the days after which the data of a workspace that uninstalled the bot is erased; 30 when it "
    "isn't set, 0 for at once",
    "CS_MAY_INSTALL": "the list of the only workspaces and organisations that may install a bot for many, by id, such "
    "as T0123ABC, E0456DEF; everybody may when it isn't set",
    "CS_CONTACT": "whom somebody asks who may not install a bot for many, such as ops@company.example, in up to 200 "
    "characters",
    "SLACK_CLIENT_ID": "the client id, for many workspaces: api.slack.com/apps → your app → Basic Information → App "
    "Credentials",
    "SLACK_CLIENT_SECRET": "the client secret, for many workspaces: api.slack.com/apps → your app → Basic Information "
    "→ App Credentials",
    "CS_LIMIT_ACCOUNTS": "the most accounts that a workspace may have, a whole number from 0; as many as it likes when "
    "it isn't set",
    "CS_LIMIT_DIGESTS": "the most digests that a workspace may have, a whole number from 0; as many as it likes when "
    "it isn't set",
    "CS_LIMIT_IMPORTS": "the most imports that a workspace may make in 24 hours, runs of sources that bring rows among "
    "them, a whole number from 0; as many as it likes when it isn't set",
    "CS_LIMIT_REQUESTS": "the most requests that a workspace may make in a minute, where there are many, a whole "
    "number from 1; as many as it likes when it isn't set",
    "CS_EMAIL": "your own email, by which `mine` in the terminal knows your accounts",
}


def faulty_setting(variable: str, error: ValueError) -> str:
    """The line of a variable that is wrong: what is wrong with a URL, and what it is."""
    return f"{variable} is wrong{_why({'error': error})}. It is {WHERE[variable]}."


def setting_errors(error: "ValidationError") -> list[str]:
    """A line for each variable that is missing or wrong, with what it is."""
    lines = []
    for problem in error.errors(include_input=False, include_url=False):
        if not problem["loc"]:
            variable, fault = str(problem["ctx"]["error"]), "is missing"
        else:
            variable = str(problem["loc"][0]).upper()
            fault = "is missing" if problem["type"] == "missing" else f"is wrong{_why(problem.get('ctx', {}))}"
        lines.append(f"{variable} {fault}. It is {WHERE[variable]}.")
    return lines


def _why(context: dict[str, Any]) -> str:
    """What is wrong with a URL; of other values nothing is said, as messages may repeat a secret."""
    error = context.get("error")
    return f": {error.fault}" if isinstance(error, StoreUrlError) else ""
