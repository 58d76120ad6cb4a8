"""Digests in the workspace: subscribed to, previewed, received, paused, and their owners told when they do not come."""

import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from accounts import open_store
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription, subscribe, subscriptions, unsubscribe
from tests.e2e.conftest import bot_now, workspace_with_bot
from tests.e2e.guests import api_with_a_guest
from tests.e2e.serving import with_digests_early
from tests.e2e.test_accounts import shown
from tests.e2e.test_form import opened_form
from tests.e2e.workspace import BOT, CHANNEL, DM, PARTNERS, PATIENCE, USER, Message, Workspace, labels, title

# Digests are delivered by a clock that is ahead of what people ask by: what comes in two minutes comes at once.


@pytest.fixture(scope="module")
def database(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the sample company, for these tests alone."""
    return Path(shutil.copy(company, tmp_path_factory.mktemp("digests") / "accounts.db"))


@pytest.fixture(scope="module")
def connected(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with a guest, and with a bot that delivers."""
    folder = tmp_path_factory.mktemp("delivering")
    with workspace_with_bot("socket", folder, database, api_with_a_guest, with_digests_early) as workspace:
        yield workspace


@pytest.fixture(autouse=True)
def none_yet(database: Path) -> None:
    """Nobody has subscribed to anything, and what came before has come in whole: its messages in the thread too."""
    store, until = open_store(database), time.monotonic() + PATIENCE
    while store.reading.execute("SELECT 1 FROM delivery WHERE finished_at IS NULL").fetchone():
        assert time.monotonic() < until, "a digest doesn't end"
        time.sleep(0.05)
    for each in subscriptions(store):
        unsubscribe(store, each.id)
    store.close()


def soon() -> str:
    """The time of day in two minutes."""
    return f"at {bot_now() + timedelta(minutes=2):%H:%M} utc"


def subscribed_before_the_guest_came(database: Path) -> None:
    """A digest that is due in a channel that a guest is in now."""
    store, now = open_store(database), bot_now()
    at = (now + timedelta(minutes=2)).time().replace(second=0, microsecond=0)
    schedule = Schedule(at, EVERY_DAY, "UTC")
    wanted = Subscription(
        team="T01SAMPLE", channel=PARTNERS, digest="health", scope="", created_by=USER, schedule=schedule
    )
    subscribe(store, wanted, now)
    store.close()


def public(workspace: Workspace, channel: str = CHANNEL) -> list[Message]:
    """What everybody in a conversation sees of the bot's, without files and threads."""
    seen = [m for m in workspace.answers(channel) if m.get("subtype") != "ephemeral" and m.get("blocks")]
    return [m for m in seen if not m.get("thread_ts")]


def alone(workspace: Workspace, said: str) -> Message:
    """What only the asker sees, with this in its title, once it is there."""

    def whispered() -> list[Message]:
        return [m for m in workspace.answers() if m.get("subtype") == "ephemeral" and said in title(m)]

    return workspace.wait(whispered)[0]


def digest(workspace: Workspace, named: str, channel: str = CHANNEL) -> Message:
    """The digest of a name, once it has come."""
    return workspace.wait(lambda: [m for m in public(workspace, channel) if title(m).startswith(named)])[0]


def test_a_digest_is_subscribed_to_and_arrives_and_its_accounts_can_be_acted_on(workspace: Workspace) -> None:
    made = workspace.command(f"digest subscribe health daily {soon()}")
    assert (made["subtype"], made["ephemeral_to"]) == ("ephemeral", USER)
    assert "The next one comes" in shown(made)
    arrived = digest(workspace, "Account health, ")
    assert "got worse" in arrived["text"]
    workspace.press(arrived, "Act")
    workspace.wait(lambda: [each for each in workspace.log() if "views.open" in str(each)])
    workspace.press(arrived, "CSV")
    files = workspace.wait(lambda: [m for m in workspace.answers() if m.get("files")])
    assert {m["thread_ts"] for m in files} == {arrived["ts"]}
    assert len(public(workspace)) == 1
    workspace.wait(lambda: "sent" in shown(workspace.command("digest status")))


def test_a_preview_is_for_the_asker_alone_however_it_is_asked_for(workspace: Workspace) -> None:
    answer = workspace.command("digest preview renewals!")
    assert title(answer).startswith("Renewals, ")
    workspace.say(f"<@{BOT}> digest preview health")
    told = alone(workspace, "Account health, ")
    for message in (answer, told):
        assert (message["subtype"], message["ephemeral_to"]) == ("ephemeral", USER)
        assert "Share in channel" not in labels(message)
    assert public(workspace) == []
    assert title(workspace.command("digest status")) == "No digests here yet"


def test_now_brings_one_at_once(workspace: Workspace) -> None:
    workspace.command("digest subscribe renewals weekdays at 9:00 utc")
    workspace.command("digest now")
    assert "up within 90 days" in digest(workspace, "Renewals, ")["text"]


def test_what_is_paused_does_not_come_until_it_is_resumed(workspace: Workspace) -> None:
    made = workspace.command("digest subscribe portfolio daily at 9:00 utc")
    paused = workspace.command("digest pause portfolio")
    assert title(paused) == "Portfolio digest paused"
    workspace.press(paused, "Resume")
    resumed = alone(workspace, "digest goes on")
    workspace.press(made, "Unsubscribe")
    alone(workspace, "Portfolio digest ended")
    assert resumed["subtype"] == "ephemeral"
    assert title(workspace.command("digest list")) == "No digests here yet"


async def test_a_form_asks_for_what_is_not_said_and_keeps_what_is_wrong(workspace: Workspace) -> None:
    workspace.type("digest subscribe")
    async with opened_form(workspace) as form:
        assert form.filled() == {
            "at": "09:00",
            "often": "each week",
            "zone": "America/Los_Angeles",
            "scope": "all",
            "holidays": "none",
            "ahead": "90",
            "when": "always",
            "mentions": "nobody",
            "wait": "no",
        }
        chosen = {"digest": {"digest": {"type": "static_select", "selected_option": {"value": "term"}}}}
        assert list(await form.submit({"at": "25:00"}, chosen)) == ["at"]
        days = {"days": {"days": {"type": "checkboxes", "selected_options": [{"value": "0"}, {"value": "3"}]}}}
        assert await form.submit({"at": "8:30", "zone": "UTC"}, {**chosen, **days}) == {}
    made = alone(workspace, "Term digest")
    assert title(made) == "Term digest: on Mondays and Thursdays at 08:30 UTC"


def test_in_a_direct_message_it_is_a_digest_of_one_s_own(workspace: Workspace) -> None:
    made = workspace.command(f"digest subscribe health mine daily {soon()}", channel=DM)
    assert "It comes to you alone." in shown(made)
    assert "Accounts of New CSM (sample)" in shown(digest(workspace, "Account health, ", DM))
    assert public(workspace) == []


def test_where_a_guest_reads_along_it_is_said_at_once_that_none_can_come(workspace: Workspace) -> None:
    refused = workspace.command("digest subscribe health daily", channel=PARTNERS)
    assert "no health digest can be posted here" in shown(refused)
    assert title(workspace.command("digest list", channel=PARTNERS)) == "No digests here yet"


def test_who_subscribed_is_told_once_when_it_cannot_be_posted_any_more_and_how_to_mend_it(
    workspace: Workspace, database: Path
) -> None:
    subscribed_before_the_guest_came(database)

    def tellings() -> list[str]:
        return [m["text"] for m in workspace.answers(DM) if "is paused" in m["text"]]

    told = workspace.wait(tellings)[0]
    assert "not everybody in the channel may see account data" in told
    assert "/cs digest resume" in told
    assert public(workspace, PARTNERS) == []
    assert "failed" in shown(workspace.command("digest status", channel=PARTNERS))
    assert len(tellings()) == 1


def test_a_digest_answers_in_its_thread_without_being_mentioned(workspace: Workspace) -> None:
    workspace.command("digest subscribe renewals weekdays at 9:00 utc")
    workspace.command("digest now")
    arrived = digest(workspace, "Renewals, ")
    for question, said in (
        ("who owns these?", "by owner"),
        ("and renewals of those?", "renewals of "),
        ("why is Otter Travel here?", "Otter Travel (sample): red"),
        ("what changed since?", "Nothing is known to have changed since"),
    ):
        workspace.say(question, thread=arrived["ts"])
        assert answered(workspace, said)["thread_ts"] == arrived["ts"]


def answered(workspace: Workspace, said: str) -> Message:
    """The answer that says something, once it is there."""
    return workspace.wait(lambda: [m for m in workspace.answers() if m.get("blocks") and said in shown(m)])[0]
