"""A digest as Slack messages: a first one to be read on a phone, and a thread that holds all the rest."""

import html
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.digest_message import DigestEntry, DigestMessage, DigestSection
from bot.render.blocks import BLOCK_ID, VALUE, Block, button, context, header, json_size, section
from bot.render.buttons import ACT, ASK, CHART, STEP, TABLE, TRAIL
from bot.render.mrkdwn import bold, bold_link, escape, shorten
from bot.render.slack import BULLETS, Message
from bot.reply import Reply

FIRST = 5  # entries in the first message: with their lines, a screen and a half of a phone
BLOCKS, SIZE = 45, 12_000  # of a message; Slack's own limits are 50 and a little over 13,000
HEAD = 4_000  # of SIZE, what may stand around the entries of the first message
NAME, LINE, LINES, TEXT, NOTES = 150, 300, 4, 1200, 3
BETWEEN = 2  # what parts a block from the next
PREVIEWED = "A preview: nothing is recorded as delivered."
PREVIEW = 500  # buttons of a preview are numbered from here on
OPENING = 100  # entries' buttons are numbered from here on: the others of the message come before


@dataclass(frozen=True, slots=True)
class _Piece:
    """An entry as a block, and what it takes of a message."""

    about: DigestSection
    block: Block
    size: int


def digest_messages(digest_message: DigestMessage) -> tuple[Message, ...]:
    """The messages that show a digest, the first for the channel and the others for its thread.

    Every entry is in exactly one of them, whole.
    """
    pieces = [[_piece(about, entry) for entry in about.entries] for about in digest_message.sections]
    urgent = [about.urgent for about in digest_message.sections]
    counts = _shown([[piece.size for piece in each] for each in pieces], urgent)
    first = [*_head(digest_message)]
    for about, each, shown in zip(digest_message.sections, pieces, counts, strict=True):
        first += [_titled(about, about.text), *(piece.block for piece in each[:shown])]
        first += [context(f"{len(each) - shown} more in the thread")] if len(each) > shown else []
    first += _foot(digest_message)
    left = [piece for each, shown in zip(pieces, counts, strict=True) for piece in each[shown:]]
    return ({"text": _summary(digest_message), "blocks": _numbered(first)}, *_thread(left))


def preview_message(reply: Reply, digest_message: DigestMessage, request: str) -> Message:
    """One message of a digest as it would be posted, with the way to the others of its thread.

    The request that previews it is kept in the blocks of the buttons that only the asker may see answered.
    """
    sent = digest_messages(digest_message)
    part = min(max(reply.part, 1), len(sent))
    shown, first = sent[part - 1], request.partition(" part ")[0]
    blocks = [
        {**block, "block_id": _trail(n, request)} if block["type"] == "actions" else block
        for n, block in enumerate(shown["blocks"])
    ]
    rest = "" if len(sent) == 1 else f" Message {part} of {len(sent)}; those after the first come in its thread."
    others = [button(f"{ASK}{PREVIEW + n}", f"Message {n}", f"{first} part {n}") for n in _near(part, len(sent))]
    others += [button(CHART, "Chart", request)] if reply.chart else []
    row: list[Block] = [{"type": "actions", "block_id": _trail(PREVIEW, request), "elements": others}] if others else []
    return {"text": shown["text"], "blocks": [*blocks, context(escape(f"{PREVIEWED}{rest}")), *row]}


def _near(part: int, parts: int) -> list[int]:
    """The messages that a button each leads to: the one before, and those after."""
    return [n for n in range(1, parts + 1) if n != part and (n == part - 1 or part < n <= part + 3)]


def _trail(number: int, request: str) -> str:
    return f"{TRAIL}{number}{STEP}{html.escape(request, quote=False)}"[:BLOCK_ID]


def _piece(about: DigestSection, entry: DigestEntry) -> _Piece:
    name = f"{BULLETS[entry.look]} {bold_link(entry.url, _fitting(entry.label, NAME))}"
    block = section("\n".join([name, *(escape(_fitting(line, LINE)) for line in entry.lines[:LINES])]))
    if 0 < len(entry.request) <= VALUE:
        acts = entry.request.startswith("account id ")
        block["accessory"] = button(ACT, "Act", entry.request) if acts else button(ASK, "Open", entry.request)
    return _Piece(about, block, json_size(block) + BETWEEN)


def _shown(sizes: Sequence[Sequence[int]], urgent: Sequence[bool]) -> list[int]:
    """How many entries of each section the first message shows: those of the urgent ones, and then in turns one of each
    other, as far as there is room.
    """
    counts, room, places = [0] * len(sizes), SIZE - HEAD, FIRST
    turns = sorted(
        (not urgent[about], n, about, taken) for about, each in enumerate(sizes) for n, taken in enumerate(each)
    )
    for *_, about, taken in turns:
        if not places or taken > room:
            break
        counts[about] += 1
        places, room = places - 1, room - taken
    return counts


def _thread(pieces: Sequence[_Piece]) -> Iterator[Message]:
    """The entries that the first message has no room for, in as few messages as hold them."""
    blocks: list[Block] = []
    titles: list[DigestSection] = []
    taken = 0
    for piece in pieces:
        if blocks and (len(blocks) + 2 > BLOCKS or taken + piece.size + TEXT > SIZE):
            yield {"text": _summed(titles), "blocks": _numbered(blocks)}
            blocks, titles, taken = [], [], 0
        if not titles or piece.about is not titles[-1]:
            titles.append(piece.about)
            blocks.append(_titled(piece.about))
            taken += json_size(blocks[-1]) + BETWEEN
        blocks.append(piece.block)
        taken += piece.size
    if blocks:
        yield {"text": _summed(titles), "blocks": _numbered(blocks)}


def _summed(titles: Sequence[DigestSection]) -> str:
    """What a notification of a message in the thread says: the sections that it goes on with."""
    return escape(_fitting(", ".join(each.title for each in titles), TEXT))


def _numbered(blocks: list[Block]) -> list[Block]:
    """The blocks with the buttons of their entries told apart."""
    for number, block in enumerate(blocks, OPENING):
        if "accessory" in block:
            kind = ACT if block["accessory"]["action_id"].startswith(ACT) else ASK
            block["accessory"]["action_id"] = f"{kind}{number}"
    return blocks


def _head(digest_message: DigestMessage) -> Iterator[Block]:
    yield header(digest_message.title.strip() or "–")
    lines = (escape(_fitting(each, LINE)) for each in digest_message.paragraphs[:LINES])
    yield section("\n".join([bold(_fitting(digest_message.headline, LINE)), *lines]))


def _titled(about: DigestSection, text: str = "") -> Block:
    return section("\n".join([bold(_fitting(about.title, NAME)), *([escape(_fitting(text, LINE))] if text else [])]))


def _foot(digest_message: DigestMessage) -> Iterator[Block]:
    yield from (context(escape(_fitting(note, LINE))) for note in digest_message.footnotes[:NOTES])
    buttons = [button(f"{ASK}{n}", choice.label, choice.request) for n, choice in enumerate(digest_message.choices[:5])]
    if digest_message.csv:
        buttons.insert(0, button(TABLE, "CSV", digest_message.csv))
    if buttons:
        yield {"type": "actions", "elements": buttons}


def _summary(digest_message: DigestMessage) -> str:
    """What a notification shows and a screen reader reads."""
    parts = [f"{digest_message.title}: {digest_message.headline}", *digest_message.paragraphs]
    parts += [
        f"{each.title}: {', '.join(entry.label for entry in each.entries[:3])}." for each in digest_message.sections
    ]
    return escape(shorten(" ".join(" ".join(part.split()) for part in parts), TEXT, escape))


def _fitting(text: str, limit: int) -> str:
    """The text on one line, short enough to be escaped and written as JSON within the limit."""
    return shorten(" ".join(text.split()) or "–", limit, lambda part: json.dumps(escape(part)))
