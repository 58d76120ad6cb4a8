"""Questions about one account in words: who owns it, when it renews, a brief before a meeting, watching it."""

import re

from bot.parsing.list_questions import Make
from bot.parsing.question_patterns import bare_name

_BAND = r"(?:red|yellow|green|amber|unhealthy|healthy|critical|at risk)"
_TELL = r"(?:please )?(?:(?:tell|notify|alert|ping|warn|message) (?:me|us)|let (?:me|us) know)(?: here)?"


def _of_account(aspect: str) -> Make:
    return lambda found: f"account {aspect} of {bare_name(found['name'])}"


def _watched(found: re.Match[str]) -> str:
    return f"watch {bare_name(found['name'])}"


def _briefed(found: re.Match[str]) -> str:
    """The brief of an account before a meeting, whenever that is."""
    name = re.sub(r" (?:before|for|ahead of) (?:my|the|our|a|an) .*$", "", found["name"] or found["other"])
    name = re.sub(r" (?:today|tom+or+ow|this (?:morning|afternoon|week)|at \S+|on \S+|next \S+)$", "", name)
    name = re.sub(r"(?<=.) (?:meeting|call|qbr|ebr)$", "", name, flags=re.IGNORECASE)
    return f"brief {bare_name(name)}"


QUESTIONS: tuple[tuple[str, str, str | Make], ...] = (
    (
        "owner|csm|manager",
        r"who(?:'s| is|s)? (?:the )?(?:owner|csm|account owner|account manager|cs manager)(?: is)? (?:of|for|on) "
        r"(?P<name>.+)",
        _of_account("owner"),
    ),
    (
        "who",
        r"who(?: currently)? (?:owns|manages|looks after|runs|has|handles|is responsible for) (?P<name>.+)",
        _of_account("owner"),
    ),
    ("whose", r"whose (?:account|customer)? ?(?:is|are) (?P<name>.+?)", _of_account("owner")),
    (
        "when",
        r"when(?: does| do| will| is| did|'s) (?P<name>.+?)(?: is| are)?"
        r" (?:renew|renewing|up for renewal|due(?: for renewal)?|come up(?: for renewal)?)",
        _of_account("renewal"),
    ),
    ("when", r"when(?:'s| is| was) (?:the )?renewal (?:date )?(?:of|for) (?P<name>.+)", _of_account("renewal")),
    ("when", r"when(?:'s| is| was) (?P<name>.+?)(?:'s|') (?:next )?renewal(?: date)?", _of_account("renewal")),
    ("'s renewal|' renewal", r"(?:what(?:'s| is) )?(?P<name>.+?)(?:'s|') renewal(?: date)?", _of_account("renewal")),
    (
        "prep|brief",
        r"(?:please )?(?:can you )?(?:prepare|prep|brief)(?: me)?(?: please)? (?:for|on|about)(?: (?:my|the|our|a))?"
        r"(?: (?:next )?(?:meeting|call|qbr|ebr|review|renewal call|check-in)(?: with| for)?)? (?P<name>.+)",
        _briefed,
    ),
    (
        "prep",
        r"how (?:do|should|can) i prep(?:are)? for (?:an? |my |the |our )?(?:next )?(?:\w+ )?(?:meeting|call|qbr|ebr"
        r"|review|check-in) with (?P<name>.+)",
        _briefed,
    ),
    (
        "meeting with|call with|qbr with",
        r"(?:(?:i have |i've got )(?:an? )?(?:meeting|call|qbr) with (?P<name>.+?)"
        r"|(?:meeting|call|qbr) with (?P<other>.+?) (?=today|tom+or+ow|what )(?:today|tom+or+ow)?)(?:,? ?what .*)?",
        _briefed,
    ),
    (
        "raise|meeting|get me ready for",
        r"(?:what (?:should|do|can) i raise|(?:i am|i'm) meeting|get me ready for)(?: (?:with|at))?"
        r"(?: (?:my |the |our )?(?:meeting|call|qbr) with)? (?P<name>.+)",
        _briefed,
    ),
    (
        "promise",
        r"what (?:did|have) (?:we|i) promised?(?: to)? (?P<name>.+)",
        lambda found: f"brief {bare_name(found['name'])}",
    ),
    (
        "something|anything",
        rf"{_TELL} (?:when|if|once) (?:something|anything) (?:changes|happens) (?:at|with|about) (?P<name>.+)",
        _watched,
    ),
    (
        "tell |notify |alert |ping |warn |message |let ",
        rf"{_TELL} (?:when|if|once) (?:the health of )?(?P<name>.+?)(?:'s health)?"
        r" (?:changes?|turns (?:red|yellow)|gets worse|goes red|is at risk|leaves|falls)",
        _watched,
    ),
    ("keep ", r"(?:please )?keep (?:an eye|a watch) on (?P<name>.+)", _watched),
    (
        "watch",
        r"(?:please )?(?:stop|don't|do not|no longer) watch(?:ing)? (?P<name>.+)",
        lambda found: f"unwatch {bare_name(found['name'])}",
    ),
    (
        "why",
        rf"why(?:'s| is| are) (?P<name>.+?) (?:still |now )?(?:so |at |only )?(?:{_BAND}|\d{{1,3}})",
        lambda found: f"account {bare_name(found['name'])}",
    ),
    (" doing", r"how(?:'s| is| are) (?P<name>.+?) doing", lambda found: f"account {bare_name(found['name'])}"),
    (
        "about |with ",
        r"(?:tell me|what do we know|what's up|anything new) (?:about|with) (?:the )?(?:account|customer) (?P<name>.+)",
        "account {name}",
    ),
)
