"""The first view of any answer fits one screen of a phone; all the rest is a tap away."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.commands import COMMANDS, respond
from bot.context import Context, Requester
from bot.parsing.follow_ups import read_follow_up
from bot.render.blocks import answered_request
from bot.render.slack import message
from bot.reply import Fact, Reply, Row
from bot.slack.account_requests import AnsweredRequest
from bot.slack.answers import ephemeral_message
from glossary import load
from tests.bot import phone
from tests.bot.company import context, database, filled, workspace  # noqa: F401  fixtures
from tests.cases import cases

GLOSSARY = load()
TERMS = Context(GLOSSARY)


def faults(requests: Iterator[str], of: Context) -> dict[str, str]:
    return {request: fault for request, sent in phone.every(requests, of) if (fault := phone.too_long(sent))}


@cases("letters", ["ab", "c", "de", "fghi", "jklmno", "pq", "r", "stuvwxyz"])
def test_the_card_of_every_term_fits(letters: str) -> None:
    assert faults((each for each in phone.of_terms(GLOSSARY) if each[7] in letters), TERMS) == {}


def test_every_comparison_fits_and_says_what_both_are() -> None:
    for request, sent in phone.every(phone.of_pairs(GLOSSARY), TERMS):
        assert phone.too_long(sent) == "", request
        shown = phone.read(sent["blocks"])
        first, second = (GLOSSARY.terms[id_] for id_ in request.removeprefix("compare ").split(" vs "))
        assert first.definition[:40] in shown, request
        assert second.definition[:40] in shown, request


def test_every_metric_and_its_help_fit() -> None:
    assert faults(phone.of_metrics(), TERMS) == {}


def test_help_questions_and_lists_of_words_fit() -> None:
    assert faults(phone.of_words(GLOSSARY), TERMS) == {}


def test_lists_and_cards_of_accounts_fit(context: Context) -> None:  # noqa: F811  the fixture
    assert faults(iter(phone.LISTS), context) == {}


def test_the_examples_of_every_command_fit(context: Context) -> None:  # noqa: F811  the fixture
    here = replace(context, requester=Requester("U01", "dana@sample.example", "Dana Sample"), place="C01", team="T01")
    reading = [example for command in COMMANDS if not command.writes for example in command.examples]
    for text in (*reading, "digest help", "digest list", "digest status"):
        sent = ephemeral_message(AnsweredRequest(*respond(text, here)))
        assert phone.too_long(sent) == "", text


def test_every_digest_fits(context: Context) -> None:  # noqa: F811  the fixture
    assert {name: fault for name, sent in phone.digests(context) if (fault := phone.too_long(sent))} == {}


def test_what_is_left_out_stands_behind_more() -> None:
    reply = respond("define nrr", TERMS)[1]
    brief, whole = (message(reply, trail=("define nrr",), again="define nrr", whole=whole) for whole in (False, True))
    assert "More" in phone.labels(brief["blocks"])
    shown = phone.read(whole["blocks"])
    for text in (
        reply.title,
        *reply.paragraphs,
        *(fact.text for fact in reply.facts),
        *(row.text for row in reply.rows),
    ):
        assert text in shown
    asked = {choice.label for choice in (*reply.choices, *reply.actions)}
    assert {*asked, "Less", "Share in channel"} <= set(phone.labels(whole["blocks"]))


def test_a_short_answer_is_whole_without_more() -> None:
    sent = message(Reply(title="Short", data={}, paragraphs=("A line.",)), again="short")
    assert phone.labels(sent["blocks"]) == []


def test_what_matters_most_comes_first_and_keeps_its_place() -> None:
    long = " ".join(["word"] * 50)
    facts = (Fact("Why", long), Fact("Long", long), Fact("Formula", "a ÷ b", first=True))
    sent = message(Reply(title="Card", data={}, paragraphs=(long,), facts=facts), again="card")
    assert phone.read(sent["blocks"]).splitlines()[2:] == [f"Why: {long}", "Formula: a ÷ b"]


def test_a_list_says_how_many_rows_are_left_out() -> None:
    rows = tuple(Row(f"Account {number}", "$1,000 · nobody", detail="why " * 30) for number in range(40))
    shown = phone.read(message(Reply(title="List", data={}, rows=rows, is_list=True), again="list")["blocks"])
    kept = shown.count("$1,000")
    assert 5 < kept < 40
    assert f"and {40 - kept} more" in shown


@pytest.mark.parametrize("request_", ["renewals 365", "renewals 365 page 2", "health", "health from row 8"])
def test_the_rows_that_are_counted_are_shown_and_what_comes_next_begins_behind_them(
    request_: str,
    context: Context,  # noqa: F811  the fixture
) -> None:
    reply = respond(request_, context)[1]
    sent = message(reply, answers=reply.share, again=request_)
    shown = phone.read(sent["blocks"])
    first, last, total = map(int, re.findall(r"(\d+)–(\d+) of (\d+)", shown)[0])
    assert [row.label in shown for row in reply.rows].count(True) == last - first + 1 <= len(reply.rows)
    (following,) = (each for each in phone.buttons(sent["blocks"]) if each["text"]["text"].startswith("Next"))
    assert respond(following["value"], context)[1].rows_title.startswith(f"{last + 1}–")
    previous = answered_request({"blocks": sent["blocks"]})
    assert read_follow_up("more", previous, GLOSSARY) == following["value"]
    assert total == reply.data["total"]


@pytest.mark.parametrize("request_", ["renewals", "health red", "accounts worst 5"])
def test_why_an_account_is_at_risk_is_seen_on_a_phone(
    request_: str,
    context: Context,  # noqa: F811  the fixture
) -> None:
    sent = phone.first_view(request_, context)
    rows = re.findall(r"[🔴🟡] .+\n(.+)", phone.read(sent["blocks"]))
    assert rows
    assert all(re.search(r"use|touchpoint|ticket|answer|pulse|contract", why, re.IGNORECASE) for why in rows)


@pytest.mark.parametrize("text", ["digest subscribe health at 9:00", "pulse acme.example 4 keen", "digest now"])
def test_more_never_changes_anything_again(text: str, context: Context) -> None:  # noqa: F811  the fixture
    request, reply = respond(text, context)
    long = Reply(title=reply.title, data=reply.data, paragraphs=("word " * 400,), share=reply.share)
    sent = ephemeral_message(AnsweredRequest(request, long))
    assert "More" not in phone.labels(sent["blocks"])


def test_help_names_every_command_in_a_group() -> None:
    sent = phone.first_view("help", TERMS)
    shown = phone.read(sent["blocks"])
    for command in COMMANDS:
        assert command.verb in shown
