"""The report of a live trial, to read and to send back: it holds nothing of the workspace."""

import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Final

from bot.slack.live.steps import Outcome, Result

_MARKS: Final[dict[Outcome, str]] = {"as expected": "✓", "otherwise": "✗", "refused": "✗", "not tried": "–"}
_PACKAGES: Final = ("cs-bot", "slack-sdk", "slack-bolt", "aiohttp")


def report(results: Sequence[Result], day: str) -> str:
    """Returns the page, as Markdown."""
    return "\n".join(_lines(results, day))


def _lines(results: Sequence[Result], day: str) -> Iterator[str]:
    yield f"# CS Bot, tried against Slack on {day}"
    yield f"{', '.join(f'{each} {version(each)}' for each in _PACKAGES)}, Python {platform.python_version()}"
    yield ""
    yield "| | What | What came | Seconds |"
    yield "| --- | --- | --- | --- |"
    for each in results:
        said = f"{each.outcome}: {each.said}" if each.said else each.outcome
        yield f"| {_MARKS[each.outcome]} | {_cell(each.step)} | {_cell(said)} | {each.seconds:.1f} |"
    yield ""
    wrong = sum(each.outcome in {"otherwise", "refused"} for each in results)
    left = sum(each.outcome == "not tried" for each in results)
    yield f"{len(results) - wrong - left} as expected, {wrong} otherwise, {left} not tried."


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
