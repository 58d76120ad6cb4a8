"""Questions about accounts that are asked in a sentence, and the requests that they make."""

import re

_QUESTIONS = tuple(
    (re.compile(rf"^(?:{pattern})\s*[?.!]*$", re.IGNORECASE), request)
    for pattern, request in (
        (
            r"(?:who|(?:which|what)(?: of)?(?: our)? (?:accounts|customers))(?:'s| is| are)(?: now)? at risk( .*?)?",
            "health red",
        ),
        (r"(?:which |what )?(?:accounts|customers) at risk( .*?)?", "health red"),
        (r"(?:what|which|who)(?:'s| is| are)? (?:(?:coming )?up for renewal|renewing)( .*?)?", "renewals"),
        (r"(?:the )?(?:upcoming|next) renewals( .*?)?", "renewals"),
        (r"my renewals( .*?)?", "renewals mine"),
        (r"my accounts", "health mine"),
        (r"my (?:book|portfolio|book of business)", "portfolio mine"),
        (r"how(?:'s| is| are) (.+?) doing", "account"),
    )
)


def as_request(text: str) -> str:
    """The request that a question makes, if it is one about accounts; else nothing."""
    for pattern, request in _QUESTIONS:
        if found := pattern.match(text):
            rest = (found[1] or "").strip() if found.groups() else ""
            return f"{request} {rest}".strip()
    return ""
