"""Cards, feedback, folding and what an assistant may be asked: each where the workspace takes it, and nothing lost."""

import json
from typing import Any

import pytest

from accounts.account_card import load_card
from bot.accounts.check_in import check_in
from bot.commands import respond
from bot.context import Context
from bot.render.features import Feature, Features
from bot.render.probes import PROBES
from bot.render.slack import message
from bot.words.explanation_replies import explanation_reply
from glossary import load
from tests.bot.blocks.checks import message_faults
from tests.bot.company import TODAY, context, database, filled, workspace
from tests.bot.test_slack_golden import SAMPLES
from tests.bot.test_slack_message import texts
from tests.bot.web_api import is_newer
from tests.cases import cases

__all__ = ["context", "database", "filled", "workspace"]

GLOSSARY = load()
ALL: Features = frozenset(PROBES)


def drawn(text: str, context: Context, *features: Feature, trail: tuple[str, ...] | None = ("x",)) -> dict[str, Any]:
    reply = respond(text, context)[1]
    sent = message(reply, trail=trail, again=text, native=frozenset(features) or ALL)
    assert message_faults({key: each for key, each in sent.items() if key != "classic"}) == []
    return dict(sent)


def parts(sent: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [block for block in sent["blocks"] if block["type"] == kind]


def asked(blocks: list[dict[str, Any]]) -> set[str]:
    """The requests of all buttons."""
    found = {block["value"] for block in blocks if block.get("type") == "button"}
    for block in blocks:
        for each in (block.get("elements"), block.get("child_blocks"), block.get("actions")):
            found |= asked(each or [])
    return found


def words_of(blocks: list[dict[str, Any]]) -> set[str]:
    return {word.strip(";") for text in texts(blocks, "mrkdwn") for word in text.split()}


@cases("id_", list(GLOSSARY.terms)[::9])
def test_what_the_first_view_of_a_card_leaves_out_is_folded_below_it_and_nothing_is_lost(id_: str) -> None:
    reply = respond(f"define {id_}", Context(GLOSSARY))[1]
    sent = message(reply, trail=("x", f"define {id_}"), again=f"define {id_}", native=frozenset({"container"}))
    whole = message(reply, trail=("x", f"define {id_}"))
    if "classic" not in sent:
        return
    assert message_faults({"text": "x", "blocks": sent["blocks"]}) == []
    assert words_of(whole["blocks"]) <= words_of(sent["blocks"])
    assert asked(whole["blocks"]) <= asked(sent["blocks"])
    assert "'More'" not in str(sent["blocks"])


def test_things_that_may_be_meant_are_cards_with_what_tells_them_apart() -> None:
    sent = drawn("define ar", Context(SAMPLES), "card")
    (carousel,) = parts(sent, "carousel")
    assert len(carousel["elements"]) > 1
    assert all({"title", "body", "actions"} <= {*card} for card in carousel["elements"])
    assert asked(sent["classic"]) == asked(sent["blocks"])


def test_accounts_that_may_be_meant_are_cards(context: Context) -> None:
    sent = drawn("account small 1", context, "card")
    (carousel,) = parts(sent, "carousel")
    assert asked(carousel["elements"]) == {choice.request for choice in respond("account small 1", context)[1].choices}


@pytest.mark.parametrize("text", ["account acme.example", "brief acme.example"])
def test_an_assistant_is_asked_with_our_facts_as_data_that_no_note_gets_out_of(text: str, context: Context) -> None:
    (block,) = [each for each in parts(drawn(text, context, "agent_prompt"), "actions") if "agent_prompt" in str(each)]
    prompt = block["elements"][0]["agent_prompt"]
    facts = json.loads(prompt.partition("Facts:\n")[2])
    assert facts["customer"] == "Acme & Sons"
    assert "‹!channel›" in facts["last contact"]
    assert "ARR" not in prompt
    assert len(prompt) <= 4000


def test_nobody_is_asked_for_a_check_in_with_a_customer_who_has_left(context: Context) -> None:
    assert "agent_prompt" not in str(drawn("account gone", context))


def test_a_prompt_ends_before_slack_cuts_it(context: Context) -> None:
    card = load_card(context.store, 1, TODAY, context.health)
    prompt = check_in(card, TODAY, ("x" * 299 + "y",) * 30)
    assert prompt is not None
    assert len(prompt.text) <= 4000


def test_the_pair_of_buttons_stands_under_a_card_and_an_explanation() -> None:
    for reply in (respond("define nrr", Context(GLOSSARY))[1], explanation_reply("our NRR and GRR", GLOSSARY)):
        sent = message(reply, trail=("x",), native=frozenset({"feedback"}))
        pair = sent["blocks"][-1]["elements"][0]
        assert pair["positive_button"]["value"] == f"right:{reply.feedback}"
        assert is_newer(sent["blocks"])
        assert not is_newer(sent["classic"])
