"""Checks of `cs doctor` for MCP: whether it is served, and its tokens."""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from importlib.util import find_spec
from typing import Final

from accounts import open_store
from accounts.access_tokens import AccessToken, list_tokens
from bot.accounts.formatting import count
from bot.clock import utc_now
from bot.configuration.settings_error import SettingsError
from bot.operating.diagnostics import Finding
from bot.settings import account_settings
from store.errors import StoreError
from store.extras import how_to_install
from store.failures import FILE_ERRORS
from store.opening import is_there

UNUSED: Final = timedelta(days=30)  # after which a token is perhaps needed by nobody


def check_assistants() -> Finding:
    """Whether assistants are served, and who may come in with a token. Nothing of it is wrong by itself."""
    if find_spec("mcp") is None:
        return Finding("assistants", f"none are served; {how_to_install('mcp')} lets them ask")
    return Finding("assistants", f"cs mcp here, /mcp over HTTP; {tokens_text(_tokens(), utc_now())}")


def _tokens() -> tuple[AccessToken, ...] | None:
    """The tokens; None where the store can't be read, why is said elsewhere."""
    try:
        place = account_settings().cs_database
        if not is_there(place):
            return ()
        with closing(open_store(place)) as store:
            return list_tokens(store)
    except (SettingsError, StoreError, *FILE_ERRORS):
        return None


def tokens_text(tokens: Sequence[AccessToken] | None, now: datetime) -> str:
    """How many tokens open the door, and how many of them nobody uses."""
    if tokens is None:
        return "tokens: not known, as the store can't be read"
    valid = [each for each in tokens if each.is_valid(now)]
    since = (now - UNUSED).date()
    unused = [each for each in valid if (each.used_on or each.made_at.date()) < since]
    said = count(len(valid), "token") if valid else "no tokens"
    return f"{said}, {len(unused)} of them not used for {UNUSED.days} days (cs mcp token list)" if unused else said
