"""What is told from a question about accounts at a glance is none: no pattern would have matched it."""

import re

import pytest
from hypothesis import given, settings, strategies

from bot.account_questions import _MAY_ASK, _QUESTIONS
from tests.examples import examples


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in _QUESTIONS])
@settings(max_examples=examples(0.4))
@given(data=strategies.data())
def test_whatever_a_pattern_matches_begins_or_holds_what_questions_do(
    pattern: str, data: strategies.DataObject
) -> None:
    question = data.draw(strategies.from_regex(re.compile(pattern, re.IGNORECASE), fullmatch=True))
    said = " ".join(question.split()).strip(" ?!.,")
    if re.fullmatch(pattern, said, re.IGNORECASE):
        assert _MAY_ASK.match(said)
