"""Settings from the environment: tokens, secrets and addresses of Slack, the store, and who may see accounts."""

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from accounts.limits import Limits
from bot.environment import EnvironmentSettings
from bot.setting_texts import WHERE, setting_errors
from bot.settings_error import SettingsError as SettingsError  # noqa: PLC0414  others import it from here
from bot.user_folders import data_folder
from store.opening import check_place, is_postgresql

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


def _beginning(prefix: str, token: SecretStr) -> SecretStr:
    if not re.fullmatch(rf"{prefix}[!-~]+", value := token.get_secret_value().strip()):
        raise ValueError(f"does not begin with {prefix}, or has a character that no token has")
    return SecretStr(value)
