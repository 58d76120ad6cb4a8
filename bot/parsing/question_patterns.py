"""Matching a question with the patterns of many, of which as few as can be are compiled: that is slow."""

import re
from functools import cache

_NO_APOSTROPHE = re.compile(r"\b(what|who|when|how)s(?= )", re.IGNORECASE)

_ASKING = {
    "wich": "which", "whcih": "which", "whihc": "which", "hwich": "which", "wat": "what", "waht": "what",
    "whta": "what", "wht": "what", "hwat": "what", "wats": "what's", "hwo": "who", "woh": "who", "wen": "when",
    "hwen": "when", "whne": "when", "hows": "how's", "hw": "how", "shwo": "show", "sohw": "show", "lits": "list",
}  # fmt: skip

_WISH = re.compile(
    r"^(?:(?:(?:please|can|could|would) you (?:please )?|(?:please|pls|plz) )(?=show|list|give|tell|find|open|get)"
    r"|(?:i|we) (?:need|want)(?: to (?:see|know))? (?=the |a |my |our |all )|i'd like(?: to see)? )"
    r"(?:(?:the |a )?list of )?",
    re.IGNORECASE,
)
_HAVE = re.compile(
    r"(?:(?:do|have) (?P<who>i|we) (?:have |got )?(?:any |some )?|(?:are|is) there (?:any |some )?|any )(?P<what>\S.*)",
    re.IGNORECASE,
)
_HAVING = re.compile(
    r"(?P<what>(?:the )?(?:(?:biggest|largest|worst|top)(?: \d+)? )?(?:accounts?|customers?|clients?))"
    r" (?:that )?(?P<who>i|we) (?:have|own|got|manage|look after)",
    re.IGNORECASE,
)


def spoken(text: str) -> str:
    """The text as patterns read it: with plain apostrophes, also where “whats” lacks one, without spaces and marks
    around it, and with the word that asks as it is spelled.
    """
    plain = " ".join(text.replace("’", "'").split()).strip(" ?!.,…")
    first, space, rest = plain.partition(" ")
    plain = f"{_ASKING[first.casefold()]}{space}{rest}" if first.casefold() in _ASKING else plain
    return _NO_APOSTROPHE.sub(r"\1's", plain) if "s " in plain else plain


def told_plainly(said: str) -> str:
    """A question without “do I have any” and “that I own” around what is asked for: `my overdue renewals`."""
    said = _WISH.sub("", said) or said
    for pattern in (_HAVE, _HAVING) if " " in said else ():
        if found := pattern.fullmatch(said):
            whose = "my " if (found.groupdict().get("who") or "").casefold() == "i" else ""
            return f"{whose}{found['what']}"
    return said


def match_question(said: str, cues: str, pattern: str) -> re.Match[str] | None:
    """The match of a whole text, if it holds one of the pattern's cues."""
    return compiled(pattern).fullmatch(said) if has_cue(said, cues) else None


def has_cue(said: str, cues: str) -> bool:
    """Whether a text holds one of the words that `|` parts: what a pattern with such cues matches does.

    Other alphabets have letters that patterns take for ours, so that nothing is told from what is written in them.
    """
    lower = said.lower()
    return not said.isascii() or any(cue in lower for cue in cues.split("|"))


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled when it is first needed."""
    return re.compile(pattern, re.IGNORECASE)


def bare_name(name: str) -> str:
    """The name of an account without what people say around it: `the account Acme's`."""
    return re.sub(r"^(?:the )?(?:account|customer) |'s?$|'s (?:account|contract)$", "", name, flags=re.IGNORECASE)
