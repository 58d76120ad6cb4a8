"""Similarity of a name to what somebody typed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance.OSA import normalized_similarity as _similarity

from accounts.names.normalisation import domain_in, domain_owner, fold, without_legal_form

NEAR: Final = 68
"""Names less near than this aren't what was meant."""

# Names that aren't misspelt: the whole, with or without its legal form, apart or together, as a domain's stem …
SAME, SAME_CORE, SAME_LETTERS, SAME_STEM = 100, 99, 98, 97
# … a part: its first words, words in its midst, the first letters of its first word or of another, letters anywhere,
# words here and there.
BEGINS, HAS_WORDS, BEGINS_WORD, HAS_BEGINNING, HAS_LETTERS, HAS_SCATTERED = 95, 93, 89, 85, 84, 83
_MISSPELT: Final = 92  # what a misspelt whole can't pass; with another first letter it may well be another company
_OTHER_FIRST: Final = 85
_FAR: Final = 50  # names that share less with what was typed aren't worth a closer look
_CLOSELY: Final = 80
_PART, _ORDER, _SURPLUS, _OTHER_DOMAIN = 0.95, 0.95, 0.84, 0.84


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, in the forms that names are compared in; `domain` is empty unless it is an address."""

    domain: str
    folded: str
    core: str
    whole: str
    letters: str
    words: tuple[str, ...]

    @property
    def looked_up(self) -> str:
        """What the index is asked for."""
        return domain_owner(self.domain) if self.domain else self.core


def parse_query(text: str) -> Query:
    """What was typed, ready to be compared."""
    domain = domain_in(text)
    folded = fold(domain_owner(domain) if domain else text)
    short = without_legal_form(folded)
    return Query(domain, folded, short, folded.replace(" ", ""), short.replace(" ", ""), tuple(short.split()))


def shortlist(ask: Query, folded: Sequence[str], domains: Sequence[str]) -> list[int]:
    """The places of the names and domains that are worth a closer look, those that stand first where many are."""
    texts = [f"{name.replace(' ', '')} {domain}" for name, domain in zip(folded, domains, strict=True)]
    found = process.extract(ask.letters, texts, scorer=fuzz.partial_ratio, score_cutoff=_FAR, limit=_CLOSELY)
    return [place for _, _, place in found]


def similarity(ask: Query, folded: str, domain: str) -> int:
    """How near an account's folded name and domain are, from 0 to 100."""
    if not ask.letters:
        return 0
    by_name = _to_name(ask, folded)
    of_stem = fold(domain_owner(domain)).replace(" ", "") if domain else ""
    if ask.domain:
        return _to_domain(ask.domain, domain) or int(_OTHER_DOMAIN * max(by_name, _alike(ask.letters, of_stem)))
    return max(by_name, SAME_STEM if ask.letters == of_stem else 0)


def _to_domain(typed: str, domain: str) -> int:
    """The same domain, or one within it."""
    if typed == domain:
        return SAME
    return SAME_CORE if domain and typed.endswith(f".{domain}") else 0


def _to_name(ask: Query, folded: str) -> int:
    short = without_legal_form(folded)
    letters = short.replace(" ", "")
    if ask.folded == folded:
        return SAME
    if ask.letters == letters:
        return SAME_LETTERS if ask.core != short else SAME if folded.startswith(f"{ask.folded} ") else SAME_CORE
    whole = folded.replace(" ", "")
    if ask.whole == whole:
        return SAME_LETTERS
    words = short.split()
    if part := _part(ask, short, words):
        return part
    most = _MISSPELT if letters[:1] == ask.letters[:1] else _OTHER_FIRST
    other_form = ask.core != ask.folded and not folded.endswith(ask.folded.removeprefix(ask.core))
    return int(min(max(_alike(ask.whole, whole), *_misspelt(ask, letters, words)), most)) - other_form


def _part(ask: Query, short: str, words: Sequence[str]) -> int:
    """How near a name is that has what was typed in it."""
    if short.startswith(f"{ask.core} "):
        return BEGINS
    if f" {ask.core} " in f" {short} ":
        return HAS_WORDS
    if len(ask.letters) > 1 and short.startswith(ask.core):
        return BEGINS_WORD
    if len(ask.letters) > 2 and f" {ask.core}" in short:
        return HAS_BEGINNING
    if len(ask.letters) > 2 and ask.core in short:
        return HAS_LETTERS
    return HAS_SCATTERED if len(ask.words) < len(words) and set(ask.words) <= set(words) else 0


def _misspelt(ask: Query, letters: str, words: Sequence[str]) -> Iterator[float]:
    """How near a name is as a whole, in another order of its words, in part, and as a part of what was typed."""
    yield _alike(ask.letters, letters)
    if len(words) > 1 and len(ask.words) == len(words):
        yield _ORDER * _alike("".join(sorted(ask.words)), "".join(sorted(words)))
    yield from (_PART * _alike(ask.letters, part) for part in _parts(words, len(ask.words)))
    if len(letters) > 3:
        yield from (_SURPLUS * _alike(part, letters) for part in _parts(ask.words, len(words)))


def _parts(words: Sequence[str], size: int) -> Iterator[str]:
    """The runs of about so many of the words, but not all of them, each run together."""
    for length in range(max(size - 1, 1), min(size + 1, len(words) - 1) + 1):
        for start in range(len(words) - length + 1):
            yield "".join(words[start : start + length])


def _alike(one: str, other: str) -> float:
    """The likeness of two spellings, in per cent: one letter missing, added, changed or swapped counts once."""
    return 100 * _similarity(one, other, score_cutoff=NEAR / 100)
