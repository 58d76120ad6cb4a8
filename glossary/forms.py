"""Normal forms: the spellings that are the same to a reader are one key to the program."""

import html
import re
import unicodedata

_LINK = re.compile(r"<(?:[^<>|]*\|)?([^<>|]*)>")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))


def plain(text: str) -> str:
    """The text as a person reads it: Slack's entities, links and emphasis undone, quotes and dashes made plain."""
    text = unicodedata.normalize("NFKC", html.unescape(_LINK.sub(r"\1", text)))
    text = text.translate(_APOSTROPHES)
    text = re.sub(r"[“”„«»]", '"', text)
    text = re.sub(r"[‐-―−]", "-", text)
    return " ".join(re.sub(r"(?<!\w)[*_~]+|[*_~]+(?!\w)|`", "", text).split())


def key(text: str) -> str:
    """The text with case, accents, punctuation and spaces gone: `Cross-Sell` and `cross sell` are both `crosssell`."""
    decomposed = unicodedata.normalize("NFKD", plain(text).casefold())
    return "".join(char for char in decomposed if char.isalnum() or char in "+&")
