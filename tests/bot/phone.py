"""The answers and digests that people get, and how much of a phone's screen each takes."""

import html
import re
from collections.abc import Iterator
from typing import Any

from accounts.scopes.scope import ALL
from bot.commands import respond
from bot.context import Context
from bot.digest_message import DigestMessage
from bot.digests.content.composer import DIGESTS
from bot.digests.content.model import DigestContext
from bot.render.blocks import Block
from bot.render.digest import digest_messages
from bot.render.slack import Message, message
from glossary import Glossary
from metrics import METRICS

CHARACTERS, BUTTONS = 750, 5
LISTS = (
    "renewals",
    "renewals 365",
    "renewals 365 page 2",
    "health",
    "health red",
    "accounts above 1k",
    "accounts without a champion",
    "accounts worst 5",
    "owners",
    "portfolio",
    "portfolio nrr",
    "account acme",
    "brief acme",
    "watch list",
    "account small",
    "counted",
    "counted portfolio",
    "digest list",
)
RANGES = (
    "nrr 100k 20k 5k 8k churn=4k..12k",
    "nps 40 10 50",
    "ltv-cac 1000 80% 2% 4000 cac=2000..9000",
    "nrr ? 20k 5k 8k",
)


def of_terms(glossary: Glossary) -> Iterator[str]:
    """The requests for every term."""
    return (f"define {id_}" for id_ in glossary.terms)


def of_pairs(glossary: Glossary) -> Iterator[str]:
    """The requests for every two terms that are confused with each other."""
    for term in glossary.terms.values():
        yield from (f"compare {term.id} vs {other}" for other in term.confused_with if term.id < other)


def of_metrics() -> Iterator[str]:
    """The requests for every metric: its example, its help, and ranges."""
    for metric in METRICS:
        yield from (f"calculate {metric.example}", f"calculate {metric.id}")
    yield from RANGES


def of_words(glossary: Glossary) -> Iterator[str]:
    """The requests for lists of terms and metrics, help, questions and mistakes."""
    yield from (f"terms {category}" for category in glossary.by_category())
    yield from ("terms", "metrics", "metrics retention", "help", "help digest", "cs", "ar", "tomato", "compare", "pm")


def first_view(request: str, context: Context) -> Message:
    """What somebody who has come from the help sees first of an answer: with a way back, it has most buttons."""
    return message(respond(request, context)[1], trail=("help", request), again=request)


def digests(context: Context) -> Iterator[tuple[str, Message]]:
    """The first message of each digest."""
    for name, compose in DIGESTS.items():
        said = compose(DigestContext(context, ALL)).said
        sent = digest_messages(said)[0] if isinstance(said, DigestMessage) else message(said, again=said.share)
        yield name, sent


def read(blocks: list[Block]) -> str:
    """What a person reads of blocks, without the buttons."""
    return "\n".join(_plain(text) for block in blocks for text in _texts(block))


def _texts(block: Block) -> Iterator[str]:
    parts: list[Any] = block.get("fields") or block.get("elements") or [block.get("text")]
    yield from (part["text"] for part in parts if block["type"] != "actions")


def _plain(text: str) -> str:
    return html.unescape(re.sub(r"[*`\u200b]", "", re.sub(r"<[^<>|]*\|([^<>]*)>", r"\1", text)))


def buttons(blocks: list[Block]) -> list[Block]:
    """The buttons."""
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    beside = [[block["accessory"]] for block in blocks if "accessory" in block]
    return [each for row in (*rows, *beside) for each in row if each["type"] == "button"]


def labels(blocks: list[Block]) -> list[str]:
    """The labels of the buttons."""
    return [each["text"]["text"] for each in buttons(blocks)]


def too_long(sent: Message) -> str:
    """What is too much of a message for one screen of a phone; empty where nothing is."""
    characters, buttons = len(read(sent["blocks"])), len(labels(sent["blocks"]))
    return f"{characters} characters, {buttons} buttons" * (characters > CHARACTERS or buttons > BUTTONS)


def every(requests: Iterator[str], context: Context) -> Iterator[tuple[str, Message]]:
    """The first view of each answer by its request."""
    return ((request, first_view(request, context)) for request in requests)
