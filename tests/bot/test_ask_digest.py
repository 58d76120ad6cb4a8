"""Asking a digest in its thread: answered from what was posted and from how things are now, by any server."""

import json
from datetime import timedelta
from typing import Any

import pytest

from accounts.actions import recording
from accounts.actions.model import Actor
from accounts.health import Sayer, set_pulse
from bot.digests.questions import read_question
from bot.slack.app import App
from bot.workspace import Workspace
from tests.bot.company import NOW, database, filled, workspace
from tests.bot.test_access import GUEST, app, app_over, command, slack
from tests.bot.test_rows import TS, digest, posted
from tests.bot.test_slack_listeners import event, press, titles
from tests.bot.web_api import WebApi
from tests.cases import cases

__all__ = ["app", "database", "digest", "filled", "slack", "workspace"]


@cases(
    ("text", "kind", "name"),
    [
        ("why is Acme red?", "why", "Acme"),
        ("Why is Acme & Sons so low", "why", "Acme & Sons"),
        ("what's wrong with Acme Labs?", "why", "Acme Labs"),
        ("how’s Globex doing?", "account", "Globex"),
        ("what changed since?", "changed", ""),
        ("What has changed since this morning?", "changed", ""),
        ("any updates?", "changed", ""),
        ("who owns these?", "owners", ""),
        ("and renewals of those?", "renewals", ""),
        ("when do they renew?", "renewals", ""),
        ("which of these renew first?", "renewals", ""),
        ("which are past due?", "late", ""),
        ("how much is at risk?", "at risk", ""),
        ("and Acme Labs?", "account", "Acme Labs"),
        ("why is acme 39?", "why", "acme"),
        ("how much ARR is that?", "arr", ""),
        ("please show the rest, thanks", "rest", ""),
        ("what about the rest?", "rest", ""),
        ("has anything changed since yesterday?", "changed", ""),
        ("did any of these move?", "changed", ""),
        ("what happened to Acme since?", "why", "Acme"),
        ("why is Acme on the list?", "why", "Acme"),
        ("why did Acme fall from green to red?", "why", "Acme"),
        ("why did Acme drop", "why", "Acme"),
        ("who are the owners?", "owners", ""),
        ("total ARR?", "arr", ""),
        ("how much ARR is this in total?", "arr", ""),
    ],
)
def test_a_question_is_read_as_people_ask_it(text: str, kind: str, name: str) -> None:
    found = read_question(text)
    assert found is not None
    assert (found.kind, found.name) == (kind, name)


@cases(
    "text",
    [
        "thanks!",
        "renewals",
        "owners",
        "show owners",
        "what is nrr?",
        "who owns Acme?",
        "we should call them tomorrow",
        "and red?",
        "",
    ],
)
def test_what_asks_nothing_of_the_digest_is_left_to_others(text: str) -> None:
    assert read_question(text) is None


async def asked(app: App, slack: WebApi, text: str, *, mention: bool = True) -> dict[str, Any]:
    """What is answered in the thread of the digest; nothing where there is no answer."""
    before = len(slack.posted)
    slack.threads[TS] = [{"user": "U0BOT", "ts": TS, "blocks": []}]
    kind = {"type": "app_mention", "text": f"<@U0BOT> {text}"} if mention else {"type": "message", "text": text}
    await event(app, **kind, thread_ts=TS, channel_type="channel")
    return slack.posted[-1] if len(slack.posted) > before else {}


def said(message: dict[str, Any]) -> str:
    return json.dumps(message.get("blocks", []), ensure_ascii=False)


async def test_why_is_answered_by_what_was_posted_and_by_now(
    app: App, slack: WebApi, digest: list[dict[str, Any]], workspace: Workspace
) -> None:
    (id_,) = workspace.store.reading.execute("SELECT id FROM account WHERE name = 'Acme Labs'").fetchone()
    set_pulse(workspace.store, id_, 1, "angry", Sayer("U0KIM", "Kim Sample"), NOW, workspace.health)
    answer = await asked(app, slack, "why is Acme Labs yellow?")
    assert answer["thread_ts"] == TS
    (title,) = titles([answer])
    assert title.startswith("Acme Labs: yellow ")
    assert "then, " in title
    for part in (
        "Posted: $9,000",
        "Now: Health",
        "Pulse 1 of 5 by Kim Sample, 15 Jun: “angry”",
        "Asked of Renewals of Mon",
    ):
        assert part in said(answer)


async def test_what_changed_names_what_people_did_and_what_stayed(
    app: App, slack: WebApi, digest: list[dict[str, Any]], workspace: Workspace
) -> None:
    assert titles([await asked(app, slack, "what changed since?")]) == ["Nothing is known to have changed since"]
    (id_,) = workspace.store.reading.execute("SELECT id FROM account WHERE name = 'Acme Labs'").fetchone()
    recording.snooze(workspace.store, id_, NOW.date() + timedelta(days=3), "", Actor("U2", "Ana Sample", NOW))
    answer = await asked(app, slack, "what changed since?")
    assert titles([answer]) == ["1 account changed since"]
    assert "Snoozed until Thu 18 Jun by Ana Sample" in said(answer)
    assert "othing is known to have changed of " in said(answer)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("who owns these?", ("*Dana Sample* – Acme &amp; Sons", "*Nobody* – Small 03")),
        ("and renewals of those?", ("1 past due", "past due since 10 Jun", "renews 30 Jun")),
        ("how much ARR is that?", ("accounts: $152,253",)),
        ("how much is at risk?", ("At risk: $9,000", "red or yellow today")),
        ("which are past due?", ("1 of 25 accounts past due", "past due since 10 Jun")),
        ("and Acme Labs?", ("Acme Labs: yellow",)),
        ("show the rest", ("more accounts", "The whole list, as it is now", "renewals 90")),
    ],
)
async def test_the_accounts_that_were_posted_are_told_of(
    app: App, slack: WebApi, digest: list[dict[str, Any]], text: str, parts: tuple[str, ...]
) -> None:
    answer = said(await asked(app, slack, text))
    for part in parts:
        assert part in answer


async def test_a_long_answer_is_one_screen_with_the_whole_a_tap_away(
    app: App, slack: WebApi, digest: list[dict[str, Any]]
) -> None:
    answer = await asked(app, slack, "when do they renew?")
    (title,) = titles([answer])
    renewals = int(title.split()[0])
    buttons = [each for block in answer["blocks"] for each in (block.get("elements") or ()) if each["type"] == "button"]
    assert len(buttons) <= 5
    (more,) = (each for each in buttons if each["action_id"] == "more")
    shown = said(answer).count("*Small ") + said(answer).count("*Acme ")
    assert f"and {renewals - shown} more" in said(answer)
    await press(app, slack, {"action_id": "more", "value": more["value"], "block_id": "ask:1"}, {**answer, "ts": TS})
    assert "Small 03" in said(slack.whispered[-1] if slack.whispered else slack.responded[-1])


async def test_a_question_needs_no_mention_and_any_server_answers(
    app: App, slack: WebApi, digest: list[dict[str, Any]], workspace: Workspace
) -> None:
    other = app_over(slack, workspace)
    assert "by owner" in titles([await asked(other, slack, "who owns these?", mention=False)])[0]
    assert await asked(other, slack, "we should call them tomorrow", mention=False) == {}
    assert await asked(other, slack, "why don't we meet?", mention=False) == {}


async def test_a_name_that_several_have_is_asked_back_and_one_that_isn_t_in_it_is_asked_elsewhere(
    app: App, slack: WebApi, digest: list[dict[str, Any]]
) -> None:
    assert titles([await asked(app, slack, "why is small here?")]) == ["Which account?"]
    assert "Gone Corp" in said(await asked(app, slack, "account gone corp"))
    assert await asked(app, slack, "why is Zzyzx red?", mention=False) == {}


async def test_what_follows_up_on_the_digest_itself_is_of_its_list(
    app: App, slack: WebApi, digest: list[dict[str, Any]]
) -> None:
    assert "Nothing of all accounts, red comes up for renewal within 90 days." in said(
        await asked(app, slack, "and red?")
    )
    (title,) = titles([await asked(app, slack, "and yellow?", mention=False)])
    assert title.endswith("within 90 days: all accounts, yellow")
    assert "Acme &amp; Sons" in said(await asked(app, slack, "and for segment enterprise?", mention=False))


async def test_the_list_of_a_digest_is_sent_as_a_file_where_its_thread_asks_for_one(
    app: App, slack: WebApi, digest: list[dict[str, Any]]
) -> None:
    assert await asked(app, slack, "as csv", mention=False) == {}
    await app.attachments.finish()
    assert [each["filename"] for each in slack.announced] == ["renewals-90-days-2026-06-15.csv"]
    assert slack.uploaded[0].decode("utf-8-sig").startswith("account,owner,segment")
    assert slack.shared[0]["thread_ts"] == TS


async def test_where_slack_does_not_take_the_file_that_is_said_in_the_thread(
    app: App, slack: WebApi, digest: list[dict[str, Any]]
) -> None:
    slack.refused["files.getUploadURLExternal"] = "missing_scope"
    await asked(app, slack, "as csv", mention=False)
    await app.attachments.finish()
    assert "isn't allowed to send files" in slack.posted[-1]["text"]
    assert slack.posted[-1]["thread_ts"] == TS


async def test_nobody_but_the_team_is_answered(app: App, slack: WebApi, digest: list[dict[str, Any]]) -> None:
    slack.people["U01"] = GUEST
    assert "a guest" in said(await asked(app, slack, "who owns these?") or slack.whispered[-1])
    assert await asked(app, slack, "who owns these?", mention=False) == {}
    assert await asked(app, slack, "only mine", mention=False) == {}


async def test_a_digest_of_another_channel_is_not_told_of(
    app: App, slack: WebApi, digest: list[dict[str, Any]]
) -> None:
    slack.conversations["C02"] = {"members": ["U01", "U0BOT"]}
    answer = await command(app, "digest ask 1 who owns these?", channel_id="C02")
    assert "is kept" in said(answer)
    assert "by owner" in said(await command(app, "digest ask 1 who owns these?"))


async def in_thread(app: App, slack: WebApi, text: str) -> dict[str, Any]:
    """What is answered without a mention in a thread with all that the bot said in it before."""
    before = len(slack.posted)
    whole = [{"user": "U0BOT", "ts": TS, "blocks": []}, *({"user": "U0BOT", **each} for each in slack.posted)]
    slack.threads[TS] = whole
    await event(app, type="message", text=text, thread_ts=TS, channel_type="channel")
    return slack.posted[-1] if len(slack.posted) > before else {}


def without_buttons(workspace: Workspace) -> None:
    """Leaves the posted digest without its row of buttons, as one with five rows to act on has none."""
    (frozen,) = workspace.store.reading.execute("SELECT messages FROM delivery WHERE posted <> '[]'").fetchone()
    messages = json.loads(frozen)
    for each in messages:
        each["blocks"] = [block for block in each["blocks"] if block["type"] != "actions"]
    with workspace.store.writing() as connection:
        connection.execute("UPDATE delivery SET messages = ? WHERE posted <> '[]'", (json.dumps(messages),))


@pytest.mark.parametrize(
    ("kind", "text", "part"),
    [
        ("health", "and red?", "red account"),
        ("health", "which of these renew this quarter?", "enewals"),
        ("health", "how many?", "accounts"),
        ("health", "sort by arr", "accounts"),
        ("health", "over 100k", "ARR above"),
        ("health", "only mine", "own"),
        ("renewals", "how many?", "within 90 days"),
        ("renewals", "only mine", "own"),
        ("renewals", "over 100m", "ARR above"),
    ],
)
async def test_a_digest_without_buttons_is_gone_on_from_after_it_was_asked(  # noqa: PLR0917  fixtures
    app: App, slack: WebApi, workspace: Workspace, kind: str, text: str, part: str
) -> None:
    posted(workspace, kind)
    without_buttons(workspace)
    assert await in_thread(app, slack, "who owns these?")
    assert part in said(await in_thread(app, slack, text))
    assert await in_thread(app, slack, "and then we call them tomorrow") == {}
