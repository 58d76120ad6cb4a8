"""A bearer token that is used: whom it stands for, and the day noted, so that unused ones can be found and ended."""

import logging
from datetime import datetime

from accounts.access_tokens import find_token, note_use
from bot.mcp.callers import TokenHolder
from bot.workspace import Workspace
from store.errors import StoreError

logger = logging.getLogger(__name__)


def find_holder(workspace: Workspace, secret: str, team: str, now: datetime) -> TokenHolder | None:
    """Whom a token stands for; None for one that opens nothing, and where there is no store.

    Raises what reading the store raises, where that can't be told.
    """
    if not workspace.exists:
        return None
    token = find_token(workspace.store, secret, now)
    if token is None:
        return None
    if token.used_on != now.date():
        try:
            note_use(workspace.store, token.id, now.date())
        except StoreError as error:  # an import holds the store: the next use notes it
            logger.info("the use of token %d isn't noted yet: %s", token.id, error)
    return TokenHolder(token.person, token.writes, team)
