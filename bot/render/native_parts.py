"""Cards to choose from, whether an answer was right, and what an assistant may be asked, in Slack's own blocks."""

from collections.abc import Iterator
from typing import Final

from bot.render.blocks import BUTTON, VALUE, Block, button, markdown, plain_text
from bot.render.buttons import ASK
from bot.render.limits import most
from bot.render.mrkdwn import escape, shorten
from bot.reply import Choice, Prompt, Reply

CARDS: Final = 5  # that are offered to choose from: a phone shows one at a time
NUMBERED: Final = 900  # the buttons of cards are numbered from here on
VOTE: Final = "vote"  # the id of what says whether an answer was right
YES, NO = "right:", "wrong:"
AGENT: Final = "agent"  # the id of what asks Slack's assistant: there is nothing for us to answer
TITLE, BODY, PROMPT = most("card", "title.text"), most("card", "body.text"), most("button", "agent_prompt")


def choice_cards(reply: Reply, block_id: str) -> list[Block]:
    """A card for each thing that may be meant, with what tells it from the others; none where there is one or none."""
    told = {row.label: row.text for row in reply.rows if row.text}
    if reply.data.get("kind") != "choices" or len(reply.choices) < 2 or not told:
        return []
    cards = list(_cards(reply.choices[:CARDS], told))
    return [{"type": "carousel", "block_id": block_id, "elements": cards}]


def _cards(choices: tuple[Choice, ...], told: dict[str, str]) -> Iterator[Block]:
    for number, choice in enumerate(choices):
        name = next((each for each in told if choice.label.startswith(each)), "")
        card: Block = {"type": "card", "title": markdown(escape(shorten(choice.label, TITLE, escape)))}
        if text := told.get(name, ""):
            card["body"] = markdown(escape(shorten(text, BODY, escape)))
        if 0 < len(choice.request) <= VALUE:
            card["actions"] = [button(f"{ASK}{NUMBERED + number}", "This one", choice.request)]
        yield card


def feedback_buttons(reply: Reply) -> list[Block]:
    """The pair of buttons that says whether an answer was right."""
    if not 0 < len(reply.feedback) <= VALUE - len(YES):
        return []
    pair = {
        "type": "feedback_buttons",
        "action_id": VOTE,
        "positive_button": {"text": plain_text("This was right", BUTTON), "value": f"{YES}{reply.feedback}"},
        "negative_button": {"text": plain_text("Not right…", BUTTON), "value": f"{NO}{reply.feedback}"},
    }
    return [{"type": "context_actions", "block_id": VOTE, "elements": [pair]}]


def prompt_button(prompt: Prompt, block_id: str) -> list[Block]:
    """The button that hands an assistant what it is asked, where whoever presses it has one."""
    asked = {**button(AGENT, prompt.label, AGENT), "agent_prompt": prompt.text[:PROMPT]}
    return [{"type": "actions", "block_id": block_id, "elements": [asked]}]
