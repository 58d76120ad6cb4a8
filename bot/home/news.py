"""What is new for people who use the bot in Slack: the newest entries of the changelog that they notice."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from bot.home.model import Section
from bot.reply import Row

FEW: Final = 3
LONGEST: Final = 200  # characters of an entry that are shown
_PACKAGED: Final = Path(__file__).parents[1] / "CHANGELOG.md"
_CHECKOUT: Final = Path(__file__).parents[2] / "CHANGELOG.md"
_NOTICED: Final = re.compile(r"/cs |\*[A-Z][^*]+\*|Home tab|agent view|digest", re.IGNORECASE)
_OPERATORS: Final = re.compile(r"^`?cs |CS_[A-Z]|manifest\.yml|import|PostgreSQL|workspaces", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"(?<=[.;])\s+(?=[A-Z“*`/])")


def news_section() -> Section | None:
    """The newest entries that people notice in Slack; none where the changelog isn't there."""
    shown = newest()
    return Section(title="What’s new", rows=tuple(Row("", f"• {each}") for each in shown)) if shown else None


@cache
def newest() -> tuple[str, ...]:
    """The first sentences of the newest entries about what is typed or tapped in Slack."""
    path = next((each for each in (_PACKAGED, _CHECKOUT) if each.exists()), None)
    return noticed(path.read_text(encoding="utf-8"))[:FEW] if path else ()


def noticed(changelog: str) -> tuple[str, ...]:
    """The first sentences of the entries that people who use the bot in Slack notice, in the order of the changelog."""
    return tuple(_noticed(changelog))


def _noticed(changelog: str) -> Iterator[str]:
    for line in changelog.splitlines():
        if not line.startswith("- "):
            continue
        first = _SENTENCE.split(line.removeprefix("- "))[0].rstrip(";. ")
        if len(first) > LONGEST:
            first = first[:LONGEST].rpartition(": ")[0]  # nothing where no whole thought is short enough
        if _NOTICED.search(first) and not _OPERATORS.search(first):
            yield f"{re.sub(r'[`*]', '', first)}."
