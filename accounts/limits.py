"""Limits on accounts, digests and imports of a store, where the operator sets them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from accounts.errors import AccountsError
from store.connection import Connection
from store.timestamps import to_text

DAY: Final = timedelta(hours=24)


class LimitError(AccountsError):
    """A limit is reached, and nothing was written; the message says which one, and how much there is."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most accounts, digests, and imports within 24 hours; None for as many as one likes."""

    accounts: int | None = None
    digests: int | None = None
    imports: int | None = None

    def check_accounts(self, connection: Connection) -> None:
        """Returns where the accounts are no more than they may be. Raises `LimitError`."""
        if self.accounts is not None and (there := count_accounts(connection)) > self.accounts:
            raise LimitError(
                f"That would make {there:,} accounts, and this workspace may have {self.accounts:,}. Nothing was "
                "imported. Import fewer, or ask whoever runs CS Bot for more (CS_LIMIT_ACCOUNTS)."
            )

    def check_imports(self, connection: Connection, now: datetime) -> None:
        """Returns where one more import may be made. Raises `LimitError`."""
        if self.imports is None:
            return
        since = now - DAY
        (there,) = connection.execute(
            "SELECT count(*) FROM import WHERE imported_at > :since AND outcome = 'written'", {"since": to_text(since)}
        ).fetchone()
        if there >= self.imports:
            raise LimitError(
                f"This workspace has made {there:,} imports within 24 hours, which is as many as it may. Try again "
                "later, or ask whoever runs CS Bot for more (CS_LIMIT_IMPORTS)."
            )

    def check_digests(self, connection: Connection) -> None:
        """Returns where one more digest may be begun. Raises `LimitError`."""
        if self.digests is not None and (there := count_digests(connection)) >= self.digests:
            digests = "1 digest" if there == 1 else f"{there:,} digests"
            raise LimitError(
                f"This workspace has {digests}, which is as many as it may. End one that nobody needs (digest list "
                "shows those of a conversation), or ask whoever runs CS Bot for more (CS_LIMIT_DIGESTS)."
            )


UNLIMITED: Final = Limits()


def count_accounts(connection: Connection) -> int:
    """Returns how many accounts there are, those that have left among them."""
    return int(connection.execute("SELECT count(*) FROM account").fetchone()[0])


def count_digests(connection: Connection) -> int:
    """Returns how many digests are subscribed to, paused ones among them; watched accounts and ended ones are none."""
    counted = "SELECT count(*) FROM digest WHERE digest <> 'watch' AND state <> 'ended'"
    return int(connection.execute(counted).fetchone()[0])
