"""Settings from the environment of how Slack is reached: tokens, secrets and addresses."""

import re
from typing import Literal, Self

from pydantic import ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from bot.configuration.environment import EnvironmentSettings
from bot.configuration.setting_texts import setting_errors
from bot.configuration.settings_error import SettingsError


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


def slack_settings() -> Settings:
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


def _beginning(prefix: str, token: SecretStr) -> SecretStr:
    if not re.fullmatch(rf"{prefix}[!-~]+", value := token.get_secret_value().strip()):
        raise ValueError(f"does not begin with {prefix}, or has a character that no token has")
    return SecretStr(value)
