"""The jargon of a message in one card: `/cs explain`, `cs explain`, and the same card again from its own button."""

import pytest

from bot.commands import respond
from bot.context import Context
from bot.render.slack import message
from bot.reply import Reply
from glossary import load

CONTEXT = Context(load())
TEXT = "NRR slipped before the QBR; the SME and the ZQT team know why"


def explained(text: str) -> Reply:
    return respond(f"explain {text}", CONTEXT)[1]


def test_each_term_has_a_line_and_what_is_missing_is_said() -> None:
    reply = explained(TEXT)
    assert [row.label for row in reply.rows] == [
        "Net Revenue Retention (NRR, NDR)",
        "Quarterly Business Review (QBR)",
        "SME",
    ]
    assert "nothing around it tells which" in reply.rows[2].text
    assert [(each.label, each.request) for each in reply.choices][2] == ("SME?", "define SME")
    assert reply.footnotes == ("Not in the glossary: ZQT.",)
    assert reply.title == "3 terms in this message"


def test_the_card_comes_again_from_its_own_request_without_the_text_of_the_message() -> None:
    reply = explained(TEXT)
    again = respond(reply.share, CONTEXT)[1]
    assert "slipped" not in reply.share
    assert (again.rows, again.footnotes, again.share) == (reply.rows, reply.footnotes, reply.share)


@pytest.mark.parametrize(
    ("text", "kind", "ids"),
    [
        ("churn", "term", ["churn"]),
        ("what a champion is", "term", ["champion"]),
        ("the difference between GRR and NRR", "comparison", ["gross-revenue-retention", "net-revenue-retention"]),
    ],
)
def test_a_question_about_a_term_is_answered_as_before(text: str, kind: str, ids: list[str]) -> None:
    data = explained(text).data
    found = [data["term"]] if kind == "term" else data["terms"]
    assert (data["kind"], [term["id"] for term in found]) == (kind, ids)


def test_a_text_without_terms_says_so() -> None:
    reply = explained("let us have lunch together at noon next Tuesday, all of us")
    assert (reply.outcome, reply.data["terms"]) == ("nothing", [])


def test_what_a_text_holds_is_escaped_and_a_long_one_fits_into_a_message() -> None:
    names = ". ".join(term.name for term in list(CONTEXT.glossary.terms.values())[:300])
    reply = explained(f"{names} <!channel> ZZQ")
    sent = message(reply, trail=(reply.share,))
    assert len(reply.share) <= 2000
    assert "<!channel>" not in str(sent)
    assert len(str(sent)) < 20_000
