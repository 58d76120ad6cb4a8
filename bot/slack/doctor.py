"""`cs doctor`: is everything there that the bot needs? Each line says what is wrong and how to mend it."""

import os
from collections.abc import Callable, Iterator

from pydantic import SecretStr
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.configuration.setting_texts import WHERE
from bot.configuration.settings_error import SettingsError
from bot.configuration.slack_settings import Settings
from bot.mcp.diagnostics import check_assistants
from bot.operating.diagnostics import Finding, check_accounts, check_glossary, check_names, check_settings
from bot.settings import load_settings
from bot.slack.listener_registry import scopes
from bot.slack.web_client import TOKEN_CODES, UNREADABLE, error_code
from bot.tenants.settings import serves_many

CALL_ERRORS = (SlackApiError, OSError, AttributeError, ValueError)  # the last two of answers that are no object
PATIENCE = 10  # seconds that Slack may take to answer


def examine(say: Callable[[str], object]) -> int:
    """Says a line for each finding and returns the exit code: 1 when something is wrong."""
    wrong = 0
    for finding in _findings():
        wrong += finding.is_wrong
        say(str(finding))
    return int(wrong > 0)


def _findings() -> Iterator[Finding]:
    yield from check_names()
    one_of_many = bool(os.environ.get("CS_TENANT", "").strip())
    if serves_many() and not one_of_many:
        from bot.tenants.doctor import tenant_findings

        yield from tenant_findings()
        return
    yield check_glossary()
    yield from check_accounts()
    yield check_assistants()
    if one_of_many:  # its token is the app's business: cs doctor without CS_TENANT asks Slack for all
        return
    yield from _slack()


def _slack() -> Iterator[Finding]:
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
    except CALL_ERRORS as error:
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
    except CALL_ERRORS as error:
        return _refused("SLACK_APP_TOKEN", error)
    return Finding("SLACK_APP_TOKEN", "opens a Socket Mode connection")


def _client(token: SecretStr, url: str) -> WebClient:
    return WebClient(token.get_secret_value(), base_url=url, timeout=PATIENCE)


def _refused(variable: str, error: Exception) -> Finding:
    """What is wrong: with the token only if Slack itself says so."""
    if isinstance(error, OSError):
        return Finding(variable, f"Slack can't be reached ({error})", "Check the network, the proxy and SLACK_API_URL.")
    code = error_code(error) if isinstance(error, SlackApiError) else UNREADABLE
    if code in TOKEN_CODES:
        return Finding(variable, f"Slack says {code}", f"It is {WHERE[variable]}.")
    return Finding(
        "SLACK_API_URL",
        f"doesn't answer as the Web API does ({code})",
        f"Slack may be in trouble: try again in a moment. It is {WHERE['SLACK_API_URL']}.",
    )
