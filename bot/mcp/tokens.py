"""Secrets of bearer tokens: how one looks, so that anything else is refused unread, and so that logs leave it out."""

import re
import secrets

PREFIX = "csbot-"
_SECRET = re.compile(rf"{PREFIX}(?:(?P<team>[TE][A-Z0-9]{{1,31}})-)?[\w-]{{43}}", re.ASCII)
_BEARER = re.compile(rb"bearer +(\S+) *", re.IGNORECASE)


def new_secret(team: str = "") -> str:
    """A secret of 256 random bits. Where one bot serves many workspaces it begins with the id of that which it is for,
    whose store knows it.
    """
    return f"{PREFIX}{team and f'{team}-'}{secrets.token_urlsafe(32)}"


def team_of(secret: str) -> str:
    """The workspace whose store knows a secret; empty where there is one store."""
    found = _SECRET.fullmatch(secret)
    return (found["team"] or "") if found else ""


def bearer_secret(authorization: bytes) -> str:
    """The secret in a header; empty for one that can't be ours."""
    found = _BEARER.fullmatch(authorization)
    secret = found[1].decode("latin-1") if found else ""
    return secret if _SECRET.fullmatch(secret) else ""
