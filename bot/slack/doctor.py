"""`cs doctor`: is everything there that the bot needs? Each line says what is wrong and how to mend it."""

from collections.abc import Callable, Iterator

from pydantic import SecretStr
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.diagnostics import Finding, check_accounts, check_glossary, check_settings
from bot.settings import WHERE, Settings, SettingsError, load_settings
from bot.slack.listener_registry import scopes

PATIENCE = 10  # seconds that Slack may take to answer


def examine(say: Callable[[str], object]) -> int:
    """Says a line for each finding and returns the exit code: 1 when something is wrong."""
    wrong = 0
    for finding in _findings():
        wrong += bool(finding.fix)
        say(str(finding))
    return int(wrong > 0)


def _findings() -> Iterator[Finding]:
    yield check_glossary()
    yield from check_accounts()
    try:
        settings = load_settings()
    except SettingsError as error:
        yield from check_settings(error)
        return
    yield Finding("configuration", f"complete, for {'HTTP' if settings.mode == 'http' else 'Socket Mode'}")
    yield from _bot_token(settings)
    if settings.mode == "socket" and settings.slack_app_token:
        yield _app_token(settings.slack_app_token, settings.slack_api_url)


def _bot_token(settings: Settings) -> Iterator[Finding]:
    try:
        answer = _client(settings.slack_bot_token, settings.slack_api_url).auth_test()
    except (SlackApiError, OSError) as error:
        yield _refused("SLACK_BOT_TOKEN", error)
        return
    yield Finding("SLACK_BOT_TOKEN", f"signs in to {answer.get('team')} as {answer.get('user')}")
    granted = answer.headers.get("x-oauth-scopes", "")
    needed = scopes()
    if not granted:
        yield Finding("scopes", "Slack didn't say which are granted")
    elif missing := sorted(needed - set(granted.split(","))):
        fix = "Update the app from manifest.yml at api.slack.com/apps and install it again."
        yield Finding("scopes", f"{', '.join(missing)} missing", fix)
    else:
        yield Finding("scopes", f"all granted ({', '.join(sorted(needed))})")


def _app_token(token: SecretStr, url: str) -> Finding:
    try:
        _client(token, url).apps_connections_open(app_token=token.get_secret_value())
    except (SlackApiError, OSError) as error:
        return _refused("SLACK_APP_TOKEN", error)
    return Finding("SLACK_APP_TOKEN", "opens a Socket Mode connection")


def _client(token: SecretStr, url: str) -> WebClient:
    return WebClient(token.get_secret_value(), base_url=url, timeout=PATIENCE)


def _refused(variable: str, error: SlackApiError | OSError) -> Finding:
    if isinstance(error, SlackApiError) and not isinstance(error.response.data, dict):
        return Finding("SLACK_API_URL", "doesn't answer as the Web API does", f"It is {WHERE['SLACK_API_URL']}.")
    if isinstance(error, SlackApiError):
        return Finding(variable, f"Slack says {error.response.get('error')}", f"It is {WHERE[variable]}.")
    return Finding(variable, f"Slack can't be reached ({error})", "Check the network, the proxy and SLACK_API_URL.")
