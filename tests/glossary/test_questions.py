"""Questions in plain English find the term they ask about, and what is asked about it."""

import pytest

from glossary import Glossary, load
from glossary.parsing.phrases import clauses, parse_words
from tests.cases import cases

ASKED = {
    "what is nrr": "net-revenue-retention",
    "whats nrr": "net-revenue-retention",
    "What’s *ARPA*, please?": "average-revenue-per-account",
    "what does EMEA mean": "emea",
    "what dose arpa stand for?": "average-revenue-per-account",
    "meaning of shelfware": "shelfware",
    "define csat": "csat",
    "please define upsell thanks": "upsell",
    "defintion of dunning": "dunning",
    "who is an ambassador": "ambassador",
    "who's the economic buyer": "economic-buyer",
    "can you explain gross margin?": "gross-margin",
    "tell me about tech touch": "tech-touch",
    "explain cohort analysis to me like I'm five": "cohort-analysis",
    "I don't understand multithreading": "multithreading",
    "EBR ???": "executive-business-review",
    "churn meaning": "churn",
    "what do you mean by land and expand?": "land-and-expand",
    "hey, what is a CSM": "customer-success-manager",
    "hi cs bot what's an SLA": "service-level-agreement",
    "do you know what an EBR is?": "executive-business-review",
    "what is activation in SaaS?": "activation",
    "my boss keeps talking about GRR, what does it mean?": "gross-revenue-retention",
    "We spoke of CARR yesterday. What is that?": "committed-annual-recurring-revenue",
    "in customer success, what is a touchpoint?": "touchpoint",
    "what is a chmapion": "champion",
    "waht is net revnue retention": "net-revenue-retention",
    "explane deffered revenue": "deferred-revenue",
    "what is the definition of success": "success-criteria",
    "what is a benchmark?": "benchmark",
    "what is terms of use": "terms-of-service",
    "what does to be determined mean": "to-be-determined",
}
ASPECTS = {
    "what's a good nps?": ("net-promoter-score", "benchmark"),
    "is 30 a good nps": ("net-promoter-score", "benchmark"),
    "what is a typical win rate": ("win-rate", "benchmark"),
    "what should our grr be?": ("gross-revenue-retention", "benchmark"),
    "how do I calculate clv": ("customer-lifetime-value", "formula"),
    "how to work out churn rate": ("customer-churn-rate", "formula"),
    "how is the health score computed?": ("customer-health-score", "formula"),
    "grr formula": ("gross-revenue-retention", "formula"),
    "what is nrr and how do I calculate it": ("net-revenue-retention", "formula"),
    "how to calcualte customer aquisition cost": ("customer-acquisition-cost", "formula"),
    "give me an example of contraction mrr": ("contraction-mrr", "example"),
    "why does churn matter": ("churn", "why"),
    "why should I care about CES?": ("customer-effort-score", "why"),
    "how do I calculate a champion": ("champion", "formula"),
    "average handle time": ("average-handle-time", ""),
}
WHOLE = (
    "Land and Expand",
    "Mergers and Acquisitions",
    "Go-to-Market",
    "Profit and Loss",
    "True-up",
    "Jobs to Be Done",
    "Time to Value",
    "Cost of Goods Sold",
    "LTV to CAC Ratio",
    "Bookings",
)


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load()


@cases(("question", "id_"), ASKED.items())
def test_a_question_is_answered_with_the_term_it_asks_about(glossary: Glossary, question: str, id_: str) -> None:
    answer = glossary.answer(question)
    assert [term.id for term in answer.terms] == [id_]


@cases(("question", "asked"), ASPECTS.items())
def test_a_question_says_which_part_of_the_term_comes_first(
    glossary: Glossary, question: str, asked: tuple[str, str]
) -> None:
    answer = glossary.answer(question)
    assert (answer.terms[0].id, answer.aspect) == asked


@cases("name", WHOLE)
def test_a_name_is_not_taken_apart(glossary: Glossary, name: str) -> None:
    alone, asked = glossary.answer(name), glossary.answer(f"what is {name}?")
    assert (alone.kind, alone.how, asked.how) == ("term", "exact", "question")
    assert alone.terms == asked.terms


@pytest.mark.parametrize("question", ["what is {}", "how do I calculate a {}?"])
def test_every_name_can_be_asked_for_in_a_question(glossary: Glossary, question: str) -> None:
    for term in glossary.terms.values():
        for name in (term.name, *term.acronyms, *term.aliases):
            alone, asked = glossary.answer(name), glossary.answer(question.format(name))
            if not (asked.aspect == "formula" and alone.terms and alone.terms[0].measured_by):
                assert (alone.terms, alone.suggestions) == (asked.terms, asked.suggestions), name


def test_an_ambiguous_acronym_in_a_question_is_a_choice(glossary: Glossary) -> None:
    answer = glossary.answer("hey, what is a TAM?")
    offered = {suggestion.id for suggestion in answer.suggestions}
    assert (answer.kind, offered) == ("choices", {"technical-account-manager", "total-addressable-market"})


@cases(
    ("name", "id_"),
    {
        "QBR": "quarterly-business-review",
        "CS": "customer-success",
        "CAB": "customer-advisory-board",
        "ACV": "annual-contract-value",
        "CCO": "chief-customer-officer",
        "PO": "purchase-order",
        "MAP": "mutual-action-plan",
        "POC": "proof-of-concept",
        "logo churn": "customer-churn-rate",
        "adoption rate": "product-adoption",
    }.items(),
)
def test_a_name_with_a_dominant_meaning_is_answered_and_says_what_else_it_can_mean(
    glossary: Glossary, name: str, id_: str
) -> None:
    for asked in (name, f"what does {name} mean?"):
        answer = glossary.answer(asked)
        assert (answer.kind, [term.id for term in answer.terms]) == ("term", [id_])
        assert (
            answer.data["also"]
            == [{"id": each.id, "name": each.name, "score": each.score} for each in answer.also]
            != []
        )


def test_how_to_calculate_churn_gives_the_rate(glossary: Glossary) -> None:
    answer = glossary.answer("how do I calculate churn?")
    assert (answer.terms[0].id, answer.aspect) == ("customer-churn-rate", "formula")
    assert {each.id for each in answer.also} == {"gross-mrr-churn-rate", "churn"}
    assert glossary.answer("what is churn?").terms[0].id == "churn"


@cases(
    "question",
    [
        "what is a tomato?",
        "who is the president",
        "how do I reset my password",
        "what is the meaning of life",
        "explain quantum physics like i'm five",
        "who are you",
        "what is it",
        "tell me a joke",
        "",
        "???",
    ],
)
def test_a_question_about_something_else_finds_nothing(glossary: Glossary, question: str) -> None:
    assert glossary.answer(question).kind == "not_found"


def test_a_question_is_read_from_both_ends() -> None:
    phrase = parse_words("Could you please tell me what a touchpoint is?")
    assert phrase.core.text == "touchpoint"
    assert [cut.text for cut, _ in phrase.cuts()][-1] == "touchpoint"


def test_a_text_too_long_for_a_question_has_no_words() -> None:
    assert parse_words("churn " * 50).words == ()


def test_only_a_text_with_a_question_in_it_falls_into_clauses() -> None:
    assert clauses("As soon as possible, let us know.") == []
    assert clauses("We met the champion. What is that?")[0].words[0].text == "What"
