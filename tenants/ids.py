"""Ids of tenants: of a workspace (T…), or of an organisation that the bot is installed for as a whole (E…)."""

import re
from typing import Final

from tenants.errors import TenantError

LONGEST: Final = 32
_ID = re.compile(r"[TE][A-Z0-9]+")


def check_id(text: str) -> str:
    """Returns the id. Raises `TenantError` for what is none: an id becomes the name of a file or of a schema."""
    if len(text) > LONGEST or not _ID.fullmatch(text):
        raise TenantError(f"{text[:40]!r} is no id of a workspace (T0123ABC) or of an organisation (E0123ABC).")
    return text


def is_organisation(tenant: str) -> bool:
    """Whether a tenant is an organisation."""
    return tenant.startswith("E")
