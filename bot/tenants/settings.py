"""Settings of a bot that many workspaces install: the app's own secrets, and the place of their data."""

import os
import re
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import Final

from pydantic import ConfigDict, Field, SecretStr, ValidationError, field_validator

from bot.configuration.environment import EnvironmentSettings
from bot.configuration.setting_texts import WHERE, faulty_setting, setting_errors
from bot.configuration.settings_error import SettingsError
from bot.tenants.own_values import tenants_place_of
from store.opening import check_place
from tenants import TenantError, check_id

FOR_ONE = (
    *(
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "CS_TENANT",
        "CS_DATABASE",
        "CS_SOURCES",
        "CS_GLOSSARY",
        "CS_PEOPLE",
        "CS_CHANNELS",
    ),
    *("CS_CURATORS", "CS_OPERATOR"),
)
"""Variables that tell of one workspace, and would be wrong for all the others."""


LONGEST_GRACE: Final = 3650  # days


class TenantSettings(EnvironmentSettings):
    """The settings of a bot for many workspaces. Secrets never show in a repr, a log or an error."""

    model_config = ConfigDict(hide_input_in_errors=True)

    cs_tenants: Path | str = Field(repr=False)  # a URL may hold a password
    slack_client_id: str = Field(pattern=r"^[0-9]+\.[0-9]+$")
    slack_client_secret: SecretStr
    slack_signing_secret: SecretStr
    port: int = Field(ge=1, le=65535)
    host: str = "127.0.0.1"
    slack_api_url: str = Field(default="https://slack.com/api/", pattern=r"^https?://\S+$")
    cs_public_url: str = Field(default="", pattern=r"^(https?://[^\s/]+(/\S*)?)?$")
    cs_erase_after: int = Field(default=30, ge=0, le=LONGEST_GRACE)
    cs_may_install: frozenset[str] = frozenset()
    cs_contact: str = Field(default="", max_length=200)

    @field_validator("cs_tenants", mode="before")
    @classmethod
    def _is_folder_or_server(cls, place: Path | str) -> Path | str:
        check_place(str(place).strip())
        return tenants_place_of(str(place))

    @field_validator("cs_may_install", mode="before")
    @classmethod
    def _are_ids(cls, listed: Collection[str] | str) -> frozenset[str]:
        return listed_ids(listed)

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_a_slash(cls, url: str) -> str:
        return url if url.endswith("/") else f"{url}/"

    @field_validator("cs_public_url")
    @classmethod
    def _ends_without_a_slash(cls, url: str) -> str:
        return url.rstrip("/")

    @property
    def grace(self) -> timedelta:
        """How long the data of a workspace is kept after it uninstalled the bot."""
        return timedelta(days=self.cs_erase_after)

    @property
    def redirect_uri(self) -> str | None:
        """Where Slack sends people back to; none where the app has one address, which Slack then takes."""
        return f"{self.cs_public_url}/slack/oauth_redirect" if self.cs_public_url else None


def serves_many() -> bool:
    """Whether the environment says that many workspaces are served: CS_TENANTS is set."""
    return bool(os.environ.get("CS_TENANTS", "").strip())


def load_tenant_settings() -> TenantSettings:
    """The settings of this process. Raises `SettingsError` with a line for each variable to mend."""
    if set_ := [name for name in FOR_ONE if os.environ.get(name, "").strip()]:
        raise SettingsError(
            "\n".join(
                f"{name} is set, which is for one workspace, and CS_TENANTS, which is for many: unset one of them."
                + (f" For each of many: cs tenants set T0123ABC {name}=…" if _is_for_each(name) else "")
                for name in set_
            )
        )
    try:
        return TenantSettings()  # type: ignore[call-arg]  # the environment holds the arguments
    except ValidationError as error:
        raise SettingsError("\n".join(setting_errors(error))) from None


def tenants_place() -> Path | str:
    """Where the tenants are: a folder, or a URL of PostgreSQL. Raises `SettingsError` where nothing says it."""
    if not serves_many():
        raise SettingsError(f"CS_TENANTS is missing. It is {WHERE['CS_TENANTS']}.")
    return tenants_place_of(os.environ["CS_TENANTS"])


def grace_of_environment() -> timedelta:
    """How long data is kept, out of the environment alone. Raises `SettingsError`."""
    text = os.environ.get("CS_ERASE_AFTER", "").strip() or "30"
    if not text.isdecimal() or int(text) > LONGEST_GRACE:
        raise SettingsError(f"CS_ERASE_AFTER is wrong. It is {WHERE['CS_ERASE_AFTER']}.")
    return timedelta(days=int(text))


def may_install() -> frozenset[str]:
    """The only ones that may install the bot, out of the environment; everybody where it names none.

    Raises `SettingsError`.
    """
    try:
        return listed_ids(os.environ.get("CS_MAY_INSTALL", ""))
    except ValueError as error:
        raise SettingsError(faulty_setting("CS_MAY_INSTALL", error)) from error


def listed_ids(listed: Collection[str] | str) -> frozenset[str]:
    """The ids of a list with commas. Raises `ValueError` for what is none."""
    ids = re.split(r"[\s,;]+", listed) if isinstance(listed, str) else listed
    try:
        return frozenset(check_id(each) for each in ids if each)
    except TenantError as error:
        raise ValueError(str(error)) from error


def _is_for_each(name: str) -> bool:
    return re.match(r"CS_(?!DATABASE|TENANT)", name) is not None
