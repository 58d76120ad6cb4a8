"""The glossary answers any text, in one of four ways, and repeats the text it was asked."""

import json
from string import ascii_letters

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.questions import judge, read_queries
from glossary import Glossary, Term, load
from glossary.parsing.vocabulary import PAIR, ROLES
from tests.cases import cases
from tests.examples import examples

GLOSSARY = load()
NAMES = st.sampled_from([name for term in GLOSSARY.terms.values() for name in (term.name, *term.acronyms)])
WORDS = st.sampled_from([*ROLES, *(" ".join(pair) for pair in PAIR)])
SENTENCES = st.lists(st.one_of(NAMES, WORDS, st.text(ascii_letters, max_size=8)), max_size=12).map(" ".join)
CHARACTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@given(st.one_of(SENTENCES, CHARACTERS))
@settings(max_examples=examples(1.5))
def test_any_text_is_answered(text: str) -> None:
    answer = GLOSSARY.answer(text)
    assert answer.query == text
    shown = {"term": len(answer.terms) == 1, "comparison": len(answer.terms) > 1, "choices": answer.suggestions != ()}
    assert answer.kind == "not_found" or shown[answer.kind]
    assert 0 <= answer.score <= 100
    json.dumps(answer.data)


def test_a_name_as_it_is_written_comes_before_any_reading() -> None:
    terms = [
        Term(id="salt", name="Salt", definition="Sodium chloride."),
        Term(id="pepper", name="Pepper", definition="A dried berry."),
        Term(id="both", name="Salt and Pepper", definition="What stands on a table."),
        Term(id="what", name="What Is Salt", definition="A book."),
    ]
    glossary = Glossary(terms)
    assert glossary.answer("salt and pepper").terms == (terms[2],)
    assert glossary.answer("what is salt?").terms == (terms[3],)
    assert [term.id for term in glossary.answer("salt vs pepper").terms] == ["salt", "pepper"]


@cases("text", ["compare", "vs", "what is the difference between", "and / or", "? , ? ,", "vs vs vs"])
def test_words_of_a_question_without_a_term_find_nothing(text: str) -> None:
    assert GLOSSARY.answer(text).kind == "not_found"


def test_most_questions_and_comparisons_are_answered_right_and_strangers_left_alone() -> None:
    counts = judge(GLOSSARY, [query for query in read_queries() if query.split in ("tuned", "judged")])
    for split in ("tuned", "judged"):
        for kind in ("question", "comparison"):
            count = counts[split, kind]
            assert count["right"] / count.total() >= 0.97, (split, kind)
        strangers = counts[split, "stranger"]
        assert strangers["wrong"] / strangers.total() <= 0.01, split
