"""The blocks that an answer in the terminal is printed of, plain values: kept cards are printed with nothing else."""

import os
import sys

TYPE_CHECKING = False  # what `typing` says, which takes longer to import than a kept card to print
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TextIO

    Paint = Callable[[str, str], str]

BOLD, DIM = "1", "2"
NARROWEST, WIDEST = 20, 100

Span = tuple[str, str]
"""A text with nothing in it that could steer a terminal, and its style."""
Block = tuple[bool, bool, int, tuple[Span, ...]]
"""Whether an empty line stands before it, whether its lines are broken at the width, the indent, and what it says."""


def print_blocks(blocks: "Iterable[Block]", out: "TextIO") -> None:
    """Prints the blocks, styled where the stream is a terminal, in lines as wide as the terminal, 100 at most."""
    print(text_of(blocks, line_width(), paint_for(out)), file=out)


def line_width() -> int:
    """How wide lines are: as `shutil` tells the size of the terminal, which imports all that unpacks archives."""
    try:
        columns = int(os.environ["COLUMNS"])
    except (KeyError, ValueError):
        columns = 0
    if columns <= 0:
        try:
            columns = os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]  # caught below
        except (AttributeError, ValueError, OSError):  # no terminal, or no output at all
            columns = 80
    return max(min(columns, WIDEST), NARROWEST)


def paint_for(out: "TextIO") -> "Paint":
    """What styles text: bold and dim where the stream is a terminal and `NO_COLOR` isn't set."""
    return ansi if out.isatty() and not os.environ.get("NO_COLOR") else bare


def text_of(blocks: "Iterable[Block]", width: int, paint: "Paint") -> str:
    """The blocks as lines."""
    return "\n".join(_shown(block, width, paint) for block in blocks)


def _shown(block: Block, width: int, paint: "Paint") -> str:
    gap, wraps, indent, spans = block
    shown = _wrapped(indent, spans, width, paint) if wraps else " " * indent + "".join(paint(*span) for span in spans)
    return f"\n{shown}" if gap else shown


def _wrapped(indent: int, spans: tuple[Span, ...], width: int, paint: "Paint") -> str:
    """The text in lines; of two spans the first is a label, which is styled where it isn't broken itself."""
    import textwrap

    margin = " " * indent
    lines = textwrap.wrap("".join([text for text, _ in spans]), width, initial_indent=margin, subsequent_indent=margin)
    *labels, (_, style) = spans
    shown = "\n".join([paint(line, style) for line in lines])
    for label, look in labels:
        shown = shown.replace(label, paint(label, look), 1)
    return shown


def ansi(text: str, style: str) -> str:
    """The text as a terminal shows it in the style."""
    return f"\x1b[{style}m{text}\x1b[0m" if style and text else text


def bare(text: str, style: str) -> str:  # noqa: ARG001  the same signature as with colour
    """The text without its style."""
    return text
