"""A reply as terminal text: plain standard library, since the program should answer before anybody notices it start."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from bot.render.printable import printable
from bot.render.terminal_blocks import BOLD, DIM, Block, Span, bare, line_width, paint_for, print_blocks, text_of
from bot.reply import Choice, Fact, Reply

if TYPE_CHECKING:
    from bot.chart import Chart

UNBROKEN = 1_000_000  # characters of a line


def print_reply(reply: Reply, out: TextIO, program: str = "cs") -> None:
    """Prints the reply to a stream; `program` is what stands before a request that can be typed next.

    Bold and dim where the stream is a terminal and `NO_COLOR` isn't set; lines as wide as the terminal, 100 at most.
    """
    chart = _chart(reply.chart, out) if reply.chart else []
    print_blocks(reply_blocks(reply, program, chart), out)


def plain_text(reply: Reply) -> str:
    """The reply as plain text whose lines aren't broken, for programs that show or read it on; without its chart."""
    return text_of(reply_blocks(reply), UNBROKEN, bare).strip()


def _chart(chart: "Chart", out: TextIO) -> list[str]:
    from bot.render.chart_text import render_lines  # few answers have one

    unicode = (out.encoding or "").lower().replace("-", "").startswith("utf")
    return ["", *(f"  {line}" for line in render_lines(chart, line_width() - 2, paint_for(out), unicode=unicode))]


def reply_blocks(reply: Reply, program: str = "", chart: Sequence[str] = ()) -> Iterator[Block]:
    """The blocks of a reply, with a chart as the lines that draw it; `program` as for `print_reply`."""
    shown, program = reply.called(program), f"{program} ".lstrip()
    yield _wrapped(_span(shown.title, BOLD), indent=0, gap=False)
    yield from (_wrapped(_span(paragraph)) for paragraph in shown.paragraphs)
    facts = [_fact(fact) for fact in shown.facts]
    rows = list(_rows(shown))
    yield from [*facts, *rows] if shown.rows_title else [*rows, *facts]
    yield from (_line((line, "")) for line in chart)
    yield from _choices(shown, program)
    # A terminal has no forms: an action that opens one is worth a line only where the calculator is news.
    actions = [action for action in shown.actions if not action.form or shown.data.get("kind") == "term"]
    if actions:
        yield _EMPTY
    yield from (_next(action, program) for action in actions)
    yield from (_wrapped(_span(note, DIM)) for note in shown.footnotes)
    yield from _references(shown)


def _fact(fact: Fact) -> Block:
    """A labelled line; an address stays in one piece, so that it can be opened from there."""
    label = _span(f"{fact.label}:", BOLD)
    if fact.link and fact.text:
        return _line(label, (" ", ""), _span(fact.text), indent=2)
    return _wrapped(label, _span(f" {fact.text}"))


def _rows(reply: Reply) -> Iterator[Block]:
    if reply.rows:
        yield _wrapped(_span(f"{reply.rows_title}:", BOLD)) if reply.rows_title else _EMPTY
    indent = 4 if reply.rows_title else 2
    for row in reply.rows:
        label = f"{row.label} in {row.channel}" if row.channel else row.label
        label += f"{' by ' if row.label else ''}{row.person}" if row.person else ""
        spans = (_span(f"{label}:", BOLD), _span(f" {row.text}")) if row.text else (_span(label),)
        yield _wrapped(*spans, indent=indent, gap=False)
        yield from (_wrapped(_span(line), indent=indent + 2, gap=False) for line in row.detail.splitlines())


def _references(reply: Reply) -> Iterator[Block]:
    """Each source, with its address on a line of its own, unbroken, so that it can be opened from there."""
    if reply.references:
        yield _wrapped(_span("Sources:", DIM))
    for reference in reply.references:
        note = f" ({reference.note})" if reference.note else ""
        yield _wrapped(_span(f"{reference.citation}{note}", DIM), indent=4, gap=False)
        if reference.url:
            yield _line(_span(reference.url, DIM), indent=6)


def _choices(reply: Reply, program: str) -> Iterator[Block]:
    if not reply.choices:
        return
    if reply.rows or reply.facts:
        yield _wrapped(_span("See also:", BOLD), _span(f" {' · '.join(choice.label for choice in reply.choices)}"))
        return
    yield _EMPTY
    yield from (_next(choice, program) for choice in reply.choices)


def _next(choice: Choice, program: str) -> Block:
    """A line that says what to type next, and what for."""
    return _line(_span(choice.label, BOLD), ("  ", ""), _span(program + choice.request, DIM), indent=2)


def _span(text: str, style: str = "") -> Span:
    return printable(text), style


def _wrapped(*spans: Span, indent: int = 2, gap: bool = True) -> Block:
    return gap, True, indent, spans


def _line(*spans: Span, indent: int = 0, gap: bool = False) -> Block:
    return gap, False, indent, spans


_EMPTY = _line()
