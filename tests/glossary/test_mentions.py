"""A term is found wherever in a sentence it stands, and a sentence without one stays unanswered."""

import pytest

from glossary import Glossary, load
from tests.cases import cases


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load()


@cases(
    ("text", "id_"),
    [
        ("Dear team, kindly advise the meaning of business associate agreement", "business-associate-agreement"),
        ("which region is EMEA", "emea"),
        ("hey so I'm updating the board slide, do one time setup fees go in ARR or not", "setup-fee"),
        ("what does prorration mean on my custmers bill", "proration"),
        ("why is deferred revenue a liability, that makes no sense to me", "deferred-revenue"),
        ("what is a parent account in the crm", "parent-account"),
        ("is LOI binding", "letter-of-intent"),
    ],
)
def test_a_term_is_found_in_the_midst_of_a_sentence(text: str, id_: str, glossary: Glossary) -> None:
    answer = glossary.answer(text)
    assert [term.id for term in answer.terms] == [id_], answer.suggestions


@cases(
    ("text", "ids"),
    [
        ("is champion just another word for ambassador", ["champion", "ambassador"]),
        ("a playbook is a workflow no?", ["playbook", "workflow"]),
        ("hotfix or workarround, whats better for the customer", ["hotfix", "workaround"]),
        ("purchase order vs invoice, which one comes first", ["purchase-order", "invoice"]),
    ],
)
def test_two_confusable_terms_in_a_question_are_set_side_by_side(text: str, ids: list[str], glossary: Glossary) -> None:
    assert [term.id for term in glossary.answer(text).terms] == ids


@cases(
    "text",
    [
        "can you release the brakes of my car please",
        "what is the lead singer of that band called",
        "is it raining in Paris",
    ],
)
def test_an_english_word_by_itself_is_no_mention(text: str, glossary: Glossary) -> None:
    assert glossary.answer(text).terms == ()
