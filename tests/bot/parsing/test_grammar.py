"""What people type, in Slack or a terminal, is read the same way."""

from hypothesis import given
from hypothesis import strategies as st

from bot.commands import COMMANDS, parse_request
from bot.parsing.grammar import Request
from glossary import load
from tests.cases import cases


@cases(
    ("text", "request_"),
    [
        ("define nrr", Request("define", "nrr")),
        ("DEFINE nrr", Request("define", "nrr")),
        ("nrr", Request("define", "nrr")),
        ("what's a good nps?", Request("define", "what's a good nps?")),
        ("what’s a good nps?", Request("define", "what's a good nps?")),
        ("“champion”", Request("define", '"champion"')),
        ("M&amp;A", Request("define", "M&A")),
        ("*nrr*", Request("define", "nrr")),
        ("`nrr`", Request("define", "nrr")),
        ("<http://nrr.example|nrr>", Request("define", "nrr")),
        ("cross—sell", Request("define", "cross-sell")),
        ("nrr !", Request("define", "nrr", public=True)),
        ("nrr!", Request("define", "nrr", public=True)),
        ("define nrr in_channel", Request("define", "nrr", public=True)),
        ("compare grr or nrr", Request("compare", "grr or nrr")),
        ("terms", Request("terms", "")),
        ("nps 40 10 50", Request("calculate", "nps 40 10 50")),
        ("NRR 100k ? 5k 8k = 110%", Request("calculate", "nrr 100k ? 5k 8k = 110%")),
        ("nps scores 10 9 9", Request("calculate", "nps scores 10 9 9")),
        ("nps", Request("define", "nps")),
        ("nps?", Request("define", "nps?")),
        ("nps vs csat?", Request("define", "nps vs csat?")),
        ("rule of 40", Request("define", "rule of 40")),
        ("", Request("help", "")),
        ("   ", Request("help", "")),
        ("!", Request("help", "")),
        ("add blue room: where we celebrate!", Request("add", "blue room: where we celebrate!")),
        ("suggest nrr: ours is of 12 months! !", Request("suggest", "nrr: ours is of 12 months", public=True)),
        ("add blue room!", Request("add", "blue room", public=True)),
    ],
)
def test_a_text_is_read_as_a_verb_and_its_arguments(text: str, request_: Request) -> None:
    assert parse_request(text, load()) == request_


@given(st.text())
def test_any_text_is_read_as_a_known_verb(text: str) -> None:
    assert parse_request(text, load()).verb in COMMANDS.verbs


@given(st.text())
def test_a_request_that_is_read_again_stays_what_it_was(text: str) -> None:
    once = parse_request(text, load())
    assert parse_request(f"{once.verb} {once.text}", load()).verb == once.verb
