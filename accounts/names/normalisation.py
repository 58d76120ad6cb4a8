"""Company names as they are compared: case, accents, punctuation and legal forms make no difference."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_LEGAL: Final = (
    "inc incorporated corp corporation co company llc llp lp ltd limited plc pty pvt gmbh mbh ag kg kgaa ohg ug ev eg "
    "se sa sas sarl sl slu srl spa sca bv nv vof oy oyj ab as asa aps kk pte bhd sdn sro doo jsc pjsc ooo lda ltda"
)
_PUBLIC: Final = frozenset({"ac", "co", "com", "edu", "gov", "net", "or", "org"})  # acme.co.uk
_JOINED: Final = "&.'’‘´`·"  # AT&T, S.A., O'Neil
_AND: Final = re.compile(r"(?: (?:and|und|et))+(?= )")
_ODD: Final = re.compile(r"[^a-z0-9 \n]+")
_MANY: Final = re.compile(r" {2,}")
_THE: Final = re.compile(r"^(?:the )+", re.MULTILINE)
_FORMS: Final = re.compile(rf"(?<=\w)(?: (?:{'|'.join(_LEGAL.split())}|a s|sp z oo|spzoo))+$")
_UNSPACED: Final = re.compile(  # Thai, Lao, Myanmar, Khmer, Japanese, Chinese, Korean
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]"
)
_FIRM: Final = unicodedata.normalize(
    "NFKC", "股份有限公司|有限责任公司|有限公司|株式会社|有限会社|合同会社|주식회사|บริษัท|จำกัด(?:มหาชน)?"
)
_FIRMS: Final = re.compile(rf"^(?:{_FIRM})|(?:{_FIRM})$")
_ADDRESS: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://)?(?:[^\s@/]+@)?((?:[\w-]+\.)+[^\W\d_][\w-]*)\.?(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE
)


class _Plain(dict[int, str]):
    """What becomes of each character: its plain letters, nothing, or a space. Worked out when it is first met."""

    def __missing__(self, point: int) -> str:
        letters = _LETTERS.get(chr(point)) or unicodedata.normalize("NFKD", chr(point)).casefold()
        kept = "".join(char for char in letters if not unicodedata.combining(char))
        self[point] = plain = kept if kept.isalnum() or not kept else " "
        return plain


_LETTERS: Final = {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "\n": "\n"}
_PLAIN: Final = _Plain({ord(char): "" for char in _JOINED} | {ord("\n"): "\n"})


def fold(name: str) -> str:
    """The words of a name in plain lower case: `Söhne & Co. KG` is `sohne co kg`. Lines are folded each by itself."""
    text = _MANY.sub(" ", _ODD.sub(_plain, name.casefold()))
    if any(word in text for word in (" and ", " und ", " et ")):
        text = _AND.sub("", text)
    return _THE.sub("", text.replace(" \n", "\n").replace("\n ", "\n").strip(" "))


def as_lines(texts: Iterable[str]) -> str:
    """The texts in a line each, for all of them to be folded at once."""
    listed = list(texts)
    joined = "\n".join(listed)
    if joined.count("\n") == len(listed) - 1:
        return joined
    return "\n".join(text.replace("\n", " ") for text in listed)


def _plain(odd: re.Match[str]) -> str:
    return odd[0].translate(_PLAIN)


def without_legal_form(folded: str) -> str:
    """A folded name without the legal forms that end it: `acme gmbh` is `acme`."""
    return _FORMS.sub("", folded)


def is_unspaced(text: str) -> bool:
    """Whether a text has letters of a script that parts its words by no space, or joins particles to its names."""
    return not text.isascii() and _UNSPACED.search(text) is not None


def core_in_unspaced(name: str) -> str:
    """A name as it stands in a sentence of such a script: without spaces and without what kind of firm it is."""
    return _FIRMS.sub("", whole_in_unspaced(name))


def whole_in_unspaced(text: str) -> str:
    """A text of such a script as its names are looked for in it."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def domain_in(text: str) -> str:
    """The domain that a text is, or that is in it as an email or web address; empty when it is none."""
    address = _ADDRESS.fullmatch(text.strip().strip("<>"))
    return address[1].casefold().removeprefix("www.") if address else ""


def domain_owner(domain: str) -> str:
    """The part of a domain that names its owner: `acme` of `acme.example` and of `mail.acme.co.example`."""
    labels = domain.split(".")[:-1] or [domain]
    return labels[-2] if len(labels) > 1 and labels[-1] in _PUBLIC else labels[-1]
