"""Questions in a digest's thread: why an account is there, what changed, who owns these."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.parsing.grammar import cleaned
from bot.parsing.small_talk import without_courtesy

Kind = Literal["why", "changed", "owners", "renewals", "late", "arr", "at risk", "rest", "account"]
LONGEST = 14  # words of a question
_THESE = r"(?:these|those|them|they|all of (?:these|those|them)|the accounts?(?: here| above)?|the ones (?:here|above))"
_NAME = r"(?P<name>.{1,120}?)"
_BE = r"(?:'s| is| are| was| were| has| have| did| does)?"
_LEAD = r"(?:(?:and|so|ok|okay|but|hm+|please)[\s,]+)*"
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    (
        "changed",
        r"(?:what|anything)(?:'s| is| has| have| was)?(?: been)?(?: all)?"
        r" (?:change[ds]?|changing|new|different|happened|happening|moved|done)(?: here| on| about| with| to)?"
        rf"(?: {_THESE})?(?: (?:since|by now|now|meanwhile|so far|until now)(?: .{{1,40}})?)?",
    ),
    (
        "changed",
        rf"(?:has|have|did) (?:anything|something|any of {_THESE}|{_THESE}) (?:changed?|happen(?:ed)?|moved?)(?: here)?"
        r"(?: (?:since|by now|now|meanwhile|so far|today|lately)(?: .{1,40})?)?",
    ),
    ("changed", r"(?:any )?(?:updates?|news|changes|progress)(?: here| on this| on these)?(?: since(?: .{1,40})?)?"),
    ("changed", r"who (?:did|has done|is doing) what(?: here| so far)?"),
    (
        "owners",
        rf"who (?:owns|own|has|looks after|handles|is on|is responsible for|takes care of)"
        rf"(?: {_THESE}| (?:which|what)| each(?: of (?:these|those|them))?)(?: accounts?| customers?)?",
    ),
    (
        "owners",
        rf"(?:the |their )?owners? of {_THESE}|their owners?|who are (?:the|their) owners"
        rf"|whose are {_THESE}|whose accounts are (?:these|those)",
    ),
    (
        "renewals",
        rf"(?:what about |how about |show(?: me)? )?(?:(?:the )?renewals?(?: dates?| days?)?"
        rf" (?:of|for) {_THESE}|their renewals?(?: dates?| days?)?|(?:the )?renewal dates?)",
    ),
    (
        "renewals",
        rf"(?:which|who|what)(?: ones?| accounts?| renewals?)?(?: of {_THESE})?"
        r" (?:renews?|is renewing|are renewing|comes? up|is due|are due)(?: for renewal)?"
        r" (?:first|next|soonest|earliest)",
    ),
    (
        "late",
        rf"(?:which|what|who|how many|any|are any)(?: ones?| accounts?| renewals?)?(?: of {_THESE})?"
        r"(?: is| are|'s)? (?:past[ -]due|overdue)",
    ),
    (
        "at risk",
        rf"(?:how much|what)(?:'s| is)?(?: the)?(?: total)?(?: arr| revenue| money)?(?: of (?:{_THESE}|that|this|it))?"
        r"(?: is)? at risk"
        rf"(?: (?:here|in total|together|now|of {_THESE}|among {_THESE}))?",
    ),
    ("renewals", rf"when (?:do|are|is|will) {_THESE}(?: .{{0,10}})?(?:renew|renewing|up for renewal|due)"),
    (
        "arr",
        rf"(?:how much|what)(?: arr| revenue| money)?(?: is| do| are|'s)? ?(?:{_THESE}|that|this|it)"
        r"(?: worth| pay)?(?: together| in total| altogether)?",
    ),
    ("arr", rf"(?:give me |show me )?(?:the )?(?:total )?(?:arr|revenue) of {_THESE}"),
    ("arr", rf"(?:how much|what)(?:'s| is)? (?:the )?(?:total )?(?:arr|revenue)(?: (?:of|in|for) {_THESE})?"),
    ("arr", r"(?:the )?total (?:arr|revenue)|(?:arr|revenue) (?:in total|together)"),
    (
        "rest",
        r"(?:(?:can you |could you )?(?:show|list|give|see)(?: me| us)? |(?:what|how) about )?(?:all )?"
        r"(?:the )?(?:rest|others|other ones|remaining(?: ones)?|remainder)(?: of (?:them|it|these|those))?",
    ),
    (
        "rest",
        r"(?:show|list|give)(?: me| us)? (?:all(?: of (?:them|these|those))?|everything|more|the (?:full|whole) list)",
    ),
    (
        "why",
        rf"why{_BE} {_NAME}(?: (?:so|that|still|now|again|such|(?:in|on) the(?: list| digest)?|in|on|at|there|here))*"
        r" ?(?:\d{1,3}|red|yellow|amber|green|unknown|bad|low|worse|down|up|at risk|risk|listed|first|top|list|here"
        r"|there|leaving|urgent|past due|due|falling|dropping"
        r"|(?:drop(?:ped)?|fall(?:en)?)(?: (?:from \w+ )?to \w+)?|get(?:ting)? worse|got worse)?",
    ),
    ("why", rf"what(?:'s| is| was) (?:wrong|going on|up|the matter|the problem|the issue) (?:with|at) {_NAME}"),
    ("why", rf"what happened (?:to|with|at) {_NAME}(?: since(?: .{{1,40}})?)?"),
    (
        "account",
        rf"(?:what about|how about|how is|how's|how are|tell me (?:more )?about|show(?: me)?|open) {_NAME}"
        r"(?: doing| going)?",
    ),
)
_AND_NAME = re.compile(rf"(?:(?:so|ok|okay)[\s,]+)?(?:and|also) (?:for |of )?{_NAME}", re.IGNORECASE)
_READ = tuple((kind, re.compile(rf"{_LEAD}(?:{pattern})", re.IGNORECASE)) for kind, pattern in _PATTERNS)
_NO_ACCOUNT = frozenset({"red", "yellow", "amber", "green", "unknown", "mine", "everyone", "everybody", "ours", "us"})
_LISTS = frozenset({"owners", "renewals", "health", "portfolio", "accounts", "surveys", "tickets"})  # asked of others
_POINTING = _LISTS | frozenset(
    {
        "it",
        "this",
        "that",
        "these",
        "those",
        "them",
        "they",
        "me",
        "us",
        "you",
        "the digest",
        "everything",
        "all",
        "not",
    }
)


@dataclass(frozen=True, slots=True)
class DigestQuestion:
    """What is asked of a digest; `name` is the account that is named."""

    kind: Kind
    name: str = ""


def read_question(text: str) -> DigestQuestion | None:
    """What a text asks of the digest in whose thread it stands; None where it asks something else."""
    said = " ".join(without_courtesy(cleaned(text)).replace("’", "'").split()).strip(" ?!.,…")
    if not said or len(said.split()) > LONGEST:
        return None
    for kind, pattern in _READ:
        if found := pattern.fullmatch(said):
            name = (found.groupdict().get("name") or "").strip()
            if name.casefold() in _POINTING:
                return DigestQuestion("why") if kind == "why" and name.casefold() in {"it", "this", "that"} else None
            return DigestQuestion(kind, name)
    found = _AND_NAME.fullmatch(said)
    return DigestQuestion("account", found["name"]) if found and found["name"].casefold() not in _NO_ACCOUNT else None
