"""A reply as terminal text."""

import re

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.reply import Choice, Fact, Reply, Row

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def print_reply(reply: Reply, console: Console, program: str = "cs") -> None:
    """Prints the reply; `program` is what stands before a request that can be typed next."""
    console.print(Group(*_parts(reply, program)), highlight=False)


def _parts(reply: Reply, program: str) -> list[RenderableType]:
    parts: list[RenderableType] = [_text(reply.title, "bold")]
    parts += [_indented(_text(paragraph)) for paragraph in reply.paragraphs]
    parts += [_indented(_fact(fact)) for fact in reply.facts]
    if reply.rows_title:
        parts.append(_indented(_text(f"{reply.rows_title}:", "bold")))
    parts += [Padding(_row(row), (0, 0, 0, 4 if reply.rows_title else 2), expand=False) for row in reply.rows]
    if reply.choices and (reply.rows or reply.facts):
        parts.append(_indented(_fact(Fact("See also", " · ".join(choice.label for choice in reply.choices)))))
    else:
        parts += [Padding(_choice(choice, program), (0, 0, 0, 2), expand=False) for choice in reply.choices]
    parts += [_indented(_text(note, "dim")) for note in reply.footnotes]
    return parts


def _indented(content: Text) -> Padding:
    return Padding(content, (1, 0, 0, 2), expand=False)


def _text(text: str, style: str = "") -> Text:
    return Text(_CONTROL.sub("", text), style)


def _fact(fact: Fact) -> Text:
    return _text(f"{fact.label}: ", "bold") + _text(fact.text, "cyan" if fact.verbatim else "not bold")


def _row(row: Row) -> Text:
    return _text(f"{row.label}: ", "bold") + _text(row.text, "not bold") if row.text else _text(row.label)


def _choice(choice: Choice, program: str) -> Text:
    return _text(f"{choice.label}  ", "bold") + _text(f"{program} {choice.request}", "dim not bold")
