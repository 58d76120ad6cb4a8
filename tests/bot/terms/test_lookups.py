"""What a workspace looks up and misses is counted by term, for the term of the day, and nothing else of it is kept."""

import asyncio
from contextlib import AsyncExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from accounts import open_store
from accounts.digests.term_lookups import LookupCount, recent_lookups
from bot.settings import AccountSettings
from bot.slack.app import App
from bot.terms.lookup_counts import Lookup, LookupCounter, counting_lookups
from bot.workspace import Workspace
from curation.missed_words import MissedWord, missed_between
from curation.reads import reads_since
from tests.bot.test_slack_listeners import app, event, press, send, slack
from tests.bot.web_api import WebApi

__all__ = ["app", "slack"]

NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "accounts.db"
    open_store(path).close()
    return path


def book_of(path: Path) -> Workspace:
    return Workspace(AccountSettings(cs_database=path))


async def type_in(app: App, text: str) -> None:
    await send(app, {"command": "/cs", "text": text, "user_id": "U01", "channel_id": "C01"})


@pytest.mark.parametrize(
    ("text", "found", "missed"),
    [
        ("nrr", ("nrr",), ()),
        ("define grr", ("grr",), ()),
        ("nrr vs grr", ("nrr", "grr"), ()),
        ("compare nrr vs grr", ("nrr", "grr"), ()),
        ("define gross revnue", (), ("grr",)),
        ("define zzqqxx", (), ()),
        ("define", (), ()),
        ("compare nrr", (), ()),
        ("random", (), ()),
        ("help", (), ()),
        ("nps 40 10 50", (), ()),
    ],
)
async def test_what_is_looked_up_is_counted_each_time(
    app: App, text: str, found: tuple[str, ...], missed: tuple[str, ...]
) -> None:
    for _ in range(2):  # the second answer is the first one, kept
        await type_in(app, text)
    assert (app.lookups.found, app.lookups.missed) == (dict.fromkeys(found, 2), dict.fromkeys(missed, 2))


async def test_mentions_messages_and_buttons_count_too_and_sharing_does_not(app: App, slack: WebApi) -> None:
    await event(app, text="<@U0BOT> nrr")
    await event(app, type="message", channel_type="im", channel="D01", text="what is nrr?")
    await press(app, slack, {"action_id": "ask:1", "value": "define nrr", "block_id": "trail:1|x"}, {})
    assert app.lookups.found == {"nrr": 3}
    await press(app, slack, {"action_id": "share", "value": "define nrr"}, {})
    assert app.lookups.found == {"nrr": 3}


async def test_they_are_written_now_and_then_and_at_the_end(database: Path) -> None:
    workspace, counter = book_of(database), LookupCounter()
    async with counting_lookups(counter, workspace, lambda: NOW, every=0.01):
        counter.add(Lookup(found=("nrr",)))
        async with asyncio.timeout(60):
            while counter.found:  # noqa: ASYNC110  that it goes is what is waited for
                await asyncio.sleep(0.01)
        counter.add(Lookup(missed=("grr",)))
    assert recent_lookups(workspace.store, NOW.date()) == [LookupCount("grr", 0, 1), LookupCount("nrr", 1, 0)]
    workspace.close()


async def test_the_end_waits_for_what_is_being_written(database: Path) -> None:
    workspace, counter = book_of(database), LookupCounter()
    assert recent_lookups(workspace.store, NOW.date()) == []
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(counting_lookups(counter, workspace, lambda: NOW, every=0.01))
        with closing(open_store(database)) as another, another.writing():
            counter.add(Lookup(found=("nrr",)))
            while counter.found:  # noqa: ASYNC110  that it goes is what is waited for
                await asyncio.sleep(0.01)
            ending = asyncio.create_task(stack.pop_all().aclose())
            await asyncio.wait({ending}, timeout=0.2)
        await ending
    assert recent_lookups(workspace.store, NOW.date()) == [LookupCount("nrr", 1, 0)]
    workspace.close()


async def test_without_a_store_none_is_made_and_the_counts_wait_for_it(tmp_path: Path) -> None:
    path, counter = tmp_path / "none.db", LookupCounter()
    workspace = book_of(path)
    counter.add(Lookup(found=("nrr",)))
    await counter.write(workspace, NOW)
    assert not path.exists()
    open_store(path).close()
    await counter.write(workspace, NOW)
    assert recent_lookups(workspace.store, NOW.date()) == [LookupCount("nrr", 1, 0)]
    workspace.close()


async def test_what_cannot_be_written_is_kept_for_the_next_time(tmp_path: Path) -> None:
    path, counter = tmp_path / "broken.db", LookupCounter()
    path.write_text("not a database" * 100)
    counter.add(Lookup(found=("nrr",)))
    await counter.write(book_of(path), NOW)
    assert counter.found == {"nrr": 1}


async def test_words_that_nobody_could_answer_are_kept_normalised_and_reads_by_month(
    database: Path, app: App, slack: WebApi
) -> None:
    for text in ("zzqqxx", "define ZZQQXX?", "what is zzqqxx", "nrr", "zzqqxx 2026", "dana@acme.example"):
        await type_in(app, text)
    workspace = book_of(database)
    await app.lookups.write(workspace, NOW, "T01")
    await app.lookups.write(workspace, NOW, "T01")
    assert missed_between(workspace.words, NOW.date(), NOW.date()) == [MissedWord("zzqqxx", 3)]
    assert reads_since(workspace.words, "2026-06") == {"nrr": 1}
    workspace.close()


async def test_a_miss_that_names_an_account_or_an_owner_is_not_kept(database: Path) -> None:
    workspace, counter = book_of(database), LookupCounter()
    with workspace.store.writing() as connection:
        connection.execute("INSERT INTO owner (key, name, email) VALUES ('x', 'Zorblax Q', 'zq@sample.example')")
    counter.add(Lookup(unknown="zorblax"))
    counter.add(Lookup(unknown="zqt"))
    await counter.write(workspace, NOW)
    assert missed_between(workspace.words, NOW.date(), NOW.date()) == [MissedWord("zqt", 1)]
    workspace.close()


async def test_nothing_that_was_typed_is_kept(database: Path, app: App) -> None:
    workspace = book_of(database)
    await type_in(app, "what does my secret customer mean by nrr?")
    await app.lookups.write(workspace, NOW)
    workspace.close()
    assert b"secret" not in database.read_bytes()  # noqa: ASYNC240  nothing else waits
