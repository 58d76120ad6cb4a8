"""From a message to its terms: which names in it are meant as such, and which of several terms each one means."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from glossary.explaining.everyday import everyday, is_everyday, is_jargon
from glossary.explaining.readable_text import Word, read_words
from glossary.explaining.senses import Sense, Surroundings, choose_sense
from glossary.glossary import Glossary
from glossary.model import Term
from glossary.search.english import EVERYDAY, everyday_english
from glossary.search.normalisation import match_key, split_words

LONGEST_NAME = 6  # words
NEAR = 300  # characters before and after a name that tell what it means
SHORTEST, SHORT, LONGEST_ACRONYM = 2, 3, 6  # letters of an acronym that nobody knows
NO_END = frozenset({"a", "an", "the", "and", "or", "of", "to", "in", "for", "my", "our", "your", "their"})
"""No name begins or ends with these."""
BEFORE_A_SUBJECT = frozenset({"re", "fw", "fwd", "aw", "wg"})
"""What mail programs write before a subject, with a colon: no part of a name, as in “re: EBR”."""
_UNKNOWN = re.compile(r"[A-Z][A-Z0-9]*(?:&[A-Z])?s?")
_QUARTER = re.compile(r"(?:FY|CY|Q|H|W|KW|M|D|T|V|P|G|L)\d+s?")
_ROMAN = re.compile(r"[IVX]+")


@dataclass(frozen=True, slots=True)
class MessageTerm:
    """A name in a message: as it is written there first, from `begin` to `end`, and the terms that it may mean, the one
    that is meant first. `sense` says how that was told.
    """

    written: str
    begin: int
    end: int
    terms: tuple[Term, ...]
    sense: Sense = "only"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a message's jargon means: its terms, and the acronyms that the glossary lacks, each once, in their order."""

    terms: tuple[MessageTerm, ...]
    unknown: tuple[str, ...]


Named = tuple[MessageTerm, bool]  # a name, and whether it is meant as such


def explain_message(text: str, glossary: Glossary) -> Explanation:
    """The terms of a text, the same for the same text and glossary. Names, addresses, links and code are left out."""
    shown, words = read_words(text)
    named = list(_names(shown, words, glossary))
    found = [each for each, meant in named if meant]
    once: dict[str, MessageTerm] = {}
    for each in _decided(found, named, shown):
        once.setdefault(each.terms[0].id, each)
    taken = {at for each in found for at in range(each.begin, each.end)}
    unknown = (word for word in words if word.begin not in taken and _is_unknown(word, shown))
    return Explanation(tuple(once.values()), tuple(dict.fromkeys(_singular(word.text) for word in unknown)))


def _names(shown: str, words: Sequence[Word], glossary: Glossary) -> Iterator[Named]:
    """The names in the text, the longest at each place, in their order, and whether each is meant as such."""
    at = 0
    while at < len(words):
        end, terms, meant = _longest_name(shown, words, at, glossary)
        if terms:
            begin, stop = words[at].begin, words[end - 1].end
            yield MessageTerm(shown[begin:stop], begin, stop, terms), meant
        at = end


def _longest_name(shown: str, words: Sequence[Word], at: int, glossary: Glossary) -> tuple[int, tuple[Term, ...], bool]:
    """Where the longest name that begins here ends, its terms, and whether it is meant as such."""
    for end in range(_reach(words, at), at, -1):
        written = shown[words[at].begin : words[end - 1].end]
        if "&" not in written and not NO_END.isdisjoint((words[at].text.casefold(), words[end - 1].text.casefold())):
            continue
        if end - at > 1 and words[at].text.casefold() in BEFORE_A_SUBJECT and ":" in written:
            continue
        if terms := glossary.named(written):
            telling = _is_phrase(written, terms) if end - at > 1 else _is_word(shown, words, at, terms)
            return end, terms, telling
    return at + 1, (), False


def _reach(words: Sequence[Word], at: int) -> int:
    """The end of the words that may be one name with this one."""
    end = at + 1
    while end < min(at + LONGEST_NAME, len(words)) and words[end - 1].joined:
        end += 1
    return end


def _is_phrase(written: str, terms: Sequence[Term]) -> bool:
    """Whether several words are a name as it is said: no everyday phrase, and no words that happen to join into an
    acronym, as “as a” into ASA.
    """
    parts = split_words(written)
    if is_everyday(written):
        return False
    spaced = len(written.split()) > 1
    return not (spaced and "".join(parts) in _acronyms(terms) and all(part.isalpha() for part in parts))


def _is_word(shown: str, words: Sequence[Word], at: int, terms: Sequence[Term]) -> bool:
    """Whether one word is a term: an acronym in capitals, a word that is no English one, or English that is jargon."""
    word = words[at]
    key, names = match_key(word.text), {name for term in terms for name in _names_of(term)}
    if not any(char.isalpha() for char in key) or is_everyday(word.text):
        return False
    if _is_capitals(word.text) and not word.shouted:
        return not _tells_time(words, at)
    if word.shouted or "-" in shown[max(word.begin - 1, 0) : word.begin] + shown[word.end : word.end + 1]:
        return is_jargon(word.text)
    if word.text in names and not word.text.istitle() and not word.text.islower():
        return True  # SaaS, eNPS
    if key in everyday_english() or key.removesuffix("s") in _acronyms(terms) & everyday_english():
        return is_jargon(word.text) and not _is_part_of_a_name(words, at)
    return not (word.text.istitle() and key in _acronyms(terms)) and not _is_part_of_a_name(words, at)


def _names_of(term: Term) -> tuple[str, ...]:
    return (term.name, *term.acronyms, *term.aliases)


def _acronyms(terms: Sequence[Term]) -> frozenset[str]:
    """The keys of the names that are acronyms."""
    written = (name for term in terms for name in (*term.acronyms, *filter(str.isupper, _names_of(term))))
    return frozenset(map(match_key, written))


def _is_capitals(text: str) -> bool:
    return len(text) > 1 and (text.isupper() or (text[:-1].isupper() and text[-1] == "s" and len(text) > 2))


def _tells_time(words: Sequence[Word], at: int) -> bool:
    """Whether it is the AM or PM of a time, or the PS of a letter."""
    if words[at].text == "PS":
        return words[at].first
    return words[at].text in {"AM", "PM"} and at > 0 and words[at - 1].text[-1].isdigit()


def _is_part_of_a_name(words: Sequence[Word], at: int) -> bool:
    """Whether a word with a capital stands beside another within a sentence, as in “Pilot Corp”."""
    word = words[at]
    if not word.text.istitle():
        return False
    beside = [words[at + 1]] if word.joined and at + 1 < len(words) else []
    if at and words[at - 1].joined and not words[at - 1].first:
        beside.append(words[at - 1])
    return any(other.text.istitle() and other.text.casefold() not in NO_END for other in beside)


def _decided(found: Sequence[MessageTerm], named: Sequence[Named], shown: str) -> Iterator[MessageTerm]:
    """What was found, with the terms that are meant, told by what else is named and said."""
    chosen: dict[tuple[str, ...], tuple[tuple[Term, ...], Sense]] = {}
    for each in found:
        ids = tuple(term.id for term in each.terms)
        if len(ids) > 1 and ids not in chosen:
            chosen[ids] = _chosen(each, named, shown)
        terms, sense = chosen.get(ids, (each.terms, each.sense))
        yield MessageTerm(each.written, each.begin, each.end, terms, sense)


def _chosen(name: MessageTerm, named: Sequence[Named], shown: str) -> tuple[tuple[Term, ...], Sense]:
    """What a name means, told by what stands near it, or else by the whole text."""
    near = range(name.begin - NEAR, name.end + NEAR)
    for begin, end in ((max(near.start, 0), near.stop), (0, len(shown))):
        near_by = [
            (each.terms[0], meant) for each, meant in named if len(each.terms) == 1 and begin <= each.begin < end
        ]
        around = Surroundings(_once(t for t, meant in near_by if meant), _once(t for t, _ in near_by), shown[begin:end])
        terms, sense = choose_sense(name.terms, around)
        if sense in {"spelled", "neighbours"}:
            break
    return terms, sense


def _once(terms: Iterable[Term]) -> list[Term]:
    return list({term.id: term for term in terms}.values())


def _is_unknown(word: Word, shown: str) -> bool:
    """Whether it looks like an acronym that somebody may want explained."""
    text = _singular(word.text)
    if not _UNKNOWN.fullmatch(word.text) or word.shouted or not SHORTEST <= len(text) <= LONGEST_ACRONYM:
        return False
    beside = shown[word.begin - 1 : word.begin] + shown[word.end : word.end + 1]
    if any(char in "$€£-_/" or char.isdigit() for char in beside) or not any(char.isalpha() for char in text[1:]):
        return False
    if _QUARTER.fullmatch(text) or _ROMAN.fullmatch(text) or text in everyday().known_acronyms:
        return False
    return text.casefold() not in (everyday_english() if len(text) > SHORT else EVERYDAY)


def _singular(text: str) -> str:
    return text[:-1] if text.endswith("s") and text[:-1].isupper() else text
