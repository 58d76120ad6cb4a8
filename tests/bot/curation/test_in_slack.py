"""The team's own words in Slack: suggested in a form, decided by curators alone, once, with nothing overwritten."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, timedelta
from itertools import count
from typing import Any

import pytest
from pydantic import SecretStr
from slack_bolt.async_app import AsyncBoltRequest

from bot.commands import respond
from bot.configuration.slack_settings import Settings
from bot.context import Context
from bot.settings import AccountSettings
from bot.slack.app import App, create_app
from bot.terms.team_words import follow_words
from bot.words.notice_messages import notice_message
from bot.workspace import Workspace
from curation.drafts import waiting_drafts
from curation.feedback import say_wrong
from curation.notices import claim_notice
from curation.nudges import queue_nudges
from curation.own_terms import find_term, history
from glossary import load
from tests.bot.test_slack_form import faults
from tests.bot.test_slack_listeners import NEW
from tests.bot.web_api import WebApi, running_web_api
from tests.curation.changes import by
from tests.engines import Place

AUTHOR, CURATOR, OTHER, GUEST = "U01", "U02", "U03", "U07"
SKY = {"name": "Sky Score", "definition": "How ready a customer is to expand, from 0 to 10.", "acronyms": "SKS"}
_numbers = count()
LEASE = timedelta(seconds=30)
NRR = "net-revenue-retention"


@pytest.fixture
async def slack() -> AsyncIterator[WebApi]:
    async with running_web_api() as api:
        api.people[GUEST] = {"is_restricted": True}
        yield api


@pytest.fixture
def workspace(words_place: Place) -> Iterator[Workspace]:
    workspace = Workspace(AccountSettings(cs_database=words_place, cs_curators=frozenset({CURATOR, OTHER})))
    yield workspace
    workspace.close()


@pytest.fixture
def app(slack: WebApi, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.setattr("bot.terms.team_words.EVERY", 0.0)
    tokens: dict[str, Any] = {"slack_bot_token": SecretStr("xoxb-1"), "slack_app_token": SecretStr("xapp-1")}
    glossary = follow_words(workspace).glossary
    app = create_app(Settings(**tokens, slack_api_url=slack.url), glossary, workspace=workspace)
    app._late._prompt = 60.0
    return app


async def sent(app: App, body: dict[str, Any]) -> dict[str, Any]:
    response = await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body={"team_id": "T01", **body}))
    await app.background.finish()
    told: dict[str, Any] = json.loads(response.body or "{}")
    return told


async def typed(app: App, slack: WebApi, text: str, user: str = AUTHOR) -> dict[str, Any]:
    trigger = f"{NEW}.{next(_numbers)}"
    body = {"command": "/cs", "text": text, "user_id": user, "channel_id": "C01", "trigger_id": trigger}
    return await sent(app, {**body, "response_url": slack.response_url})


async def pressed(app: App, slack: WebApi, button: dict[str, Any], user: str) -> dict[str, Any]:
    """What comes of a pressed button: the message in its place, or the view that it opens."""
    action = {**button, "type": "button", "block_id": "trail:curate", "action_ts": str(len(slack.asked))}
    body = {
        "type": "block_actions",
        "user": {"id": user},
        "channel": {"id": "C01"},
        "trigger_id": f"{NEW}.{next(_numbers)}",
    }
    more = {"container": {"message_ts": "1.1", "is_ephemeral": True}, "response_url": slack.response_url}
    await sent(app, {**body, **more, "actions": [action]})
    return slack.viewed[-1]["view"] if button["action_id"].startswith("form:") else slack.responded[-1]


async def submitted(app: App, view: dict[str, Any], fields: dict[str, str], user: str = AUTHOR) -> dict[str, Any]:
    values = {
        block["block_id"]: {"typed": {"value": fields.get(block["block_id"], block["element"].get("initial_value"))}}
        for block in view["blocks"]
        if block["type"] == "input"
    }
    filled = {**view, "id": f"V{len(values)}{user}{fields}", "state": {"values": values}}
    return await sent(app, {"type": "view_submission", "user": {"id": user}, "view": filled})


async def opened(app: App, slack: WebApi, text: str, user: str = AUTHOR) -> dict[str, Any]:
    assert await typed(app, slack, text, user) == {}
    view: dict[str, Any] = slack.viewed[-1]["view"]
    assert list(faults({**view, "blocks": [block for block in view["blocks"] if block["type"] == "input"]})) == []
    return view


def buttons(message: dict[str, Any]) -> dict[str, dict[str, Any]]:
    elements = [e for block in message["blocks"] if block["type"] == "actions" for e in block["elements"]]
    return {element["text"]["text"]: element for element in elements}


async def suggested(app: App, slack: WebApi, fields: dict[str, str] = SKY) -> None:
    view = await opened(app, slack, f"add {fields['name']}")
    told = await submitted(app, view, fields)
    if told:
        assert told["response_action"] == "update"
        assert await submitted(app, told["view"], {}) == {}


async def test_a_term_is_suggested_approved_answered_and_its_author_told(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    await suggested(app, slack)
    assert "Suggested: Sky Score" in str(slack.responded[-1])
    queue = await typed(app, slack, "curate", CURATOR)
    card = await pressed(app, slack, buttons(queue)["Sky Score"], CURATOR)
    done = await pressed(app, slack, buttons(card)["Approve"], CURATOR)
    assert "Approved: Sky Score" in str(done)
    assert "How ready a customer is to expand" in str(await typed(app, slack, "sks", GUEST))
    told = [claim_notice(workspace.words, app._answers.account_requests._clock(), LEASE) for _ in range(3)]
    people = {(held.notice.person, held.notice.about): held.notice.text for held in told if held}
    assert set(people) == {(AUTHOR, "draft approved"), (CURATOR, "waiting drafts"), (OTHER, "waiting drafts")}


async def test_add_alone_opens_an_empty_form(app: App, slack: WebApi) -> None:
    view = await opened(app, slack, "add")
    assert not [
        each["element"]["initial_value"] for each in view["blocks"] if "initial_value" in each.get("element", {})
    ]


def test_add_alone_says_in_a_terminal_how_it_is_typed(workspace: Workspace) -> None:
    _, reply = respond("add", Context(load(), workspace))
    assert (reply.outcome, reply.data["kind"]) == ("answered", "form")
    assert reply.facts[0].text.startswith("add Sky Score (SKS): ")


async def test_two_taps_on_approve_do_it_once(app: App, slack: WebApi, workspace: Workspace) -> None:
    await suggested(app, slack)
    card = await typed(app, slack, "curate 1", CURATOR)
    for _ in range(2):
        assert "Approved" in str(await pressed(app, slack, buttons(card)["Approve"], CURATOR))
    assert len(history(workspace.words, "sky-score")) == 1


async def test_the_second_curator_sees_what_the_first_did(app: App, slack: WebApi, workspace: Workspace) -> None:
    await suggested(app, slack)
    first, second = [await typed(app, slack, "curate 1", user) for user in (CURATOR, OTHER)]
    form = await pressed(app, slack, buttons(first)["Decline"], CURATOR)
    assert await submitted(app, form, {"decision": "We have <!channel> for that."}, CURATOR) == {}
    late = await pressed(app, slack, buttons(second)["Approve"], OTHER)
    assert "“Sky Score” was declined in the meantime." in str(late)
    assert f"<@{CURATOR}>" in str(late)
    assert "<!channel>" not in str([*slack.responded, *slack.posted])
    assert waiting_drafts(workspace.words) == []


async def test_a_draft_is_edited_and_then_merged_into_a_term(app: App, slack: WebApi, workspace: Workspace) -> None:
    await suggested(app, slack)
    card = await typed(app, slack, "curate 1", CURATOR)
    form = await pressed(app, slack, buttons(card)["Edit"], CURATOR)
    told = await submitted(app, form, {"definition": "How ready a customer is to buy more of it."}, CURATOR)
    assert told.get("response_action") in {None, "update"}
    if told:
        assert await submitted(app, told["view"], {}, CURATOR) == {}
    assert waiting_drafts(workspace.words)[0].revision == 2
    assert "changed in the meantime" in str(await pressed(app, slack, buttons(card)["Approve"], CURATOR))
    card = await typed(app, slack, "curate 1", CURATOR)
    form = await pressed(app, slack, buttons(card)["Merge"], CURATOR)
    assert "errors" in str(await submitted(app, form, {"decision": "nothing of the kind"}, CURATOR))
    assert await submitted(app, form, {"decision": "health score"}, CURATOR) == {}
    assert "is told to be" in str(slack.responded[-1])


async def test_what_a_team_says_of_a_curated_term_is_suggested_from_its_card(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    card = await typed(app, slack, "nrr")
    if "Suggest a change" not in buttons(card):  # the first view is no higher than a phone
        card = await pressed(app, slack, buttons(card)["More"], AUTHOR)
    view = await pressed(app, slack, buttons(card)["Suggest a change"], AUTHOR)
    assert await submitted(app, view, {"our_definition": "Ours leaves out trials."}) == {}
    assert "Approved" in str(await typed(app, slack, "curate approve 1", CURATOR))
    assert "Ours leaves out trials." in str(await typed(app, slack, "nrr"))
    assert find_term(workspace.words, NRR).kind == "overlay"


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("definition", "Sky score.", "The definition says too little: at least four words that aren't in the name."),
        ("name", "NRR", "is in the glossary already"),
        ("name", "???", "needs letters or digits"),
        ("confused_with", "health score", "what tells them apart"),
        ("formula", "x" * 201, "200 at most"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(app: App, slack: WebApi, field: str, text: str, said: str) -> None:
    told = await submitted(app, await opened(app, slack, "add sky score"), {**SKY, field: text})
    assert said in told["errors"][field]


async def test_a_colliding_acronym_and_near_names_are_said_before_it_is_sent(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    view = await opened(app, slack, "add net revenue retension")
    assert view["title"]["text"] in {"Suggest a change", "Suggest a term"}
    view = await opened(app, slack, "add Sky Score")
    told = await submitted(app, view, {**SKY, "acronyms": "NRR"})
    assert "“NRR” is also a name of Net Revenue Retention" in str(told["view"]["blocks"])
    assert waiting_drafts(workspace.words) == []
    assert await submitted(app, told["view"], {}) == {}
    assert len(waiting_drafts(workspace.words)) == 1


@pytest.mark.parametrize("text", ["curate log", "curate approve 1", "curate decline 1 no", "curators add @U03"])
async def test_only_curators_decide(app: App, slack: WebApi, workspace: Workspace, text: str) -> None:
    await suggested(app, slack)
    assert "Only curators decide" in str(await typed(app, slack, text, AUTHOR))
    assert len(waiting_drafts(workspace.words)) == 1


@pytest.mark.parametrize("text", ["add sky", "add x: What a guest would say.", "suggest nrr", "curate", "history nrr"])
async def test_guests_neither_suggest_nor_see_names(app: App, slack: WebApi, workspace: Workspace, text: str) -> None:
    assert "for members of the team only" in str(await typed(app, slack, text, GUEST))
    assert waiting_drafts(workspace.words) == []


async def test_a_curator_names_another(app: App, slack: WebApi) -> None:
    assert "<@U09>" in str(await typed(app, slack, "curators add <@U09|ada>", CURATOR))
    assert "Nothing waits" in str(await typed(app, slack, "curate", "U09"))
    assert "<@U09>" not in str(await typed(app, slack, "curators remove <@U09|ada>", CURATOR))
    assert "CS_CURATORS" in str(await typed(app, slack, f"curators remove <@{OTHER}>", CURATOR))


async def test_a_term_is_rolled_back_from_its_history(app: App, slack: WebApi, workspace: Workspace) -> None:
    slack.people[CURATOR] = {"tz": "Asia/Kolkata"}
    await suggested(app, slack)
    await typed(app, slack, "curate approve 1", CURATOR)
    await typed(app, slack, "suggest sky score: Something else that it never was before.")
    await typed(app, slack, "curate approve 2", CURATOR)
    shown = await typed(app, slack, "history sky score", CURATOR)
    assert "[+Something else that it never was before.+]" in str(shown)
    assert "Asia/Kolkata" in str(shown), "by the clock of whoever asks"
    assert "Back to version 1" not in buttons(await typed(app, slack, "history sky score", AUTHOR))
    await pressed(app, slack, buttons(shown)["Back to version 1"], CURATOR)
    assert "How ready a customer is" in str(await typed(app, slack, "sky score"))
    await typed(app, slack, "curate retire sky score", CURATOR)
    assert "Not in the glossary" in str(await typed(app, slack, "sky score"))
    assert [each.what for each in history(workspace.words, "sky-score")] == [
        *("taken out", "rolled back", "approved", "approved"),
    ]


@pytest.mark.parametrize("hostile", ["<!channel>", "<https://evil.example|NRR>", "*bold* `code`", "@here &amp; <@U01>"])
async def test_what_people_type_is_text(app: App, slack: WebApi, hostile: str) -> None:
    fields = {**SKY, "definition": f"Ready to expand, from 0 to 10, says {hostile} of it.", "why": hostile}
    await suggested(app, slack, fields)
    shown = [await typed(app, slack, text, CURATOR) for text in ("curate 1", "curate approve 1", "sky score")]
    assert "<!channel>" not in str(shown)
    assert "<https://evil" not in str(shown)
    assert "<@U01> of it" not in str(shown)


async def test_curators_hide_a_term_and_say_who_owns_one(app: App, slack: WebApi, workspace: Workspace) -> None:
    assert "no longer found" in str(await typed(app, slack, "curate hide champion", CURATOR))
    assert "Hidden: Champion" in str((await typed(app, slack, "champion"))["blocks"][:1])
    await suggested(app, slack)
    await typed(app, slack, "curate approve 1", CURATOR)
    await typed(app, slack, f"curate owner sky score <@{AUTHOR}>", CURATOR)
    assert find_term(workspace.words, "sky-score").owner == AUTHOR
    mine = await typed(app, slack, "history sky score", AUTHOR)
    assert "Still right" in str(await pressed(app, slack, buttons(mine)["Still right"], AUTHOR))
    assert "Only curators decide" in str(await typed(app, slack, "curate verify sky score", "U05"))


async def test_questions_and_feedback_are_closed_from_the_queue(app: App, slack: WebApi, workspace: Workspace) -> None:
    await typed(app, slack, "ask blue room")
    say_wrong(workspace.words, by(AUTHOR), NRR, "It is <!channel> old.", tell=True)
    queue = str(await typed(app, slack, "curate", CURATOR))
    assert "“blue room” (question 1)" in queue
    assert "It is &lt;!channel&gt; old." in queue
    await typed(app, slack, "curate question 1 It is no word of ours.", CURATOR)
    await typed(app, slack, "curate note 1 We have changed it.", CURATOR)
    assert "Nothing waits" in str(await typed(app, slack, "curate", CURATOR))


async def test_the_owner_or_else_the_curators_are_asked_once_a_day_to_verify(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    await suggested(app, slack)
    await typed(app, slack, "curate approve 1", CURATOR)
    words, now = workspace.words, app._answers.account_requests._clock().astimezone(UTC)
    assert queue_nudges(words, now + timedelta(days=90), [CURATOR], "2020-01") == 0
    later = (now + timedelta(days=91)).replace(hour=3)
    assert [queue_nudges(words, later, [CURATOR], "2020-01") for _ in range(2)] == [1, 0]
    held = [claim_notice(words, later.replace(hour=10), LEASE) for _ in range(4)]
    told = next(each.notice for each in held if each and each.notice.about == "words to verify")
    assert (told.person, told.request) == (CURATOR, "curate")
    context = Context(app._answers.glossary, workspace, now=later)
    assert "Still right: Sky Score" in str(notice_message(told, context))
