"""A store that is taken away from a running bot: noticed at the next request, and nothing is confirmed that is lost."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from accounts import open_store
from store.backup import backup
from tests.outside.bot_process import asked, running_bot
from tests.outside.faulty_slack import FaultySlack, eventually

NOW = datetime.now(UTC)
LOST = "The accounts can't be read at the moment"


@pytest.fixture(autouse=True)
def copy(folder: Path) -> None:
    """A backup beside the store."""
    with closing(open_store(folder / "accounts.db")) as store:
        backup(store, folder / "copy.db")


def _deleted(folder: Path) -> None:
    (folder / "accounts.db").unlink()


def _replaced(folder: Path) -> None:
    shutil.copyfile(folder / "copy.db", folder / "new.db")
    (folder / "new.db").replace(folder / "accounts.db")


def _overwritten(folder: Path) -> None:
    shutil.copyfile(folder / "copy.db", folder / "accounts.db")


@pytest.mark.parametrize("taken", [_deleted, _replaced, _overwritten])
def test_a_pulse_is_not_confirmed_when_the_store_is_gone(slack: FaultySlack, folder: Path, taken: object) -> None:
    with running_bot(slack, folder, "http") as bot:
        assert "4" in asked(bot, slack, "pulse acme 4")
        assert callable(taken)
        taken(folder)
        for text in ("pulse acme 2", "account acme"):
            assert LOST in asked(bot, slack, text)
        eventually(lambda: "cs restore FILE" in bot.log)
        assert "Net Revenue Retention" in asked(bot, slack, "define nrr")
    assert "Traceback" not in "".join(line for line in bot.log.splitlines(keepends=True) if "accounts" in line)
    if taken is not _deleted:
        with closing(sqlite3.connect(f"{(folder / 'accounts.db').as_uri()}?mode=ro&immutable=1", uri=True)) as store:
            assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert store.execute("SELECT count(*) FROM pulse WHERE said_by = 'Sam Sample'").fetchone() == (0,)
