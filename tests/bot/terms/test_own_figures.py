"""“Ours” on the card of NRR: for members of the team, where account data may be seen, and only when it is known."""

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from accounts import Store, open_store
from accounts.definitions import load_definitions
from accounts.portfolio.nps import NpsAnswers, count_nps_answers
from accounts.portfolio.periods import Period
from accounts.portfolio.summary import summarise
from accounts.scopes.scope import Scope
from bot.accounts.own_figures import own_figure_reply
from bot.commands import respond
from bot.context import Context
from bot.settings import AccountSettings
from bot.slack.app import App
from bot.terms.own_figures import OWN_FIGURES
from bot.workspace import Workspace
from glossary import load
from tests.accounts.conftest import Factory
from tests.bot import phone
from tests.bot.company import NOW, TODAY, database, filled, workspace
from tests.bot.test_access import GUEST, app_over, command, outcomes, slack
from tests.bot.test_slack_listeners import event, press
from tests.bot.web_api import WebApi

__all__ = ["database", "filled", "slack", "workspace"]


@pytest.fixture
def app(slack: WebApi, workspace: Workspace) -> App:
    return app_over(slack, workspace)


def shown(answer: dict[str, Any]) -> str:
    return phone.read(answer["blocks"])


async def test_a_member_sees_ours_on_the_card_and_how_it_is_counted(app: App, workspace: Workspace) -> None:
    answer = await command(app, "define nrr")
    nrr = summarise(workspace.store, TODAY).kept[0]
    assert nrr.value is not None
    assert f"Ours: {nrr.both} over 12 months" in shown(answer)
    assert "How is ours counted?" in phone.labels(answer["blocks"])
    assert phone.too_long(answer) == ""  # type: ignore[arg-type]
    assert outcomes(workspace) == [("U01", "C01", "define", "answered")]


@pytest.mark.parametrize("text", ["nrr", "what is nrr?", "calculate nrr", "grr", "crr", "churn rate", "arr", "nps"])
async def test_ours_is_said_however_the_metric_is_asked_for(app: App, text: str) -> None:
    assert "Ours: " in shown(await command(app, text))


def test_a_metric_that_accounts_do_not_tell_is_said_not_to_be_known_and_what_would_tell_it(
    workspace: Workspace,
) -> None:
    reply = respond("counted customer-acquisition-cost", Context(load(), workspace))[1]
    assert reply.title == "Our own Customer Acquisition Cost isn’t known"
    assert [(fact.label, fact.text) for fact in reply.facts] == [
        ("It takes", "spent on sales and marketing, new customers"),
        ("For example", "cac $300k 60"),
    ]
    assert [choice.request for choice in reply.actions] == ["calculate cac", "counted"]


@pytest.mark.parametrize("text", ["champion", "nrr 100k 20k 5k 8k", "compare nrr vs grr", "health score vs nps"])
async def test_other_answers_take_no_look_at_accounts(app: App, workspace: Workspace, text: str) -> None:
    assert "Ours: " not in shown(await command(app, text))
    assert outcomes(workspace) == []


@pytest.mark.parametrize(
    ("person", "conversation"),
    [(GUEST, {}), ({"team_id": "T99"}, {}), ({}, {"is_ext_shared": True})],
)
async def test_whoever_may_see_no_accounts_gets_the_card_alone(
    app: App, slack: WebApi, workspace: Workspace, person: dict[str, Any], conversation: dict[str, Any]
) -> None:
    slack.people["U01"] |= person
    slack.conversations["C01"] |= conversation
    answer = await command(app, "define nrr")
    assert "Net Revenue Retention" in str(answer)
    assert "Ours" not in str(answer)
    assert outcomes(workspace) == []


@pytest.mark.parametrize("ask", ["command", "mention", "share"])
@pytest.mark.parametrize("other", [{}, GUEST])
async def test_what_all_can_see_has_ours_only_where_all_may_see_it(
    app: App, slack: WebApi, ask: str, other: dict[str, Any]
) -> None:
    slack.people["U02"] = other
    if ask == "command":
        posted = shown(await command(app, "define nrr!"))
    elif ask == "mention":
        await event(app, text="<@U0BOT> what is nrr?")
        posted = shown(slack.posted[0])
    else:
        await press(app, slack, {"action_id": "share", "value": "define nrr", "block_id": "trail:1|define nrr"}, {})
        posted = shown(slack.responded[0])
    assert "Net Revenue Retention" in posted
    assert ("Ours: " in posted) is (other != GUEST)


async def test_without_accounts_the_card_comes_at_once_and_without_ours(slack: WebApi, tmp_path: Path) -> None:
    empty = app_over(slack, Workspace(AccountSettings(cs_database=tmp_path / "none.db")))
    assert empty._answers.to_command("define nrr") is not None
    assert "Ours" not in str(await command(empty, "define nrr"))


async def test_a_store_that_cannot_be_read_leaves_the_card_as_it_is(slack: WebApi, tmp_path: Path) -> None:
    broken = tmp_path / "accounts.db"
    broken.write_bytes(b"no database" * 500)
    app = app_over(slack, Workspace(AccountSettings(cs_database=broken)))
    answer = await command(app, "define nrr")
    assert "Net Revenue Retention" in str(answer)
    assert "Ours" not in str(answer)


def new_store(path: Path) -> tuple[Store, Factory]:
    store = open_store(path)
    rows = Factory(store)
    at = "2026-06-14T00:00:00.000Z"
    rows.insert("import", id=1, kind="accounts", source="test", sha256="", imported_by="test", imported_at=at)
    return store, rows


def test_where_it_is_not_known_the_reason_is_behind_more(tmp_path: Path) -> None:
    store, rows = new_store(tmp_path / "new.db")
    rows.account("New Ltd", arr=1000, currency="USD", customer_since=TODAY.isoformat())
    store.close()
    with closing(Workspace(AccountSettings(cs_database=tmp_path / "new.db"))) as book:
        for term in ("net-revenue-retention", "net-promoter-score"):
            own = own_figure_reply(Context(load(), book, now=NOW), OWN_FIGURES[term], "define")
            assert own.outcome == "answered"
            assert own.facts[0].text.startswith("not known, because ")
            assert not own.facts[0].first


def test_every_own_figure_is_of_a_term_and_says_how_it_is_counted() -> None:
    glossary = load()
    for term, figure in OWN_FIGURES.items():
        assert term in glossary.terms
        assert figure.definition in load_definitions()


def test_nps_counts_the_newest_answer_of_each_person_of_twelve_months(tmp_path: Path) -> None:
    store, rows = new_store(tmp_path / "surveys.db")
    one, other = rows.account("One", segment="Enterprise"), rows.account("Other", segment="SMB")
    answers = [
        (one, 3, "2026-01-01", "ann@one.example", 10),
        (one, 9, "2026-03-01", "ann@one.example", 10),
        (other, 10, "2026-03-01", "ann@one.example", 10),
        (one, 7, "2026-04-01", None, 10),
        (one, 6, "2026-04-02", None, 10),
        (one, 0, "2025-06-15", "old@one.example", 10),
        (one, 0, "2026-06-16", "late@one.example", 10),
        (one, 1, "2026-05-01", "stars@one.example", 5),
    ]
    for account, score, day, contact, scale in answers:
        rows.fact("survey", account, survey="nps", score=score, scale=scale, answered_on=day, contact=contact)
    with store.snapshot() as connection:
        assert count_nps_answers(connection, date(2026, 6, 15)) == NpsAnswers(2, 1, 1)
        april = Period(date(2026, 4, 1), date(2026, 4, 30))
        assert count_nps_answers(connection, date(2026, 6, 15), period=april) == NpsAnswers(0, 1, 1)
        small = Scope(segment="SMB")
        assert count_nps_answers(connection, date(2026, 6, 15), small) == NpsAnswers(1, 0, 0)
    store.close()
