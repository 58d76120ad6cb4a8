"""The card that explains the jargon of a message: a line a term, a page at a time, with what to ask next."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.reply import Choice, Reply, Row
from curation.feedback import EXPLANATION
from glossary import Glossary, Term
from glossary.explaining import MessageTerm, explain_message
from glossary.explaining.senses import Sense

LINE = 105  # characters of a meaning
MOST, MOST_UNKNOWN = 40, 10  # terms and acronyms of a card: a button has to carry them
LONGEST = 1900  # characters of what a button carries
BUTTONS, ASKED = 3, 2  # terms that a tap opens, acronyms that a tap asks the team for
LISTED = "listed"
_LETTERS: dict[Sense, str] = {"only": "o", "spelled": "s", "neighbours": "n", "usual": "u", "undecided": "d"}
_SENSES = {letter: sense for sense, letter in _LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Meant:
    """A term of a message and those that its name may mean too, and how that was told; what was `written`, if known."""

    terms: tuple[Term, ...]
    sense: Sense
    written: str = ""

    @classmethod
    def of(cls, found: MessageTerm) -> "Meant":
        """The same without where it stands."""
        return cls(found.terms, found.sense, found.written)

    @property
    def token(self) -> str:
        """The terms as a button carries them: ids, and a letter for how the sense was told."""
        return f"{_LETTERS[self.sense]}:{'/'.join(term.id for term in self.terms)}"


def explanation_reply(text: str, glossary: Glossary, where: str = "this message") -> Reply:
    """The card of a message's jargon; or of a list of terms, as `share` of such a card has it."""
    if text.startswith(f"{LISTED} "):
        return _card(*_from_tokens(text.split()[1:], glossary), glossary, where)
    found = explain_message(text, glossary)
    return _card([Meant.of(each) for each in found.terms[:MOST]], found.unknown[:MOST_UNKNOWN], glossary, where)


def _card(terms: Sequence[Meant], unknown: Sequence[str], glossary: Glossary, where: str) -> Reply:
    if not terms and not unknown:
        return _nothing(where)
    hidden = [each for each in unknown if glossary.hidden(each)]
    missing = [each for each in unknown if each not in hidden]
    choices = [_choice(each) for each in terms]
    return Reply(
        title=_title(len(terms), where),
        data=_data(terms, unknown),
        rows=tuple(map(_row, terms)),
        is_list=True,
        choices=tuple(choices[:BUTTONS]),
        actions=tuple(Choice(f"Ask the team: {each}", f"ask {each}") for each in missing[:ASKED]),
        footnotes=tuple(_missing(missing, hidden)),
        share=f"explain {LISTED} {' '.join(_tokens(terms, unknown))}",
        feedback=EXPLANATION if terms else "",
        outcome="answered" if terms else "nothing",
    )


def _choice(meant: Meant) -> Choice:
    """What opens a term; of one that may be either of several, the choice between them."""
    if meant.sense != "undecided":
        return Choice(meant.terms[0].name, f"define {meant.terms[0].id}")
    name = meant.written or _shared(meant.terms) or meant.terms[0].name
    return Choice(f"{name}?", f"define {name}")


def _title(count: int, where: str) -> str:
    return f"{count or 'No'} term{'' if count == 1 else 's'} in {where}"


def _nothing(where: str) -> Reply:
    said = f"I found no term of Customer Success in {where}. Names, links, addresses and code aren’t read."
    return Reply(
        title=_title(0, where),
        data=_data((), ()),
        paragraphs=(said,),
        actions=(Choice("Browse all terms", "terms"),),
        outcome="nothing",
    )


def _missing(unknown: Sequence[str], hidden: Sequence[str]) -> Iterator[str]:
    if hidden:
        yield f"Hidden by your team: {', '.join(hidden)}."
    if unknown:
        yield f"Not in the glossary: {', '.join(unknown)}."


def _row(meant: Meant) -> Row:
    first, *others = meant.terms
    label = first.title if not meant.written or _says(first, meant.written) else f"{meant.written} – {first.name}"
    if meant.sense == "undecided":
        names = " or ".join(term.name for term in meant.terms)
        return Row(meant.written or _shared(meant.terms), f"{names}: nothing around it tells which.")
    note = f" Usually this; it can be {' or '.join(term.name for term in others)}." if meant.sense == "usual" else ""
    return Row(label, f"{brief_meaning(first)}{note}")


def _says(term: Term, written: str) -> bool:
    names = {name.casefold() for name in (term.name, *term.acronyms)}
    return not names.isdisjoint({written.casefold(), written.casefold().removesuffix("s")})


def _shared(terms: Iterable[Term]) -> str:
    """A name that all of the terms have."""
    each = [{name.casefold(): name for name in (*term.acronyms, *term.aliases)} for term in terms]
    return next((name for key, name in each[0].items() if all(key in other for other in each)), "")


def brief_meaning(term: Term) -> str:
    """What a term means, on one line."""
    first = re.split(r"(?<=[.!?])\s|;|:\s", term.meaning, maxsplit=1)[0].strip()
    return f"{first.rstrip('.')}." if len(first) <= LINE else f"{first[:LINE].rsplit(' ', 1)[0].rstrip(' ,;:(')}…"


def _tokens(terms: Sequence[Meant], unknown: Sequence[str]) -> Iterator[str]:
    """What a button carries of it, as far as there is room."""
    room = LONGEST
    for token in (*(f"?{each}" for each in unknown), *(each.token for each in terms)):
        room -= len(token) + 1
        if room < 0:
            return
        yield token


def _from_tokens(tokens: Sequence[str], glossary: Glossary) -> tuple[list[Meant], tuple[str, ...]]:
    """The terms that a button carries, as far as the glossary still has them, and the unknown acronyms."""
    terms = []
    for token in tokens:
        letter, _, ids = token.partition(":")
        known = tuple(glossary.terms[id_] for id_ in ids.split("/") if id_ in glossary.terms)
        if letter in _SENSES and known:
            terms.append(Meant(known, _SENSES[letter]))
    return terms, tuple(token[1:] for token in tokens if token.startswith("?"))


def _data(terms: Sequence[Meant], unknown: Sequence[str]) -> dict[str, object]:
    return {
        "kind": "explanation",
        "terms": [
            {
                "written": each.written,
                "id": each.terms[0].id,
                "name": each.terms[0].name,
                "definition": each.terms[0].meaning,
                "sense": each.sense,
                "also": [term.id for term in each.terms[1:]],
            }
            for each in terms
        ],
        "unknown": list(unknown),
    }
