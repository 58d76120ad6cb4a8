"""A sentence that asks for accounts in unknown words gets requests that come near, and not terms that sound alike."""

from bot.commands import parse_request, respond
from bot.context import Context
from bot.parsing.near_requests import NEAR, near_requests
from glossary import load
from tests.bot.company import context, database, filled, workspace
from tests.cases import cases

__all__ = ["context", "database", "filled", "workspace"]


@cases(
    ("asked", "first"),
    {
        "do our clients like us?": "health red",
        "which customers pay too little": "accounts biggest 10",
        "who is my most valuable client": "accounts biggest 10",
        "are we losing customers": "portfolio lost",
        "which contracts expire soon": "renewals 90",
        "which accounts grew": "portfolio",
    }.items(),
)
def test_what_is_near_to_a_question_about_accounts_is_offered(asked: str, first: str, context: Context) -> None:
    reply = respond(asked, context)[1]
    assert reply.outcome == "nothing"
    assert reply.data["requests"][0] == first
    assert [choice.request for choice in reply.choices] == reply.data["requests"]
    assert asked in reply.paragraphs[0]


@cases(
    "asked",
    [
        "how should we segment customers",
        "how often should I meet my customers",
        "customers first mindset",
        "do customers own their data",
        "what is a customer for life",
        "how do I talk to an unhappy customer",
    ],
)
def test_a_question_about_words_or_for_advice_stays_with_the_glossary(asked: str, context: Context) -> None:
    assert near_requests(asked) == ()
    assert "requests" not in respond(asked, context)[1].data


@cases(
    "asked",
    [
        "is kim happy?",
        "is kim leaving?",
        "did kim leave?",
        "how long has kim been with us",
        "good nps for smb",
        "what's a good smb nps",
        "who manages kim?",
        "what is kim",
        "define kim",
    ],
)
def test_what_is_asked_of_a_person_or_of_what_is_good_is_no_list_or_figure_of_accounts(
    asked: str, context: Context
) -> None:
    assert respond(asked, context)[1].data["kind"] not in {"accounts", "portfolio", "own_figure"}


def test_without_a_store_the_glossary_alone_answers() -> None:
    assert "requests" not in respond("which customers pay too little", Context(load()))[1].data


def test_everything_that_is_offered_is_a_request() -> None:
    glossary = load()
    for _, _, request in NEAR:
        verb, _, text = request.partition(" ")
        read = parse_request(request, glossary)
        assert (read.verb, read.text) == (verb, text)
