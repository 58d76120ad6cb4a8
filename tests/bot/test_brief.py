"""`/cs brief acme` says before a meeting what is known of an account, what to raise first, and what isn't known."""

import pytest

from accounts.derived import current_state
from bot.commands import parse_request, respond
from bot.context import Context
from bot.parsing.follow_ups import read_follow_up
from bot.render.first_view import first_view
from bot.reply import Reply
from bot.workspace import Workspace
from glossary import load
from tests.accounts.conftest import Factory as Rows
from tests.bot.company import NOW, TODAY, database, filled, workspace
from tests.cases import cases

__all__ = ["database", "filled", "workspace"]

GLOSSARY = load()


@pytest.fixture
def context(workspace: Workspace) -> Context:
    return Context(GLOSSARY, workspace, now=NOW)


def brief(context: Context, name: str) -> Reply:
    return respond(f"brief {name}", context)[1]


def fact(reply: Reply, label: str) -> str:
    """What stands behind a label that begins so."""
    return next((each.text for each in reply.facts if each.label.startswith(label)), "")


def test_the_first_view_on_a_phone_has_health_the_renewal_and_what_to_raise(context: Context) -> None:
    for name in ("acme & sons", "red ltd", "small 03"):
        whole = brief(context, name)
        shown = first_view(whole)
        assert shown.paragraphs == whole.paragraphs
        assert raised(shown) == raised(whole)
        assert fact(shown, "Renewal") == fact(whole, "Renewal")
        assert sum(len(f"{each.label}: {each.text}") for each in shown.facts) + len(shown.paragraphs[0]) < 700


def raised(reply: Reply) -> list[str]:
    return [each.text for each in reply.facts if each.label in {"To raise", "Also"}]


def test_health_and_why_come_first_then_the_renewal_what_to_raise_and_the_rest(context: Context) -> None:
    reply = brief(context, "acme & sons")
    assert reply.title == "Acme & Sons: before the meeting"
    assert reply.paragraphs[0].startswith("Health ")
    labels = [each.label for each in reply.facts]
    assert labels[:3] == ["Renewal", "To raise", "ARR"]
    for label in ("Owner", "People", "Since the QBR of 1 Jun", "Use", "Tickets", "Open", "Said last", "Surveys"):
        assert label in labels
    assert "Pat Example, champion" in fact(reply, "People")
    assert "“Went *well*, see <!channel>” (QBR, Dana Sample, 1 Jun)." in fact(reply, "Said last")


def test_at_most_three_things_are_raised_the_most_pressing_first(context: Context) -> None:
    first, *others = raised(brief(context, "red ltd"))
    assert first == "An invoice is overdue."
    assert others[0] == "4 urgent tickets open, the oldest of 2 May."
    assert len(others) == 2


def test_words_that_occur_are_explained_in_a_line_each(context: Context) -> None:
    reply = brief(context, "acme & sons")
    assert reply.rows_title == "Words in it"
    assert "Last Day to Act" in {row.label for row in reply.rows}
    assert all(row.text and len(row.text) < 150 for row in reply.rows)


def test_what_is_not_known_is_said_with_what_would_tell(context: Context) -> None:
    reply = brief(context, "small 03")
    said = " ".join(reply.footnotes)
    assert "owner (own, or the accounts file)" in said
    assert "champion (contacts with roles)" in said
    assert "Newest data: " in said
    assert "when you last met isn't known" in fact(reply, "Since")
    assert fact(reply, "Said last") == ""


def test_promises_in_notes_and_planned_contact_are_open_and_said_to_be_unproven(context: Context) -> None:
    rows = Rows(context.store)
    rows.fact(
        "touchpoint", 1, touched_on="2026-06-10", type="Call", who="Dana", note="All good. Will send the ROI deck."
    )
    rows.fact("touchpoint", 1, touched_on="2026-06-20", type="Meeting", note="Sign-off")
    reply = brief(context, "id 1")
    opened = fact(reply, "Open")
    assert "Planned Meeting 20 Jun: “Sign-off”" in opened
    assert "kept or not isn't recorded: “Will send the ROI deck.” (Dana, 10 Jun)" in opened
    assert "Noted 10 Jun: “Will send the ROI deck.”." in raised(reply)
    assert fact(reply, "Since the Call of 10 Jun")


def test_changes_are_counted_since_the_last_meeting_only(context: Context) -> None:
    rows = Rows(context.store)
    for day in ("2026-05-20", "2026-06-03", "2026-06-12"):
        rows.fact("ticket", 1, opened_on=day, subject="Slow")
    rows.fact("touchpoint", 1, touched_on="2026-06-14", type="email", note="News")
    rows.fact("contact", 1, name="Lee Example", role="sponsor", left_on="2026-06-05")
    reply = brief(context, "id 1")
    since = fact(reply, "Since the QBR of 1 Jun")
    assert "2 tickets opened" in since
    assert "Lee Example, sponsor, left" in since
    assert since.startswith("What health was then isn't known; ")


def test_a_champion_who_left_before_the_last_meeting_is_named(context: Context) -> None:
    rows = Rows(context.store)
    small = rows.account("Without Champion")
    rows.subscription(small, "2025-07-01", 1_000, ends_on="2027-06-30")
    rows.fact("contact", small, name="Lee Example", role="champion", left_on="2026-05-05")
    rows.fact("touchpoint", small, touched_on="2026-06-10", type="call", note="News")
    assert "Lee Example, the champion, left 5 May: ask who speaks for us now." in raised(brief(context, f"id {small}"))


def test_of_an_account_that_has_left_nothing_is_asked_for(context: Context) -> None:
    reply = brief(context, "gone corp")
    assert reply.paragraphs == ("This customer has left.",)
    assert fact(reply, "Renewal") == ""


def test_an_account_that_may_be_several_is_asked_about(context: Context) -> None:
    reply = brief(context, "small")
    assert reply.data["kind"] == "choices"
    assert all(choice.request.startswith("brief id ") for choice in reply.choices)


@cases(
    ("said", "request_"),
    [
        ("prepare me for acme", "brief acme"),
        ("brief me on acme & sons", "brief acme & sons"),
        ("prep me for my QBR with Red Ltd tomorrow", "brief Red Ltd"),
        ("what should I raise with acme?", "brief acme"),
        ("I'm meeting Acme Labs on monday", "brief Acme Labs"),
        ("brief me on churn", "define churn"),
        ("how do I prepare a QBR?", "define how do I prepare a QBR?"),
    ],
)
def test_a_sentence_asks_for_it_and_terms_stay_terms(said: str, request_: str) -> None:
    read = parse_request(said, GLOSSARY)
    assert f"{read.verb} {read.text}" == request_


@cases(
    ("previous", "said", "asked"),
    [
        ("brief acme", "and bolt?", "brief bolt"),
        ("brief acme", "who owns it?", "account owner of acme"),
        ("account id 5", "watch it", "watch id 5"),
        ("brief id 5", "watch it please", "watch id 5"),
        ("account acme", "brief me on it", "brief me on acme"),
    ],
)
def test_what_is_said_after_it_is_understood_with_it(previous: str, said: str, asked: str) -> None:
    assert read_follow_up(said, previous, GLOSSARY) == asked


def test_what_is_raised_says_no_more_than_is_known(context: Context) -> None:
    rows = Rows(context.store)
    with rows.at_once():
        goes = rows.account("Goes", status="active", churned_on="2026-07-01", currency="USD", arr=120_000)
        rows.fact("touchpoint", goes, touched_on="2026-03-01", type="email")
        rows.fact("contact", goes, name="Lee Example", role="sponsor", left_on="2026-06-05")
        late = rows.account("Late", customer_since="2025-01-01")
        rows.subscription(late, "2025-07-01", 1_000, ends_on="2026-07-01", notice_days=60)
        rows.fact("survey", late, survey="nps", score=5, scale=5, answered_on="2026-05-20")
        rows.fact("touchpoint", late, touched_on="2026-03-01", type="email")
    with context.store.writing() as connection:
        current_state.recompute(connection, None, TODAY)
    assert raised(brief(context, f"id {goes}"))[:2] == [
        "$1,200 leaves on 1 Jul.",
        "Lee Example, sponsor, left since the email of 1 Mar.",
    ]
    assert raised(brief(context, f"id {late}")) == [
        "It renews 1 Jul, in 16 days, and the last day to act was 2 May.",
        "Call them, with one question about what they want to reach next.",
        "No contact is on record since 1 Mar.",
    ]
    assert fact(brief(context, f"id {goes}"), "Customer").startswith("leaving")


def test_of_a_customer_who_left_it_is_said_when_and_why_and_nothing_is_raised(context: Context) -> None:
    gone = brief(context, "gone corp")
    assert raised(gone) == []
    assert fact(gone, "Customer") == "since 1 Feb 2025, left 1 Feb · gone.example"


def test_of_several_contracts_the_later_renewals_are_told_and_the_last_day_to_act_on_each(context: Context) -> None:
    rows = Rows(context.store)
    two = rows.account("Two Contracts", customer_since="2024-01-01")
    rows.subscription(two, "2025-06-05", 1_000, ends_on="2026-06-05", notice_days=30)
    rows.subscription(two, "2025-08-20", 700, ends_on="2026-08-20", notice_days=60, currency="EUR")
    with context.store.writing() as connection:
        current_state.recompute(connection, None, TODAY)
    reply = brief(context, f"id {two}")
    assert raised(reply)[:2] == [
        "The renewal is past due since 5 Jun.",
        "The last day to act on the renewal of 20 Aug is 21 Jun, in 6 days.",
    ]
    assert fact(reply, "Later renewals") == "€700, on 20 Aug, in 66 days, last day to act is 21 Jun"
