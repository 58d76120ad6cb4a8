"""Settings from the environment: the store, and who may see accounts.

Those of Slack are in `bot/configuration/slack_settings.py`.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from accounts.limits import Limits
from bot.configuration.plain_settings import FaultySettingsError, PlainSettings, choice, matching, setting, whole_number
from bot.configuration.setting_texts import WHERE, faulty_setting
from bot.configuration.settings_error import SettingsError
from bot.configuration.user_folders import data_folder
from store.opening import check_place, is_postgresql

if TYPE_CHECKING:
    from bot.configuration.slack_settings import Settings

DIRECT = "dm"  # in a list of channels: direct messages with the bot


def _place(place: Path | str) -> Path | str:
    """A file of this user, or a URL of PostgreSQL. Raises `StoreUrlError`."""
    if isinstance(place, Path):
        return place
    place = place.strip()
    check_place(place)
    return place if is_postgresql(place) else Path(place).expanduser()


def _path(path: Path | str) -> Path:
    return Path(path).expanduser()


def _listed(pattern: str, what: str) -> Callable[[frozenset[str] | str], frozenset[str]]:
    """What reads a list with commas, each of which matches a pattern."""

    def read(listed: frozenset[str] | str) -> frozenset[str]:
        words = re.split(r"[\s,;]+", listed.strip(" ,;\n")) if isinstance(listed, str) else listed
        if wrong := [word for word in words if not re.fullmatch(pattern, word)]:
            raise ValueError(f"{wrong[0]} is {what}")
        return frozenset(word.casefold() if "@" in word else word for word in words)

    return read


_CHANNELS = _listed(rf"[CDG][A-Z0-9]+|{DIRECT}", "no id of a channel")
_PEOPLE = _listed(r"[UW][A-Z0-9]+|\S+@\S+", "neither an email nor an id of a person")


class AccountSettings(PlainSettings):
    """Where the accounts are and who may see them, read from the environment. No Slack is needed for it."""

    cs_database: Path | str = setting(_place, default_factory=lambda: Path(data_folder(), "accounts.db"))
    cs_beside: Path | None = setting(Path, default=None)
    cs_health: Path | None = setting(_path, default=None)
    cs_glossary: Path | None = setting(_path, default=None)
    cs_curators: frozenset[str] = setting(_PEOPLE, default=frozenset())
    cs_rates: Path | None = setting(_path, default=None)
    cs_sources: Path | None = setting(_path, default=None)
    cs_operator: str = setting(matching(r"([UW][A-Z0-9]+)?"), default="")
    cs_currency: str = setting(lambda text: matching(r"[A-Z]{3}")(text.strip().upper()), default="USD")
    cs_channels: frozenset[str] = setting(
        _listed(rf"[CDG][A-Z0-9]+|{DIRECT}", "no id of a channel"), default=frozenset()
    )
    cs_people: frozenset[str] = setting(_PEOPLE, default=frozenset())
    cs_email: str = setting(str, default="")
    cs_metrics_host: str = setting(str, default="127.0.0.1")
    cs_metrics_port: int | None = setting(whole_number(1, 65535), default=None)
    cs_log: Literal["text", "json"] = setting(choice("text", "json"), default="text")
    cs_blocks: Literal["auto", "classic", "native"] = setting(choice("auto", "classic", "native"), default="auto")
    cs_digest_on_crash: Literal["at-most-once", "at-least-once"] = setting(
        choice("at-most-once", "at-least-once"), default="at-most-once"
    )
    cs_limit_accounts: int | None = setting(whole_number(0), default=None)
    cs_limit_digests: int | None = setting(whole_number(0), default=None)
    cs_limit_imports: int | None = setting(whole_number(0), default=None)
    cs_limit_requests: int | None = setting(whole_number(1), default=None)

    @property
    def beside_store(self) -> Path:
        """What local files of the store are named after: the store's own file, or for one on a server no file."""
        place = self.cs_beside or self.cs_database
        return place if isinstance(place, Path) else Path(data_folder(), "postgresql")

    @property
    def limits(self) -> Limits:
        """How much the store may hold and take."""
        return Limits(self.cs_limit_accounts, self.cs_limit_digests, self.cs_limit_imports)


def load_settings() -> "Settings":
    """The settings of this process for Slack. Raises `SettingsError` with a line for each variable to mend."""
    from bot.configuration.slack_settings import slack_settings  # answers about accounts need none of it

    return slack_settings()


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
    return checked_settings(_values_of_tenant())


def checked_settings(values: dict[str, Any]) -> AccountSettings:
    """The settings that some values make, with those of the environment. Raises `SettingsError` as the above."""
    try:
        return AccountSettings(**values)
    except FaultySettingsError as error:
        raise SettingsError("\n".join(faulty_setting(name.upper(), fault) for name, fault in error.faults)) from None


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
