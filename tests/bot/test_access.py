"""Who may see account data, and where: nobody else does, in public least of all, and each look is on record."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr

from accounts import open_store
from accounts.audit import entries
from bot.configuration.slack_settings import Settings
from bot.settings import AccountSettings
from bot.slack.access import RequestOrigin
from bot.slack.app import App, create_app
from bot.workspace import Workspace
from glossary import load
from tests.bot.company import DANA, NOW, database, filled, workspace
from tests.bot.test_slack_listeners import event, press, send, titles
from tests.bot.web_api import WebApi, running_web_api

__all__ = ["database", "filled", "workspace"]

GLOSSARY = load()
GUEST, STRANGER, MEMBER = {"is_restricted": True}, {"team_id": "T99", "is_stranger": True}, {"is_restricted": False}
CARD = "Acme & Sons"


@pytest.fixture
async def slack() -> AsyncIterator[WebApi]:
    async with running_web_api() as api:
        api.people = {"U01": {"profile": {"email": DANA, "real_name": "Dana Sample"}}, "U02": {}}
        api.conversations = {"C01": {"members": ["U01", "U02", "U0BOT"]}}
        yield api


def app_over(slack: WebApi, workspace: Workspace) -> App:
    tokens: dict[str, Any] = {"slack_bot_token": SecretStr("xoxb-1"), "slack_app_token": SecretStr("xapp-1")}
    app = create_app(Settings(**tokens, slack_api_url=slack.url, cs_pickers=False), GLOSSARY, workspace=workspace)
    app._answers.account_requests._clock = lambda: NOW
    app._late._prompt = 60.0  # on a busy machine too the answer itself comes back, not later through a response_url
    return app


@pytest.fixture
def app(slack: WebApi, workspace: Workspace) -> App:
    return app_over(slack, workspace)


async def command(app: App, text: str, **fields: Any) -> dict[str, Any]:
    """Types the slash command; gives the message that comes back at once."""
    body = {"command": "/cs", "text": text, "user_id": "U01", "channel_id": "C01", "team_id": "T01", **fields}
    answer: dict[str, Any] = json.loads((await send(app, body)).body or "{}")
    return answer


def outcomes(workspace: Workspace) -> list[tuple[str, str, str, str]]:
    """The audit log, latest first."""
    return [(look.who, look.place, look.verb, look.outcome) for look in entries(workspace.store)]


async def test_a_member_of_the_team_sees_an_account_alone(app: App, workspace: Workspace) -> None:
    answer = await command(app, "account acme.example")
    assert answer["response_type"] == "ephemeral"
    assert titles([answer]) == [CARD]
    assert outcomes(workspace) == [("U01", "C01", "account", "answered")]


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (GUEST, "a guest"),
        ({"is_ultra_restricted": True}, "a guest"),
        (STRANGER, "another company"),
        ({"team_id": "T99"}, "another company"),
        ({"deleted": True}, "no member"),
        ({"is_bot": True}, "no member"),
    ],
)
@pytest.mark.parametrize("text", ["account acme.example", "renewals 60!", "pulse acme.example 1"])
async def test_guests_and_strangers_are_refused_politely_and_alone(  # noqa: PLR0917
    app: App, slack: WebApi, workspace: Workspace, person: dict[str, Any], reason: str, text: str
) -> None:
    slack.people["U01"] = person
    answer = await command(app, text)
    assert answer["response_type"] == "ephemeral"
    assert reason in str(answer)
    assert "Acme" not in str(answer)
    assert [each[3] for each in outcomes(workspace)] == ["refused"]


@pytest.mark.parametrize(("text", "place"), [("health as csv", "U01"), ("health as csv!", "C01")])
async def test_a_list_as_csv_is_a_file_where_its_answer_is_to_be_seen(
    app: App, slack: WebApi, text: str, place: str
) -> None:
    answer = await command(app, text)
    await app.attachments.finish()
    assert slack.uploaded[0].decode("utf-8-sig").startswith("account,owner,arr")
    assert [each["channel_id"] for each in slack.shared] == [place]
    assert ("in your direct messages" in str(answer)) == (place != "C01")


@pytest.mark.parametrize(
    "conversation",
    [
        {"is_ext_shared": True},
        {"is_pending_ext_shared": True},
        {"pending_shared": ["T99"]},
        {"is_shared": True, "is_ext_shared": False},
        {"is_im": True, "is_ext_shared": True},
    ],
)
async def test_nothing_is_shown_where_another_company_reads_along(
    app: App, slack: WebApi, conversation: dict[str, Any]
) -> None:
    slack.conversations["C01"] = conversation
    answer = await command(app, "health red")
    assert "shared with another company" in str(answer)
    assert titles([answer]) == ["Not here"]


async def test_a_channel_shared_within_the_company_is_the_company_s_own(app: App, slack: WebApi) -> None:
    slack.conversations["C01"] |= {"is_shared": True, "is_org_shared": True}
    assert titles([await command(app, "account acme.example")]) == [CARD]


GRID = {"team_id": "T77", "enterprise_user": {"id": "U01", "enterprise_id": "E01", "teams": ["T77", "T01"]}}
ELSEWHERE = {"team_id": "T77", "enterprise_user": {"id": "U01", "enterprise_id": "E01", "teams": ["T77"]}}


@pytest.mark.parametrize("team", ["T01", "T77", "E01"])
@pytest.mark.parametrize(("person", "title"), [(GRID, CARD), (ELSEWHERE, "Not here")])
async def test_in_an_organisation_the_teams_that_slack_lists_decide_and_not_the_payload(
    app: App, slack: WebApi, team: str, person: dict[str, Any], title: str
) -> None:
    """Somebody's home workspace, or the organisation's id, stands in what comes from them."""
    slack.people["U01"] = {**slack.people["U01"], **person}
    assert titles([await command(app, "account acme.example", team_id=team, enterprise_id="E01")]) == [title]
    origin = {"id": "U01", "team_id": team}
    pressed = {"user": origin, "channel": {"id": "C01"}, "team": None, "enterprise": {"id": "E01"}}
    mentioned = {"event": {"user": "U01", "user_team": team, "team": team, "channel": "C01"}}
    for body in (pressed, mentioned):
        answers = app._answers
        answered = await answers.to("account acme.example", RequestOrigin.of(body), app.client)
        assert answered.reply.title.startswith(title.partition(" &")[0])


@pytest.mark.parametrize("failing", ["users.info", "conversations.info"])
@pytest.mark.parametrize("error", ["missing_scope", "channel_not_found", "internal_error", "ratelimited"])
async def test_when_slack_cannot_be_asked_nobody_may(app: App, slack: WebApi, failing: str, error: str) -> None:
    slack.refused[failing] = error
    answer = await command(app, "account acme.example")
    assert titles([answer]) == ["Not here"]
    assert CARD not in str(answer)
    del slack.refused[failing]
    assert titles([await command(app, "account acme.example")]) == [CARD]


async def test_who_somebody_is_is_asked_once_a_minute_and_not_at_every_look(app: App, slack: WebApi) -> None:
    await asyncio.gather(*(command(app, "renewals") for _ in range(5)))
    assert (slack.asked.count("users.info"), slack.asked.count("conversations.info")) == (1, 1)


async def test_an_answer_for_all_is_posted_where_only_the_team_reads(app: App) -> None:
    answer = await command(app, "account acme.example!")
    assert answer["response_type"] == "in_channel"


async def test_an_answer_for_all_stays_private_where_guests_read_along(app: App, slack: WebApi) -> None:
    slack.people["U02"] = GUEST
    answer = await command(app, "account acme.example!")
    assert answer["response_type"] == "ephemeral"
    assert titles([answer]) == [CARD]
    assert "Only you see this" in str(answer)
    assert "Share in channel" not in str(answer)  # it would be refused


async def test_somebody_who_joined_since_the_list_was_read_counts_too(app: App, slack: WebApi) -> None:
    assert (await command(app, "owners!"))["response_type"] == "in_channel"
    slack.conversations["C01"]["members"].append("U77")
    slack.people["U77"] = GUEST
    assert (await command(app, "owners!"))["response_type"] == "ephemeral"


async def test_a_channel_shared_since_the_last_look_gets_nothing_public(app: App, slack: WebApi) -> None:
    shown = await command(app, "account acme.example")
    slack.conversations["C01"] |= {"is_ext_shared": True}
    share = {"action_id": "share", "value": "account acme.example", "block_id": shown["blocks"][-1]["block_id"]}
    await press(app, slack, share, {})
    (told,) = slack.responded
    assert (told["response_type"], told["replace_original"]) == ("ephemeral", False)
    assert "shared with another company" in str(told)


async def test_sharing_shows_the_account_to_a_channel_of_the_team(app: App, slack: WebApi) -> None:
    await press(app, slack, {"action_id": "share", "value": "account acme.example", "block_id": "trail:1|x"}, {})
    shared, removed = slack.responded
    assert shared["response_type"] == "in_channel"
    assert titles([shared]) == [CARD]
    assert removed == {"delete_original": True}


async def test_a_button_of_a_public_answer_is_checked_for_whoever_presses_it(app: App, slack: WebApi) -> None:
    slack.people["U01"] = GUEST
    await press(app, slack, {"action_id": "ask:1", "value": "health red", "block_id": "ask:0"}, {"ts": "5.1"})
    (told,) = slack.responded
    assert titles([told]) == ["Not here"]


@pytest.mark.parametrize("text", ["<@U0BOT> account acme.example", "<@U0BOT>: account acme.example"])
async def test_a_mention_is_answered_in_its_thread(app: App, slack: WebApi, text: str) -> None:
    await event(app, text=text)
    assert titles(slack.posted) == [CARD]


async def test_a_mention_by_a_guest_is_refused_where_only_the_guest_sees_it(app: App, slack: WebApi) -> None:
    slack.people["U01"] = GUEST
    await event(app, text="<@U0BOT> account acme.example", ts="17.5")
    assert slack.posted == []
    (whispered,) = slack.whispered
    assert (whispered["user"], whispered["thread_ts"]) == ("U01", "17.5")
    assert titles([whispered]) == ["Not here"]


async def test_a_mention_in_a_channel_that_slack_says_is_shared_is_refused(app: App, slack: WebApi) -> None:
    told = {"type": "app_mention", "user": "U01", "channel": "C01", "ts": "1.7", "text": "<@U0BOT> owners"}
    await send(app, {"type": "event_callback", "event": told, "is_ext_shared_channel": True})
    assert slack.posted == []
    assert titles(slack.whispered) == ["Not here"]


async def test_a_direct_message_is_answered_in_place_without_looking_for_guests(app: App, slack: WebApi) -> None:
    await event(app, type="message", channel_type="im", channel="D01", text="account acme.example")
    assert titles(slack.posted) == [CARD]
    assert "conversations.members" not in slack.asked


async def test_terms_and_metrics_ask_slack_for_nothing(app: App, slack: WebApi, workspace: Workspace) -> None:
    slack.people["U01"] = GUEST
    assert titles([await command(app, "define champion")])
    assert titles([await command(app, "nps 40 10 50")])
    assert slack.asked == []
    assert outcomes(workspace) == []


async def test_answers_about_accounts_are_never_kept(app: App, slack: WebApi) -> None:
    assert titles([await command(app, "account acme.example")]) == [CARD]
    slack.people["U03"] = GUEST
    assert titles([await command(app, "account acme.example", user_id="U03")]) == ["Not here"]
    assert app._answers._finished == {}


@pytest.mark.parametrize(
    ("allowed", "title"),
    [
        ({}, CARD),
        ({"cs_people": "dana@SAMPLE.example"}, CARD),
        ({"cs_people": "U01, kim@sample.example"}, CARD),
        ({"cs_people": "kim@sample.example"}, "Not here"),
        ({"cs_channels": "C01"}, CARD),
        ({"cs_channels": "C02, dm"}, "Not here"),
    ],
)
async def test_lists_narrow_who_may_ask_and_where(
    slack: WebApi, database: Any, allowed: dict[str, Any], title: str
) -> None:
    workspace = Workspace(AccountSettings(cs_database=database, **allowed))
    assert titles([await command(app_over(slack, workspace), "account acme.example")]) == [title]
    workspace.close()


async def test_direct_messages_may_be_on_the_list_of_channels(slack: WebApi, database: Any) -> None:
    workspace = Workspace(AccountSettings(cs_database=database, cs_channels=frozenset({"C02", "dm"})))
    answer = await command(app_over(slack, workspace), "account acme.example", channel_id="D01")
    assert titles([answer]) == [CARD]
    workspace.close()


@pytest.mark.parametrize(("places", "goes"), [("C01", False), ("C01, dm", True)])
async def test_a_file_pressed_in_a_listed_channel_stays_inside_the_listed_places(
    slack: WebApi, database: Any, places: str, *, goes: bool
) -> None:
    workspace = Workspace(AccountSettings(cs_database=database, cs_channels=places))  # type: ignore[arg-type]
    app = app_over(slack, workspace)
    for action in ("table", "chart"):
        await press(app, slack, {"action_id": action, "value": "health", "block_id": "trail:1|health"}, {})
    await app.attachments.finish()
    assert bool(slack.posted) is goes
    assert goes or "aren't talked about there" in str(slack.responded)
    slack.posted.clear()
    await press(app, slack, {"action_id": "table", "value": "terms", "block_id": "trail:1|terms"}, {})
    await app.attachments.finish()
    assert slack.posted, "what isn't about accounts goes anywhere"
    workspace.close()


@pytest.mark.parametrize("actions", [None, [], {}, ""])
async def test_a_press_without_an_action_is_acknowledged_and_nothing_happens(
    app: App, slack: WebApi, actions: object
) -> None:
    body = {"type": "block_actions", "user": {"id": "U01"}, "channel": {"id": "C01"}, "trigger_id": "T.none"}
    response = await send(app, body | ({} if actions is None else {"actions": actions}))
    assert (response.status, slack.posted, slack.responded) == (200, [], [])


@pytest.mark.parametrize(("mention", "owner"), [("<@U01|dana>", "Dana Sample"), ("<@U0KIM>", "Kim Sample")])
async def test_an_owner_who_is_mentioned_is_known_by_email_or_id(app: App, mention: str, owner: str) -> None:
    assert f"accounts of {owner}" in str(await command(app, f"health {mention}"))


async def test_mine_are_the_accounts_of_whoever_asks(app: App, slack: WebApi) -> None:
    assert "accounts of Dana Sample" in str(await command(app, "health mine"))
    assert "accounts of Kim Sample" in str(await command(app, "health mine", user_id="U0KIM"))


async def test_an_answer_that_takes_too_long_comes_behind(
    app: App, slack: WebApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack.slow = 0.4
    app._late._prompt = 0.1
    assert await command(app, "account acme.example", response_url=slack.response_url) == {}
    await app.background.finish()
    (answer,) = slack.responded
    assert (answer["response_type"], titles([answer])) == ("ephemeral", [CARD])


async def test_slack_that_does_not_answer_in_time_is_no_permission(
    app: App, slack: WebApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.access.PATIENCE", 0.1)
    slack.slow = 0.5
    assert titles([await command(app, "account acme.example")]) == ["Not here"]
    await asyncio.sleep(0.5)


async def test_what_goes_wrong_is_apologized_for_and_says_nothing_of_it(
    app: App, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the cause")

    monkeypatch.setattr("bot.slack.account_requests.answer_request", broken)
    answer = await command(app, "account private-name")
    assert titles([answer]) == ["That didn't work"]
    assert "private-name" not in caplog.text
    assert "the cause" in caplog.text


async def test_before_the_first_import_it_says_how_to_begin(slack: WebApi, tmp_path: Any) -> None:
    workspace = Workspace(AccountSettings(cs_database=tmp_path / "none.db"))
    answer = await command(app_over(slack, workspace), "renewals 60")
    assert "cs import accounts accounts.csv" in str(answer)
    assert "CS_DATABASE=sample.db cs sample" in str(answer), "in the real store it would keep real accounts out"
    assert not (tmp_path / "none.db").exists()


async def test_a_store_that_is_imported_while_the_bot_runs_is_found(slack: WebApi, tmp_path: Any) -> None:
    workspace = Workspace(AccountSettings(cs_database=tmp_path / "none.db"))
    app = app_over(slack, workspace)
    assert titles([await command(app, "owners")]) == ["No accounts yet"]
    store = open_store(tmp_path / "none.db")
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO import (kind, source, sha256, imported_by, imported_at) VALUES ('account', 'a', '', '', '')"
        )
    store.close()
    assert titles([await command(app, "health")]) == ["No accounts"]
    assert "There are no accounts at all" in str(await command(app, "renewals"))
    workspace.close()


async def test_while_an_import_holds_the_store_answers_come_and_are_recorded_afterwards(
    slack: WebApi, database: Any
) -> None:
    workspace = Workspace(AccountSettings(cs_database=database), retry_delay=0.1)
    app = app_over(slack, workspace)
    await command(app, "account acme.example")
    other = open_store(database)
    with other.writing():
        assert titles([await command(app, "account acme.example")]) == [CARD]
    other.close()
    workspace._clerk.shutdown()
    assert outcomes(workspace) == [("U01", "C01", "account", "answered")] * 2
    workspace.close()


async def test_the_audit_log_holds_no_content(app: App, workspace: Workspace) -> None:
    await command(app, "account acme.example")
    await command(app, 'pulse acme.example 2 "a secret word"')
    dump = " ".join(map(str, workspace.store.reading.execute("SELECT * FROM audit").fetchall()))
    assert "acme" not in dump.casefold()
    assert "secret" not in dump


async def test_who_asks_about_accounts_in_unknown_words_is_offered_what_comes_near(app: App) -> None:
    for asked in ("which customers pay too little", "which of all our customers pay us too little for the seats?"):
        assert titles([await command(app, asked)]) == ["That isn’t understood"]


async def test_a_guest_who_asks_about_accounts_in_unknown_words_is_offered_terms(app: App, slack: WebApi) -> None:
    slack.people["U01"] = GUEST
    assert titles([await command(app, "which customers pay too little")]) == ["Which one do you mean?"]
