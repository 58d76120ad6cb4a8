"""What the Slack bot is told by its environment: tokens, secrets and addresses."""

import re
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

WHERE = {
    "SLACK_BOT_TOKEN": "the bot token, beginning with xoxb-: api.slack.com/apps → your app → OAuth & Permissions",
    "SLACK_APP_TOKEN": "an app-level token with the scope connections:write, beginning with xapp-: "
    "api.slack.com/apps → your app → Basic Information → App-Level Tokens. "
    "To serve HTTP instead, set SLACK_SIGNING_SECRET and PORT",
    "SLACK_SIGNING_SECRET": "the signing secret: api.slack.com/apps → your app → Basic Information → App Credentials",
    "PORT": "the port to serve HTTP on, from 1 to 65535",
    "HOST": "the address to serve HTTP on; 127.0.0.1 when it isn't set",
    "SLACK_API_URL": "where the Web API is, beginning with http:// or https://; Slack's own when it isn't set",
}


class SettingsError(Exception):
    """The environment lacks something or holds something wrong; each line names the variable and how to get it."""


class Settings(BaseSettings):
    """The settings, read from the environment. Secrets never show in a repr, a log or an error."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True, env_ignore_empty=True)

    slack_bot_token: SecretStr
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    port: int | None = Field(default=None, ge=1, le=65535)
    host: str = "127.0.0.1"
    slack_api_url: str = Field(default="https://slack.com/api/", pattern=r"^https?://\S+$")

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_a_slash(cls, url: str) -> str:
        return url if url.endswith("/") else f"{url}/"

    @field_validator("slack_bot_token")
    @classmethod
    def _is_a_bot_token(cls, token: SecretStr) -> SecretStr:
        return _beginning("xoxb-", token)

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

    @property
    def mode(self) -> Literal["http", "socket"]:
        """HTTP when a signing secret and a port are set, else Socket Mode."""
        return "http" if self.slack_signing_secret and self.port else "socket"


def load_settings() -> Settings:
    """The settings of this process. Raises `SettingsError` with a line for each variable to mend."""
    try:
        return Settings()  # type: ignore[call-arg]  # the environment holds the arguments
    except ValidationError as error:
        raise SettingsError("\n".join(_lines(error))) from None


def _lines(error: ValidationError) -> list[str]:
    lines = []
    for problem in error.errors(include_input=False, include_url=False):
        if not problem["loc"]:
            variable, fault = str(problem["ctx"]["error"]), "is missing"
        else:
            variable = str(problem["loc"][0]).upper()
            fault = "is missing" if problem["type"] == "missing" else "is wrong"
        lines.append(f"{variable} {fault}. It is {WHERE[variable]}.")
    return lines


def _beginning(prefix: str, token: SecretStr) -> SecretStr:
    if not re.fullmatch(rf"{prefix}[!-~]+", value := token.get_secret_value().strip()):
        raise ValueError(f"does not begin with {prefix}, or has a character that no token has")
    return SecretStr(value)
