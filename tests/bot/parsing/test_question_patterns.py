"""What is told from a question about accounts at a glance is none: no pattern would have matched it."""

import re

import pytest
from hypothesis import given, settings, strategies

from bot.parsing.account_questions import _MAY_ASK, _QUESTIONS, question_as_request
from bot.parsing.one_account_questions import MAY_BE_OF_ONE, OF_ONE
from bot.parsing.question_patterns import compiled, has_cue
from bot.parsing.spelling import mended
from tests.examples import examples


@pytest.mark.parametrize(
    ("glance", "cues", "pattern"),
    [
        *((_MAY_ASK, cues, pattern) for cues, pattern, _ in _QUESTIONS),
        *((compiled(MAY_BE_OF_ONE), cues, pattern) for cues, pattern, _ in OF_ONE),
    ],
)
@settings(max_examples=examples(0.4))
@given(data=strategies.data())
def test_whatever_a_pattern_matches_begins_or_holds_what_questions_do(
    glance: re.Pattern[str], cues: str, pattern: str, data: strategies.DataObject
) -> None:
    question = data.draw(strategies.from_regex(re.compile(pattern, re.IGNORECASE), fullmatch=True))
    said = " ".join(question.split()).strip(" ?!.,")
    if re.fullmatch(pattern, said, re.IGNORECASE):
        assert glance.match(said)
        assert has_cue(said, cues)


def test_letters_that_patterns_take_for_others_hide_no_cue() -> None:
    assert question_as_request("upcoming renewalſ") == "renewals"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("acounts renewels custmers portfolo", "accounts renewals customers portfolio"),
        ("whcih cleints chruned", "which clients churned"),
        ("owner renews client witch wealth customs account", "owner renews client witch wealth customs account"),
    ],
)
def test_a_word_with_one_slip_is_mended_and_another_word_is_left(text: str, right: str) -> None:
    assert mended(text) == right


@pytest.mark.parametrize("request_", ["account rowan analytics group", "renewals 30", "accounts red", "health red"])
def test_a_plain_request_compiles_next_to_no_pattern(request_: str) -> None:
    compiled.cache_clear()
    assert question_as_request(request_) == ""
    assert compiled.cache_info().misses <= 2
