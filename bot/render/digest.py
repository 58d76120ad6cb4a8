"""A digest as Slack messages: a first one to be read on a phone, and a thread that holds all the rest."""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from json.encoder import encode_basestring_ascii  # what json.dumps does to a text, without the way there

from bot.digest_message import DigestEntry, DigestMessage, DigestSection
from bot.render.blocks import BLOCK_ID, BULLETS, VALUE, Block, button, context, header, json_size, section
from bot.render.buttons import ACT, ASK, CHART, FEW, STEP, TABLE, TRAIL
from bot.render.features import NONE, Features, shows_chart
from bot.render.first_view import MARGIN, Room
from bot.render.limits import most
from bot.render.mrkdwn import bold, bold_link, escape, shorten
from bot.render.native_chart import chart_blocks
from bot.render.slack import Message
from bot.reply import Look, Reply

FIRST, OPENED = 5, 3  # entries in the first message at the most, and those with a button, where a phone holds them
WORDS, SCREEN = 750, 32  # characters and lines: a digest has fewer buttons below it than an answer
BUTTON_LINES = 2  # what a button takes of a phone below its entry
BLOCKS, SIZE = most("message", "blocks") - 5, most("message", "json") - 1200  # less than Slack takes: rows get longer
HEAD = 4_000  # of SIZE, what may stand around the entries of the first message
NAME, LINE, LINES, TEXT, NOTES = 150, 300, 4, 1200, 3
BETWEEN = 2  # what parts a block from the next
PREVIEWED = "A preview: nothing is recorded as delivered."
TURNS = 2  # buttons of a preview's own, that leave room for those of the digest
SPARE = 30  # characters around entries that aren't counted: bullets, and how the lines of the thread begin
PREVIEW = 500  # buttons of a preview are numbered from here on
OPENING = 100  # entries' buttons are numbered from here on: the others of the message come before


@dataclass(frozen=True, slots=True)
class _Piece:
    """An entry as a block, what it takes of a message, and its text, by which it is seen whether a phone holds it."""

    about: DigestSection
    number: int  # in its section
    block: Block
    size: int
    text: str
    name: str
    look: Look


def digest_messages(digest_message: DigestMessage, native: Features = NONE) -> tuple[Message, ...]:
    """The messages that show a digest, the first for the channel and the others for its thread.

    Every entry is in exactly one of them, whole, and everybody is mentioned in one. Where the workspace takes charts,
    the first has the digest's.
    """
    pieces = [
        [_piece(about, number, entry) for number, entry in enumerate(about.entries)]
        for about in digest_message.sections
    ]
    room = _room(digest_message)
    counts = _shown(pieces, room)
    mentioned: set[int] = set()
    explained: set[int] = set()  # the sections whose text stands in the first message
    first, later = [*_head(digest_message)], []
    for about, each, shown in zip(digest_message.sections, pieces, counts, strict=True):
        if (each or about.folded) and not shown:
            later.append(_fitting(about.title, NAME))
            continue
        mentioned |= {id(about)} if shown else set()
        if len(each) == shown or room.take(about.text):
            explained.add(id(about))
        text = about.text if id(about) in explained else ""
        above, below = ("", text) if about.urgent and shown else (text, "")
        first += [_titled(about, above, mention=bool(shown)), *(piece.block for piece in each[:shown])]
        first += [context(_rest(each[shown:], FIRST - sum(counts), room))] if len(each) > shown else []
        first += [context(escape(_fitting(below, LINE)))] if below else []
    first += [context(escape(f"In the thread: {' · '.join(later)}"))] if later else []
    notes = [_fitting(note, LINE) for note in digest_message.footnotes[:NOTES]]
    here = [note for number, note in enumerate(notes) if not number or room.take(note, MARGIN)]
    foot = [*_foot(digest_message, here, sum("accessory" in block for block in first))]
    drawn = chart_blocks(digest_message.chart) if "data_visualization" in native else []
    left = [piece for each, shown in zip(pieces, counts, strict=True) for piece in each[shown:]]
    thread = _thread(left, [note for note in notes if note not in here], mentioned, explained)
    leading: Message = {"text": _summary(digest_message), "blocks": _numbered([*first, *drawn, *foot])}
    if drawn:
        leading["classic"] = _numbered([*first, *foot])
    return (leading, *thread)


def preview_message(reply: Reply, digest_message: DigestMessage, request: str, native: Features = NONE) -> Message:
    """One message of a digest as it would be posted, with the way to the others of its thread.

    The request that previews it is kept in the blocks of the buttons that only the asker may see answered.
    """
    sent = digest_messages(digest_message, native)
    part = min(max(reply.part, 1), len(sent))
    shown, first = sent[part - 1], request.partition(" part ")[0]
    rest = "" if len(sent) == 1 else f" Message {part} of {len(sent)}; those after the first come in its thread."
    others = [button(f"{ASK}{PREVIEW + n}", f"Message {n}", f"{first} part {n}") for n in _near(part, len(sent))]
    chart = [button(CHART, "Chart", request)] if reply.chart else []

    def previewed(blocks: list[Block]) -> list[Block]:
        row = [*others, *([] if shows_chart(blocks) else chart)][:TURNS]
        room = FEW - len(row) - sum("accessory" in block for block in blocks)
        kept = [
            {**block, "block_id": _trail(n, request), "elements": block["elements"][: max(room, 0)]}
            if block["type"] == "actions"
            else block
            for n, block in enumerate(blocks)
        ]
        kept = [block for block in kept if block.get("elements") != []]
        below: list[Block] = [{"type": "actions", "block_id": _trail(PREVIEW, request), "elements": row}] if row else []
        return [*kept, context(escape(f"{PREVIEWED}{rest}")), *below]

    made: Message = {"text": shown["text"], "blocks": previewed(shown["blocks"])}
    if "classic" in shown:
        made["classic"] = previewed(shown["classic"])
    return made


def _rest(left: Sequence[_Piece], most: int, room: Room) -> str:
    """How many entries are in the thread, the names of as many as a phone has room for, and how many others."""
    named = [f"{BULLETS[each.look]} {_fitting(each.name, NAME)}" for each in left[: max(most, 0)]]
    while named and not room.take(f"{_named(len(left), named)}{' ' * SPARE}"):
        named.pop()
    return escape(_named(len(left), named))


def _named(entries: int, names: Sequence[str]) -> str:
    """`5 more in the thread: 🔴 Ember, 🟡 Alder and 3 others`."""
    said, others = f"{entries} more in the thread", entries - len(names)
    if not names:
        return said
    rest = f" and {others} other{'s' * (others > 1)}" if others else ""
    return f"{said}: {', '.join(names)}{rest}"


def _near(part: int, parts: int) -> list[int]:
    """The messages that a button each leads to: the one before, and those after."""
    return [n for n in range(1, parts + 1) if n != part and (n == part - 1 or part < n <= part + 3)]


def _trail(number: int, request: str) -> str:
    return f"{TRAIL}{number}{STEP}{html.escape(request, quote=False)}"[:BLOCK_ID]


def _piece(about: DigestSection, number: int, entry: DigestEntry) -> _Piece:
    label, lines = _fitting(entry.label, NAME), [_fitting(line, LINE) for line in entry.lines[:LINES]]
    block = section("\n".join([f"{BULLETS[entry.look]} {bold_link(entry.url, label)}", *map(escape, lines)]))
    if 0 < len(entry.request) <= VALUE:
        acts = entry.request.startswith("account id ")
        block["accessory"] = button(ACT, "Act", entry.request) if acts else button(ASK, "Open", entry.request)
    return _Piece(about, number, block, json_size(block) + BETWEEN, "\n".join([label, *lines]), label, entry.look)


def _room(digest_message: DigestMessage) -> Room:
    """The room of a phone's screen that is left for entries beside what stands around them."""
    room = Room(WORDS, SCREEN)
    room.take(digest_message.title, MARGIN)
    room.take("\n".join([digest_message.headline, *digest_message.paragraphs[:LINES]]), MARGIN)
    for number, about in enumerate(digest_message.sections):
        apart = not (number and about.entries)  # the others stand in one line, unless there is room for them
        text = "" if about.entries else about.text
        room.take(f"{about.title}\n{text}".strip() if apart else about.title, MARGIN if apart else -MARGIN)
    for note in digest_message.footnotes[:1]:
        room.take(note, MARGIN)
    return room


def _shown(pieces: Sequence[Sequence[_Piece]], room: Room) -> list[int]:
    """How many entries of each section the first message shows: those of the urgent ones and leading ones, and then in
    turns one of each other, as far as there is room; the first always.
    """
    counts, size = [0] * len(pieces), SIZE - HEAD
    turns = sorted(
        (not (each.about.urgent or n < each.about.leading), n, about, each)
        for about, entries in enumerate(pieces)
        for n, each in enumerate(entries)
    )
    opened = 0
    for shown, (_, _, about, each) in enumerate(turns[:FIRST]):
        opens = "accessory" in each.block
        fits = room.take(each.text, MARGIN + BUTTON_LINES * opens) and opened + opens <= OPENED
        if each.size > size or (shown and not fits):
            break
        counts[about] += 1
        size, opened = size - each.size, opened + opens
    return counts


def _thread(
    pieces: Sequence[_Piece], notes: Sequence[str], mentioned: set[int], explained: set[int]
) -> Iterator[Message]:
    """The entries that the first message has no room for, in as few messages as hold them, and then its other notes.

    Who was `mentioned` in the first, by section, isn't again, nor is what was `explained` there.
    """
    blocks: list[Block] = []
    titles: list[DigestSection] = []
    before: DigestSection | None = None
    taken = 0
    for piece in pieces:
        if blocks and (len(blocks) + 2 > BLOCKS or taken + piece.size + TEXT > SIZE):
            yield {"text": _summed(titles), "blocks": _numbered(blocks)}
            blocks, titles, taken = [], [], 0
        if not titles or piece.about is not titles[-1]:
            titles.append(piece.about)
            taken_up = piece.about is before
            text = "" if id(piece.about) in explained else piece.about.text
            explained.add(id(piece.about))
            about = replace(piece.about, title=f"{piece.about.title}, continued") if taken_up else piece.about
            blocks.append(_titled(about, text, mention=id(piece.about) not in mentioned))
            mentioned.add(id(piece.about))
            taken += json_size(blocks[-1]) + BETWEEN
        blocks.append(piece.block)
        taken += piece.size
        before = piece.about
    if blocks:
        blocks += [context(escape(note)) for note in notes]
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
    group = [f"For <!subteam^{digest_message.mention}>"] if digest_message.mention else []
    yield section("\n".join([bold(_fitting(digest_message.headline, LINE)), *lines, *group]))


def _titled(about: DigestSection, text: str = "", *, mention: bool = False) -> Block:
    title = bold(_fitting(about.title, NAME))
    title = f"{title} <@{about.mention}>" if mention and about.mention else title
    return section("\n".join([title, *([escape(_fitting(text, LINE))] if text else [])]))


def _foot(digest_message: DigestMessage, notes: Sequence[str], others: int) -> Iterator[Block]:
    """The notes, and as many buttons as a first view has beside the others."""
    yield from (context(escape(note)) for note in notes)
    buttons = [button(f"{ASK}{n}", choice.label, choice.request) for n, choice in enumerate(digest_message.choices)]
    if digest_message.csv:
        buttons.insert(0, button(TABLE, "CSV", digest_message.csv))
    if buttons:
        yield {"type": "actions", "elements": buttons[: FEW - others]}


def _summary(digest_message: DigestMessage) -> str:
    """What a notification shows and a screen reader reads."""
    parts = [f"{digest_message.title}: {digest_message.headline}", *digest_message.paragraphs]
    parts += [
        f"{each.title}: {', '.join(entry.label for entry in each.entries[:3])}." for each in digest_message.sections
    ]
    return escape(shorten(" ".join(" ".join(part.split()) for part in parts), TEXT, escape))


def _fitting(text: str, limit: int) -> str:
    """The text on one line, short enough to be escaped and written as JSON within the limit."""
    return shorten(" ".join(text.split()) or "–", limit, lambda part: encode_basestring_ascii(escape(part)))
