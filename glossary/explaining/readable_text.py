"""The words of a message that are read: without code, links, addresses, mentions, file names and emoji."""

import re
from dataclasses import dataclass
from itertools import pairwise

from glossary.search.english import everyday_english

LONGEST = 20_000  # characters of a message or a thread that are read

_ENDLESS = re.compile(r"[^\s,;|/()]{81,}")  # longer than any name or address; the next expression takes long over it
_UNREAD = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]*`"  # code
    r"|<[^<>\n]*>"  # Slack's links, with their labels, and mentions
    r"|\b(?:https?|ftp|mailto|tel):\S+|\bwww\.\S+"
    r"|\S+@\S+|(?<!\S)[@#][\w.-]+"  # addresses, and names of people and channels
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|ai|dev|app|example|csv|tsv|xlsx?|docx?|pptx?|pdf|png|jpe?g|json|md|txt|zip)\b"
    r"(?:/\S*)?"
    r"|\b[\w-]*_[\w-]*\b|\b[A-Z][A-Z0-9]+-\d+\b"  # names in code, and numbers of issues
    r"|:[a-z0-9_'+-]*[a-z][a-z0-9_'+-]*:",  # emoji
    re.DOTALL | re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_WITHIN_A_NAME = re.compile(r"(?: ?[-–&/:+] ?|\s*\n?[ \t]+|[\u2010\u2011])")
_ENDS_SENTENCE = re.compile(r"[.!?:;\n•|\x00]|(?:^|\s)[-–*>] ")
_BREAK = "\x00"
SHOUTED = 0.6  # of the words of a sentence that are in capitals, from which on capitals mean nothing
FEW = 3  # words of English in capitals: a sentence with fewer may be nothing but acronyms


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text, and where it stands. `joined` says that the next may belong to the same name, `first` that
    it begins a sentence, `shouted` that the line is in capitals.
    """

    text: str
    begin: int
    end: int
    joined: bool = False
    first: bool = False
    shouted: bool = False


def read_words(text: str) -> tuple[str, list[Word]]:
    """The text with what isn't read blotted out, each character where it was, and its words."""
    read = _ENDLESS.sub(lambda found: "\n" * len(found[0]), text[:LONGEST])
    shown = _UNREAD.sub(lambda found: _BREAK * len(found[0]), read)
    found = list(_WORD.finditer(shown))
    gaps = [shown[before.end() : after.start()] for before, after in pairwise(found)]
    shouts = [sentence.span() for sentence in re.finditer(r"[^.!?\n\x00]+", shown) if _is_shouted(sentence[0])]
    words = [
        Word(
            word[0],
            word.start(),
            word.end(),
            joined=at < len(gaps) and _WITHIN_A_NAME.fullmatch(gaps[at]) is not None,
            first=at == 0 or bool(_ENDS_SENTENCE.search(gaps[at - 1])),
            shouted=any(begin <= word.start() < end for begin, end in shouts),
        )
        for at, word in enumerate(found)
    ]
    return shown, words


def _is_shouted(sentence: str) -> bool:
    words = re.findall(r"[^\W\d_]{2,}", sentence)
    capitals = [word for word in words if word.isupper()]
    if len(capitals) <= SHOUTED * len(words):
        return False
    return sum(word.casefold() in everyday_english() for word in capitals) >= FEW
