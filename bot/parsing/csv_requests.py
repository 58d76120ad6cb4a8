"""Requests for a list as a file: `health red as csv`, `renewals 30 as a spreadsheet`, `export owners`."""

import re

_FILE = r"(?:csv|excel|spreadsheet|xlsx?|file)(?:[ -](?:file|table|sheet))?"
_BEHIND = re.compile(rf"[\s,]+(?:(?:as|in|to|into)\s+(?:an?\s+)?{_FILE}|csv(?: file)?)(?:,? please)?$", re.IGNORECASE)
_BEFORE = re.compile(
    rf"(?:please\s+)?(?:(?:export|download)|(?:(?:give|send|get)(?: me)?\s+)?(?:an?\s+)?{_FILE}\s+(?:of|with|for))\s+",
    re.IGNORECASE,
)


def without_csv(text: str) -> tuple[str, bool]:
    """A request, and whether its list is wanted as a file."""
    asked = text.rstrip(" ?!.")
    for pattern in (_BEHIND.search, _BEFORE.match):
        if (found := pattern(asked)) and (rest := f"{asked[: found.start()]}{asked[found.end() :]}".strip()):
            return rest + text[len(asked) :], True
    return text, False


def needs_as(text: str) -> bool:
    """Whether `csv` alone stands at the end, which may be a part of a name where no list is asked for."""
    found = _BEHIND.search(text.rstrip(" ?!."))
    return found is not None and found[0].strip(" ,").casefold().startswith("csv")
