"""Names as people type them in a chat: in the plural, misspelt in a question, pasted twice, with noise around them."""

import pytest

from glossary import Glossary, Term, load
from tests.cases import cases


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load()


def said(glossary: Glossary, text: str) -> str:
    """The ids of the terms answered, in order; empty when it is choices or nothing."""
    return " ".join(term.id for term in glossary.answer(text).terms)


@cases(
    ("text", "ids"),
    [
        ("CSMs", "customer-success-manager"),
        ("csms", "customer-success-manager"),
        ("what are CSMs", "customer-success-manager"),
        ("CSMs vs AMs", "customer-success-manager account-manager"),
        ("APIs", "api"),
        ("SOWs", "statement-of-work"),
    ],
)
def test_an_acronym_is_found_in_the_plural(glossary: Glossary, text: str, ids: str) -> None:
    assert said(glossary, text) == ids


@cases("word", ["maps", "cabs", "sows"])
def test_an_english_word_is_no_plural_of_an_acronym(glossary: Glossary, word: str) -> None:
    assert glossary.answer(word).kind == "not_found"


@cases(
    ("text", "ids"),
    [
        ("what is customer satisfcation score", "csat"),
        ("customer satsfaction score vs nps", "csat net-promoter-score"),
        ("average ocntract value vs annual contract value", "average-contract-value annual-contract-value"),
        ("what is customer sucess manger?", "customer-success-manager"),
        ("which is better, headcount or full-tiem equivalent?", "headcount full-time-equivalent"),
        ("acount manager vs customer success manger", "account-manager customer-success-manager"),
    ],
)
def test_a_misspelt_name_is_not_answered_with_the_shorter_one_inside_it(
    glossary: Glossary, text: str, ids: str
) -> None:
    assert said(glossary, text) == ids


@pytest.mark.parametrize(
    ("text", "offered"),
    [("what is net mmrr churn", ["churn"]), ("compare expansion mrrr and churn", ["expansion", "churn"])],
)
def test_a_name_beside_what_may_be_a_slip_is_only_offered(glossary: Glossary, text: str, offered: list[str]) -> None:
    answer = glossary.answer(text)
    assert (answer.kind, [suggestion.id for suggestion in answer.suggestions]) == ("choices", offered)


@cases(
    ("text", "id_"),
    [
        ("economic buyrers", "economic-buyer"),
        ("nps suvreys", "net-promoter-score"),
        ("Cohots", "cohort"),
        ("defcts", "bug"),
    ],
)
def test_a_plural_may_be_misspelt(glossary: Glossary, text: str, id_: str) -> None:
    assert said(glossary, text) == id_


@cases("text", ["customer sucess manger", "custmer success manger", "technical acount manger"])
def test_one_slip_may_be_an_english_word_and_another_not(glossary: Glossary, text: str) -> None:
    assert said(glossary, text).endswith("manager")


@pytest.mark.parametrize(
    ("text", "id_"), [("time 2 value", "time-to-value"), ("define time 2 first value", "time-to-first-value")]
)
def test_a_digit_may_stand_for_a_word(glossary: Glossary, text: str, id_: str) -> None:
    assert glossary.answer(text).data["term"]["id"] == id_


def test_a_glossary_without_a_word_in_ascii_is_asked_all_the_same() -> None:
    glossary = Glossary([Term(id="x", name="顧客", definition="客")])
    assert glossary.answer("what a customer is when they pay less").kind == "not_found"


@cases("text", ["and", "no", "how", "yes", "who is the ceo", "lol"])
def test_no_acronym_is_offered_for_an_everyday_word(glossary: Glossary, text: str) -> None:
    assert glossary.answer(text).suggestions == ()


@cases("text", ["aam", "ccr", "i am"])
def test_no_term_is_offered_twice(glossary: Glossary, text: str) -> None:
    offered = [suggestion.id for suggestion in glossary.answer(text).suggestions]
    assert len(offered) == len(set(offered))


@cases(
    "text",
    ["our product", "short term", "check all", "average customer", "make decisions", "first time", "last day"],
)
def test_two_words_that_are_half_of_a_name_or_mean_something_else_are_no_answer(glossary: Glossary, text: str) -> None:
    assert said(glossary, text) == ""


@cases(
    ("text", "id_"),
    [
        ("avg revenue per acct", "average-revenue-per-account"),
        ("net promoter", "net-promoter-score"),
        ("retention net revenue", "net-revenue-retention"),
        ("custmer sucess", "customer-success"),
        ("purchase oder", "purchase-order"),
    ],
)
def test_a_whole_name_shortened_swapped_or_misspelt_is_an_answer(glossary: Glossary, text: str, id_: str) -> None:
    assert said(glossary, text) == id_


@cases("text", ["onboarding survey", "support contract", "renewal call", "adoption score", "churned survey"])
def test_a_noun_beside_a_name_makes_another_thing_of_it(glossary: Glossary, text: str) -> None:
    assert said(glossary, text) == ""


@cases(
    "text",
    [
        "nrr please 🙏",
        "hey 👋 what is nrr",
        "NRR™",
        "what is nrr :thinking_face:",
        "<@U0123> what is nrr",
        "<!here> nrr",
        "<#C0123|general> nrr?",
        "/cs nrr",
        "re: nrr",
        "tldr nrr",
        "nrr lol",
        "types of nrr",
    ],
)
def test_the_noise_of_a_chat_is_not_heard(glossary: Glossary, text: str) -> None:
    assert said(glossary, text) == "net-revenue-retention"


@cases(
    ("text", "id_"),
    [
        ("Customer Success Manager CSM", "customer-success-manager"),
        ("NPS: Net Promoter Score", "net-promoter-score"),
        ("ABM - Account-Based Marketing", "account-based-marketing"),
        ("QBR quarterly business review", "quarterly-business-review"),
    ],
)
def test_a_name_beside_its_acronym_is_one_term(glossary: Glossary, text: str, id_: str) -> None:
    assert said(glossary, text) == id_


@cases(
    "text",
    [
        "nrr instead of grr",
        "are nrr and grr interchangeable",
        "relationship between nrr and grr",
        "similarities between nrr and grr",
        "what's the diff b/w nrr and grr",
        "how do nrr and grr relate",
        "nrr is the same as grr, right?",
    ],
)
def test_a_comparison_is_asked_for_in_many_words(glossary: Glossary, text: str) -> None:
    assert said(glossary, text) == "net-revenue-retention gross-revenue-retention"


@cases(
    ("text", "id_"),
    [
        ("annual reoccurring revenue", "annual-recurring-revenue"),
        ("monthly reoccurring revenue", "monthly-recurring-revenue"),
        ("up sale", "upsell"),
        ("cross sale", "cross-sell"),
        ("down sale", "downsell"),
        ("time too value", "time-to-value"),
    ],
)
def test_a_name_is_known_by_what_people_make_of_it(glossary: Glossary, text: str, id_: str) -> None:
    assert said(glossary, text) == id_
