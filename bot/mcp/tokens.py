"""Secrets of bearer tokens: how one looks, so that anything else is refused unread, and so that logs leave it out."""

import re
import secrets

PREFIX = "csbot-"
_SECRET = re.compile(rf"{PREFIX}[\w-]{{43}}", re.ASCII)
_BEARER = re.compile(rb"bearer +(\S+) *", re.IGNORECASE)


def new_secret() -> str:
    """A secret of 256 random bits."""
    return f"{PREFIX}{secrets.token_urlsafe(32)}"


def bearer_secret(authorization: bytes) -> str:
    """The secret in a header; empty for one that can't be ours."""
    found = _BEARER.fullmatch(authorization)
    secret = found[1].decode("latin-1") if found else ""
    return secret if _SECRET.fullmatch(secret) else ""
