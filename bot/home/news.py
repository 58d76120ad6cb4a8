"""News for people who use the bot in Slack: the newest lines of the changelog that are written for them."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from bot.home.model import Section
from bot.reply import Row

FEW: Final = 3
LONGEST: Final = 140  # characters of a line: two lines of a desk's screen, four of a phone's
HEADING: Final = "New in Slack"  # of the changelog: what people can do now, a sentence each
_PACKAGED: Final = Path(__file__).parents[1] / "CHANGELOG.md"
_CHECKOUT: Final = Path(__file__).parents[2] / "CHANGELOG.md"


def news_section() -> Section | None:
    """What is new for people in Slack; none where the changelog isn't there or says nothing for them."""
    shown = newest()
    return Section(title="What’s new", rows=tuple(Row("", f"• {each}") for each in shown)) if shown else None


@cache
def newest() -> tuple[str, ...]:
    """The newest lines for people in Slack."""
    path = next((each for each in (_PACKAGED, _CHECKOUT) if each.exists()), None)
    return noticed(path.read_text(encoding="utf-8"))[:FEW] if path else ()


def noticed(changelog: str) -> tuple[str, ...]:
    """The lines under the heading for people in Slack, of all versions, the newest first, without their markup."""
    under, told = "", []
    for line in changelog.splitlines():
        if line.startswith("#"):
            under = line.lstrip("# ")
        elif under == HEADING and line.startswith("- "):
            told.append(re.sub(r"[`*]", "", line.removeprefix("- ")))
    return tuple(told)
