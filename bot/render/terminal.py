"""A reply as terminal text: plain standard library, since the program should answer before anybody notices it start."""

import os
import shutil
import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from bot.render.printable import printable
from bot.reply import Choice, Fact, Reply

if TYPE_CHECKING:
    from bot.chart import Chart

_BOLD, _DIM = "1", "2"
_NARROWEST, _WIDEST = 20, 100
UNBROKEN = 1_000_000  # characters of a line

Paint = Callable[[str, str], str]


def print_reply(reply: Reply, out: TextIO, program: str = "cs") -> None:
    """Prints the reply to a stream; `program` is what stands before a request that can be typed next.

    Bold and dim where the stream is a terminal and `NO_COLOR` isn't set; lines as wide as the terminal, 100 at most.
    """
    paint = _ansi if out.isatty() and not os.environ.get("NO_COLOR") else _bare
    width = max(min(shutil.get_terminal_size().columns, _WIDEST), _NARROWEST)
    chart = _chart(reply.chart, width, paint, out) if reply.chart else []
    print("\n".join(_lines(reply.called(program), f"{program} ".lstrip(), width, paint, chart)), file=out)


def plain_text(reply: Reply) -> str:
    """The reply as plain text whose lines aren't broken, for programs that show or read it on; without its chart."""
    return "\n".join(_lines(reply.called(""), "", UNBROKEN, _bare, ())).strip()


def _chart(chart: "Chart", width: int, paint: Paint, out: TextIO) -> list[str]:
    from bot.render.chart_text import render_lines  # few answers have one

    unicode = (out.encoding or "").lower().replace("-", "").startswith("utf")
    return ["", *(f"  {line}" for line in render_lines(chart, width - 2, paint, unicode=unicode))]


def _lines(reply: Reply, program: str, width: int, paint: Paint, chart: Sequence[str]) -> Iterator[str]:
    def wrapped(text: str, label: str = "", indent: int = 2, style: str = "") -> str:
        lines = textwrap.wrap(_clean(label + text), width, initial_indent=" " * indent, subsequent_indent=" " * indent)
        shown = "\n".join(paint(line, style) for line in lines)
        return shown.replace(_clean(label), paint(_clean(label), _BOLD), 1) if label else shown

    yield wrapped(reply.title, indent=0, style=_BOLD)
    for paragraph in reply.paragraphs:
        yield "\n" + wrapped(paragraph)
    facts = ["\n" + _fact(fact, wrapped, paint) for fact in reply.facts]
    rows = list(_rows(reply, wrapped, paint))
    yield from [*facts, *rows] if reply.rows_title else [*rows, *facts]
    yield from chart
    yield from _choices(reply, program, wrapped, paint)
    # A terminal has no forms: an action that opens one is worth a line only where the calculator is news.
    actions = [action for action in reply.actions if not action.form or reply.data.get("kind") == "term"]
    if actions:
        yield ""
    yield from (_next(action, program, paint) for action in actions)
    for note in reply.footnotes:
        yield "\n" + wrapped(note, style=_DIM)
    yield from _references(reply, wrapped, paint)


def _fact(fact: Fact, wrapped: Callable[..., str], paint: Paint) -> str:
    """A labelled line; an address stays in one piece, so that it can be opened from there."""
    if fact.link and fact.text:
        return f"  {paint(_clean(f'{fact.label}:'), _BOLD)} {_clean(fact.text)}"
    return wrapped(f" {fact.text}", f"{fact.label}:")


def _rows(reply: Reply, wrapped: Callable[..., str], paint: Paint) -> Iterator[str]:
    if reply.rows:
        yield f"\n  {paint(_clean(reply.rows_title) + ':', _BOLD)}" if reply.rows_title else ""
    for row in reply.rows:
        indent = 4 if reply.rows_title else 2
        label = f"{row.label} in {row.channel}" if row.channel else row.label
        label += f"{' by ' if row.label else ''}{row.person}" if row.person else ""
        yield wrapped(f" {row.text}", f"{label}:", indent) if row.text else wrapped(label, indent=indent)
        yield from (wrapped(line, indent=indent + 2) for line in row.detail.splitlines())


def _references(reply: Reply, wrapped: Callable[..., str], paint: Paint) -> Iterator[str]:
    """Each source, with its address on a line of its own, unbroken, so that it can be opened from there."""
    if reply.references:
        yield "\n" + wrapped("Sources:", style=_DIM)
    for reference in reply.references:
        note = f" ({reference.note})" if reference.note else ""
        yield wrapped(f"{reference.citation}{note}", indent=4, style=_DIM)
        if reference.url:
            yield f"      {paint(_clean(reference.url), _DIM)}"


def _choices(reply: Reply, program: str, wrapped: Callable[..., str], paint: Paint) -> Iterator[str]:
    if not reply.choices:
        return
    if reply.rows or reply.facts:
        yield "\n" + wrapped(" " + " · ".join(choice.label for choice in reply.choices), "See also:")
        return
    yield ""
    yield from (_next(choice, program, paint) for choice in reply.choices)


def _next(choice: Choice, program: str, paint: Paint) -> str:
    """A line that says what to type next, and what for."""
    return f"  {paint(_clean(choice.label), _BOLD)}  {paint(_clean(program + choice.request), _DIM)}"


def _clean(text: str) -> str:
    return printable(text)


def _ansi(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if style and text else text


def _bare(text: str, style: str) -> str:  # noqa: ARG001  the same signature as with colour
    return text
