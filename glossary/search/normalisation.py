"""Normal forms: the spellings that are the same to a reader are one key to the program."""

import re
import unicodedata
from functools import lru_cache

_LINK = re.compile(r"<(?!\s)(?:[^<>|]*\|)?([^<>|]*)>")
_CODE = re.compile(r"`+([^`]*)`+")
_MARKS = re.compile(r"[<&*_~`:/]")
_ADDRESSED = re.compile(r"<[@#!][^<>]*>|(?<!\w):[a-z0-9_'+-]+:(?!\w)|[™®©]")
"""Whom a message is for, emoji by their names, and signs that are not read."""
_LEAD = re.compile(r"\s*(?:/cs\s+|re:\s*)+", re.IGNORECASE)
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))
_SIGNS = {"&": " and ", "+": " plus ", "°": " degree ", "%": " percent "}
_SIGN = re.compile("[&+°%]")
_EMPHASIS = re.compile(r"(?<!\w)[*_~]+(?=\S)|(?<=\S)[*_~]+(?!\w)|\A[*_~]+\s|\s[*_~]+\Z|`")
"""Signs of emphasis, which stand at a word: one between spaces is read, as in `usage * 2`."""
_VOWELS = (
    "\u0900-\u0963\u0970-\u0df3\u0e31-\u0e3a\u0e47-\u0e4e"
    "\u0eb1-\u0ebc\u0ec8-\u0ece\u0f71-\u109f\u1780-\u17d3\u3099\u309a"
)
"""Signs that are letters of their scripts: vowels of Hindi and Thai, what tells “ba” from “ha” in Japanese."""
_WORD = re.compile(rf"(?:[^\W_]|[{_VOWELS}])+(?:'(?:[^\W_]|[{_VOWELS}])+)*")
_LETTER = re.compile(rf"[{_VOWELS}]")
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""A letter of a script that puts no spaces between words."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SAME = {word: str(number) for number, word in enumerate(_NUMBERS)} | {
    "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "programme": "program", "cheque": "check",
    "fulfil": "fulfill", "enrol": "enroll", "judgement": "judgment", "grey": "gray",
}  # fmt: skip
_BRITISH = (
    (re.compile(r"(?<=..)is(?=ation|ing$|ed$|er$|e$)"), "iz"),
    (re.compile(r"(?<=..)lys(?=e$|ed$|er$|ing$)"), "lyz"),
    (re.compile(r"(?<=...)our(?=$|ed$|ing$|al$|ite$|able$)"), "or"),
    (re.compile(r"(?<=...)ence$"), "ense"),
    (re.compile(r"(?<=..)tre$"), "ter"),
    (re.compile(r"(?<=...)logue$"), "log"),
    (re.compile(r"(?<=....)ll(?=ing$|ed$|er$|ation$)"), "l"),
)
"""What British spelling has, and the American form of it; both sides of a look-up are rewritten."""


def plain_text(text: str) -> str:
    """The text as a person reads it: Slack's entities, links and emphasis undone, quotes and dashes made plain."""
    if text.isascii() and not _MARKS.search(text):
        return " ".join(text.split())
    from html import unescape  # few texts have entities

    text = _ADDRESSED.sub(" ", _LEAD.sub("", text) if _LEAD.match(text) else text)
    text = unicodedata.normalize("NFKC", unescape(_LINK.sub(r"\1", text)))
    text = _CODE.sub(r"\1", text).translate(_APOSTROPHES)
    text = re.sub(r"[“”„«»]", '"', text)
    text = re.sub(r"[‐-―−]", "-", text)
    return " ".join(_EMPHASIS.sub("", text).split())


def split_words(text: str) -> list[str]:
    """The words of a plain text in lower case, without accents; a sign that is read aloud is one: `P&L` has three."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
        text = "".join(char for char in text if not unicodedata.combining(char) or _LETTER.match(char))
        text = unicodedata.normalize("NFC", text)
    if _HUMP.search(text):
        text = _HUMP.sub(" ", text)
    text = text.casefold()
    if text.replace(" ", "").isalnum():
        return text.split()
    found: list[str] = _WORD.findall(_SIGN.sub(_spoken, text))
    return [word.removesuffix("'s").replace("'", "") for word in found] if "'" in text else found


def match_key(text: str) -> str:
    """The text's words joined: `Cross-Sell`, `cross sell` and `*crosssell*?` are all `crosssell`."""
    return "".join(split_words(plain_text(text)))


@lru_cache(maxsize=1 << 16)
def fold_word(word: str) -> str:
    """The word in the singular and in American spelling, numbers as digits; the result needs not be a word."""
    if len(word) > 4:
        word = _singular(word)
    if len(word) > 4 and word not in _SAME:
        for british, american in _BRITISH:
            word = british.sub(american, word)
    return _SAME.get(word, word)


def _spoken(sign: re.Match[str]) -> str:
    return _SIGNS[sign[0]]


def _singular(word: str) -> str:
    if not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1]
