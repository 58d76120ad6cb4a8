"""Comparisons set the terms asked for side by side, with the line that tells them apart."""

import pytest

from glossary import Glossary, load
from glossary.parsing.comparisons import distinction
from tests.cases import cases

COMPARED = {
    "champion vs ambassador": "champion ambassador",
    "champoin vs ambasador": "champion ambassador",
    "ambassador versus champion": "ambassador champion",
    "MRR v. ARR": "monthly-recurring-revenue annual-recurring-revenue",
    "ARR / MRR": "annual-recurring-revenue monthly-recurring-revenue",
    "grr or nrr": "gross-revenue-retention net-revenue-retention",
    "churn and contraction": "churn contraction-mrr",
    "upsel or cross sel": "upsell cross-sell",
    "compare upsell and downsell": "upsell downsell",
    "compare nrr with grr": "net-revenue-retention gross-revenue-retention",
    "compare nrr grr": "net-revenue-retention gross-revenue-retention",
    "compare customer journey customer lifecycle": "customer-journey customer-lifecycle",
    "difference between a champion and an ambassador?": "champion ambassador",
    "whats the differnce betwen a promotor and a detractor": "promoter detractor",
    "how does bookings differ from billings": "bookings billings",
    "is a qbr the same as an ebr": "quarterly-business-review executive-business-review",
    "QBR vs EBR": "quarterly-business-review executive-business-review",
    "CS vs CX": "customer-success customer-experience",
    "SLA compared to SLO": "service-level-agreement service-level-objective",
    "which is better, nps or csat?": "net-promoter-score csat",
    "how do you tell a champion from a coach": "champion coach",
    "CSAT, NPS and CES": "csat net-promoter-score customer-effort-score",
    "high, low and tech touch": "high-touch low-touch tech-touch",
    "high vs low touch": "high-touch low-touch",
    "customer success vs support": "customer-success customer-support",
    "journey vs lifecycle": "customer-journey customer-lifecycle",
    "new vs expansion mrr": "new-mrr expansion-mrr",
    "time to value vs time to first value": "time-to-value time-to-first-value",
    "terms and conditions vs MSA": "terms-of-service master-service-agreement",
    "csat nps": "csat net-promoter-score",
    "the difference between high touch and low touch customers": "high-touch low-touch",
    "DAU vs WAU vs MAU": "daily-active-users weekly-active-users monthly-active-users",
}


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load()


@cases(("question", "ids"), COMPARED.items())
def test_terms_stand_side_by_side_in_the_order_asked(glossary: Glossary, question: str, ids: str) -> None:
    answer = glossary.answer(question)
    assert (answer.kind, [term.id for term in answer.terms]) == ("comparison", ids.split())
    assert answer.distinction == distinction(ids.split(), glossary.terms) != ""


@pytest.mark.parametrize("question", ["{} vs {}", "what's the difference between a {} and a {}?"])
def test_every_pair_can_be_compared_by_name(glossary: Glossary, question: str) -> None:
    for term in glossary.terms.values():
        for other, line in term.confused_with.items():
            answer = glossary.answer(question.format(term.name, glossary.terms[other].name))
            assert ([found.id for found in answer.terms], answer.distinction) == ([term.id, other], line)


def test_terms_nobody_confuses_are_compared_without_a_line(glossary: Glossary) -> None:
    answer = glossary.answer("webhook vs webinar")
    assert ([term.id for term in answer.terms], answer.distinction) == (["webhook", "webinar"], "")


@cases("question", ["NRR vs net revenue retention", "is NDR the same as NRR", "CLV or LTV"])
def test_two_names_of_one_term_are_answered_with_it(glossary: Glossary, question: str) -> None:
    answer = glossary.answer(question)
    assert (answer.kind, answer.how, len(answer.terms)) == ("term", "question", 1)


@cases(
    "question",
    ["champion vs tomato", "compare champion tomato", "what's the difference between a champion and a tomato"],
)
def test_a_comparison_with_a_stranger_offers_what_is_known(glossary: Glossary, question: str) -> None:
    answer = glossary.answer(question)
    assert (answer.kind, [suggestion.id for suggestion in answer.suggestions]) == ("choices", ["champion"])


def test_a_side_that_stays_ambiguous_is_a_choice(glossary: Glossary) -> None:
    answer = glossary.answer("TAM vs webinar")
    offered = {suggestion.id for suggestion in answer.suggestions}
    assert (answer.kind, offered) == ("choices", {"technical-account-manager", "total-addressable-market", "webinar"})


@cases(
    ("question", "ids"),
    {
        "csm vs am": ["customer-success-manager", "account-manager"],
        "POC vs webinar": ["proof-of-concept", "webinar"],
        "am vs ae vs csm": ["account-manager", "account-executive", "customer-success-manager"],
    }.items(),
)
def test_a_side_may_be_a_word_of_questions_or_the_dominant_meaning(
    glossary: Glossary, question: str, ids: list[str]
) -> None:
    assert [term.id for term in glossary.answer(question).terms] == ids


def test_nothing_is_left_out_of_a_comparison_silently(glossary: Glossary) -> None:
    answer = glossary.answer("nps vs ces vs csat vs blorp")
    assert ([term.id for term in answer.terms], answer.unknown) == (
        ["net-promoter-score", "customer-effort-score", "csat"],
        ("blorp",),
    )
    assert answer.data["unknown"] == ["blorp"]
    one = glossary.answer("csm vs blorp")
    assert (one.kind, one.unknown) == ("choices", ("blorp",))


@cases(
    "question",
    ["cats vs dogs", "apples and oranges", "salt and pepper", "cat dog", "difference between a lion and a tiger"],
)
def test_strangers_are_not_compared(glossary: Glossary, question: str) -> None:
    assert glossary.answer(question).kind == "not_found"


def test_a_misspelt_name_with_and_in_it_is_one_term(glossary: Glossary) -> None:
    assert [term.id for term in glossary.answer("mergers and aquisitions").terms] == ["mergers-and-acquisitions"]
