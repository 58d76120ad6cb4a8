"""News for people who use the bot in Slack: the newest changelog entries under the headings for them."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Final

from bot.home.model import Section
from bot.reply import Row

FEW: Final = 3
LONGEST: Final = 200  # characters of an entry that are shown
_PACKAGED: Final = Path(__file__).parents[1] / "CHANGELOG.md"
_CHECKOUT: Final = Path(__file__).parents[2] / "CHANGELOG.md"
USERS: Final = ("Answers", "Accounts", "Digests")  # headings of the changelog under which is what people meet
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
    """The first sentences of the entries that people meet who use the bot in Slack, from under each heading in turn."""
    turns = zip_longest(*(_sentences(changelog, heading) for heading in USERS))
    return tuple(each for turn in turns for each in turn if each)


def _is_whole(text: str) -> bool:
    """Whether a text ends outside brackets and quotes."""
    return all(text.count(begin) == text.count(end) for begin, end in ("()", "“”"))


def _sentences(changelog: str, heading: str) -> Iterator[str]:
    under = ""
    for line in changelog.splitlines():
        if line.startswith("#"):
            under = line.lstrip("# ")
        if under != heading or not line.startswith("- "):
            continue
        first = _SENTENCE.split(line.removeprefix("- "))[0].rstrip(";. ")
        while len(first) > LONGEST or not _is_whole(first):
            first = first[:LONGEST].rpartition(": ")[0]  # nothing where no whole thought is short enough
        if first:
            yield f"{re.sub(r'[`*]', '', first)}."
