"""A description finds the terms it may mean; what describes nothing of the glossary finds nothing."""

import pytest

from glossary import Glossary, Term, load
from glossary.parsing.interpreter import MOST_DESCRIBED
from glossary.search.by_description import MOST_FOUND, DescriptionIndex, concepts
from tests.cases import cases

DESCRIBED = {
    "when a customer pays less than before": {"downsell", "contraction-mrr"},
    "what do you call it when a customer pays less than before": {"downsell", "contraction-mrr"},
    "customer who recommends us to others": {"ambassador"},
    "date by which we must cancel": {"last-day-to-act"},
    "person who signs the budget": {"economic-buyer"},
    "money from customers per month": {"monthly-recurring-revenue"},
    "is there a term for licenses nobody uses": {"shelfware"},
    "agreement about handling personal data": {"data-processing-agreement"},
    "meeting with the customer every three months": {"quarterly-business-review"},
}


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load()


@cases(("text", "ids"), DESCRIBED.items())
def test_a_description_offers_the_term(glossary: Glossary, text: str, ids: set[str]) -> None:
    answer = glossary.answer(text)
    found = {term.id for term in answer.terms} or {suggestion.id for suggestion in answer.suggestions}
    assert found & ids
    assert len(answer.suggestions) <= MOST_FOUND


@cases(
    "text",
    [
        "renewable power",
        "half-time",
        "reference desk",
        "tomato",
        "embassy",
        "best pizza in town",
        "customer parking lot",
        "the color of the sky at night",
        "person who bakes bread",
        "cancel my flight and get money back",
    ],
)
def test_what_the_glossary_does_not_hold_is_not_found(glossary: Glossary, text: str) -> None:
    assert glossary.answer(text).kind == "not_found"


@cases("text", ["customer", "customer pays", "the customer who is with us", ""])
def test_a_word_or_two_are_no_description(glossary: Glossary, text: str) -> None:
    assert DescriptionIndex(glossary.terms.values()).search(text) == []


def test_everyday_words_share_a_concept() -> None:
    assert concepts("clients quit") == concepts("a customer who cancels")
    assert concepts("what is the and of") == []


def test_a_glossary_too_large_to_describe_is_still_searched_by_name() -> None:
    terms = (
        Term(id=f"t{n}", name=f"Term Number {n}", definition="money from customers") for n in range(MOST_DESCRIBED + 1)
    )
    large = Glossary(terms)
    assert large.answer("money we get from customers each month").kind == "not_found"
    assert large.answer("what is term number 7?").terms[0].id == "t7"


def test_an_empty_glossary_answers_nothing() -> None:
    assert Glossary([]).answer("when a customer pays less than before").kind == "not_found"
