"""Settings from the environment: tokens, secrets and addresses of Slack, the store, and who may see accounts."""

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from accounts.limits import Limits
from bot.environment import EnvironmentSettings
from bot.settings_error import SettingsError as SettingsError  # noqa: PLC0414  others import it from here
from bot.user_folders import data_folder
from store.errors import StoreUrlError
from store.opening import check_place, is_postgresql

WHERE = {
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


DIRECT = "dm"  # in a list of channels: direct messages with the bot


def _words(text: object) -> object:
    return frozenset(re.split(r"[\s,;]+", text.strip(" ,;\n"))) if isinstance(text, str) else text


CommaSeparated = Annotated[frozenset[str], BeforeValidator(_words)]


class AccountSettings(EnvironmentSettings):
    """Where the accounts are and who may see them, read from the environment. No Slack is needed for it."""

    cs_database: Path | str = Field(
        default_factory=lambda: Path(data_folder(), "accounts.db"),
        repr=False,  # a URL may hold a password
    )
    cs_beside: Path | None = None
    cs_health: Path | None = None
    cs_glossary: Path | None = None
    cs_curators: CommaSeparated = frozenset()
    cs_rates: Path | None = None
    cs_sources: Path | None = None
    cs_operator: str = Field(default="", pattern=r"^([UW][A-Z0-9]+)?$")
    cs_currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    cs_channels: CommaSeparated = frozenset()
    cs_people: CommaSeparated = frozenset()
    cs_email: str = ""
    cs_metrics_host: str = "127.0.0.1"
    cs_metrics_port: int | None = Field(default=None, ge=1, le=65535)
    cs_log: Literal["text", "json"] = "text"
    cs_blocks: Literal["auto", "classic", "native"] = "auto"
    cs_digest_on_crash: Literal["at-most-once", "at-least-once"] = "at-most-once"
    cs_limit_accounts: int | None = Field(default=None, ge=0)
    cs_limit_digests: int | None = Field(default=None, ge=0)
    cs_limit_imports: int | None = Field(default=None, ge=0)
    cs_limit_requests: int | None = Field(default=None, ge=1)

    @field_validator("cs_glossary", "cs_health", "cs_rates", "cs_sources")
    @classmethod
    def _is_of_this_user(cls, path: Path | None) -> Path | None:
        return path and path.expanduser()

    @field_validator("cs_database", mode="before")
    @classmethod
    def _is_file_or_server(cls, place: object) -> object:
        if not isinstance(place, str):
            return place
        place = place.strip()
        check_place(place)
        return place if is_postgresql(place) else Path(place).expanduser()

    @field_validator("cs_currency", mode="before")
    @classmethod
    def _in_capitals(cls, currency: object) -> object:
        return currency.strip().upper() if isinstance(currency, str) else currency

    @field_validator("cs_channels")
    @classmethod
    def _are_ids(cls, channels: frozenset[str]) -> frozenset[str]:
        if wrong := [channel for channel in channels if not re.fullmatch(rf"[CDG][A-Z0-9]+|{DIRECT}", channel)]:
            raise ValueError(f"{wrong[0]} is no id of a channel")
        return channels

    @property
    def beside_store(self) -> Path:
        """What local files of the store are named after: the store's own file, or for one on a server no file."""
        place = self.cs_beside or self.cs_database
        return place if isinstance(place, Path) else Path(data_folder(), "postgresql")

    @property
    def limits(self) -> Limits:
        """How much the store may hold and take."""
        return Limits(self.cs_limit_accounts, self.cs_limit_digests, self.cs_limit_imports)

    @field_validator("cs_curators", "cs_people")
    @classmethod
    def _are_people(cls, people: frozenset[str]) -> frozenset[str]:
        if wrong := [each for each in people if not re.fullmatch(r"[UW][A-Z0-9]+|\S+@\S+", each)]:
            raise ValueError(f"{wrong[0]} is neither an email nor an id of a person")
        return frozenset(each.casefold() if "@" in each else each for each in people)


class _Serving(EnvironmentSettings):
    """How Slack reaches the bot: through Socket Mode, or over HTTP."""

    model_config = ConfigDict(hide_input_in_errors=True)

    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    port: int | None = Field(default=None, ge=1, le=65535)

    @field_validator("slack_app_token")
    @classmethod
    def _is_an_app_token(cls, token: SecretStr | None) -> SecretStr | None:
        return token and _beginning("xapp-", token)

    @model_validator(mode="after")
    def _has_a_way_to_serve(self) -> Self:
        if self.slack_app_token is None and self.slack_signing_secret is None:
            raise ValueError("SLACK_APP_TOKEN")
        if self.slack_app_token is None and self.port is None:
            raise ValueError("PORT")
        return self


class WebApiSettings(EnvironmentSettings):
    """What it takes to call the Web API as the bot, and no more. The token never shows in a repr, a log or an error."""

    model_config = ConfigDict(hide_input_in_errors=True)

    slack_bot_token: SecretStr
    slack_api_url: str = Field(default="https://slack.com/api/", pattern=r"^https?://\S+$")

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_a_slash(cls, url: str) -> str:
        return url if url.endswith("/") else f"{url}/"

    @field_validator("slack_bot_token")
    @classmethod
    def _is_a_bot_token(cls, token: SecretStr) -> SecretStr:
        return _beginning("xoxb-", token)


class Settings(WebApiSettings, _Serving):
    """The settings, read from the environment. Secrets never show in a repr, a log or an error."""

    host: str = "127.0.0.1"
    cs_pickers: bool = True

    @property
    def mode(self) -> Literal["http", "socket"]:
        """HTTP when a signing secret and a port are set, else Socket Mode."""
        return "http" if self.slack_signing_secret and self.port else "socket"


def load_settings() -> Settings:
    """The settings of this process for Slack. Raises `SettingsError` with a line for each variable to mend."""
    try:
        return Settings()  # type: ignore[call-arg]  # the environment holds the arguments
    except ValidationError as error:
        lines = [*setting_errors(error)]
    try:
        _Serving()  # what is wrong with a variable hides which others are missing
    except ValidationError as error:
        lines += setting_errors(error)
    raise SettingsError("\n".join(dict.fromkeys(lines)))


def web_api_settings() -> WebApiSettings:
    """The bot token and the address of the Web API. Raises `SettingsError` with a line for each variable to mend."""
    try:
        return WebApiSettings()  # type: ignore[call-arg]  # the environment holds the arguments
    except ValidationError as error:
        raise SettingsError("\n".join(setting_errors(error))) from None


def lacks_tenant() -> bool:
    """Whether there are many workspaces, and neither one of them nor a store is named: whose accounts isn't known."""
    return bool(os.environ.get("CS_TENANTS", "").strip()) and not any(
        os.environ.get(name, "").strip() for name in ("CS_TENANT", "CS_DATABASE")
    )


def account_settings() -> AccountSettings:
    """The settings of this process for accounts: of the workspace CS_TENANT where there are many.

    Raises `SettingsError` with a line for each variable to mend, also where there are many and none is named.
    """
    if lacks_tenant():
        raise SettingsError(f"CS_TENANT is missing, as CS_TENANTS is set. It is {WHERE['CS_TENANT']}.")
    return process_settings()


def process_settings() -> AccountSettings:
    """The same for what is of the whole process, such as its log: its store is nobody's where there are many.

    Raises `SettingsError` with a line for each variable to mend.
    """
    try:
        return AccountSettings(**_values_of_tenant())
    except ValidationError as error:
        raise SettingsError("\n".join(setting_errors(error))) from None


def database_place() -> Path | str:
    """Where the account store is: a file, or a URL. Raises `SettingsError` as `account_settings` does."""
    return account_settings().cs_database


def _values_of_tenant() -> dict[str, Any]:
    """What is set for the workspace that CS_TENANT names; nothing where it isn't set. Raises `SettingsError`."""
    if not os.environ.get("CS_TENANT", "").strip():
        return {}
    from bot.tenants.own_values import values_of_environment  # for many workspaces alone
    from store import StoreError
    from tenants import TenantError

    try:
        return values_of_environment()
    except (TenantError, StoreError) as error:
        raise SettingsError(f"CS_TENANT: {error}") from error


def setting_errors(error: ValidationError) -> list[str]:
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


def _beginning(prefix: str, token: SecretStr) -> SecretStr:
    if not re.fullmatch(rf"{prefix}[!-~]+", value := token.get_secret_value().strip()):
        raise ValueError(f"does not begin with {prefix}, or has a character that no token has")
    return SecretStr(value)
