"""The curated glossary and a team's own words, which change while they are asked for."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from glossary.glossary import Glossary, with_confusions
from glossary.model import Answer, Origin, Term
from glossary.overlays import Overlay
from glossary.search.finder import Finder

if TYPE_CHECKING:
    from glossary.parsing.interpreter import Interpreter

Entry = Term | Overlay
Layer = Literal["file", "team"]
LAYERS: tuple[Layer, ...] = ("file", "team")
"""Where a team's words come from, what comes later before what comes earlier."""
MOST_DESCRIBED = 2_000
"""With more words of the team's own only the curated ones are searched by meaning: that looks at all of them."""


class TeamGlossary(Glossary):
    """A glossary that follows what a team says, without being built anew.

    Answers may be given in other threads while it changes: they see some of the change or all of it.
    """

    has_own_words = True

    def __init__(self, curated: Iterable[Term], look: Callable[[], None] = lambda: None) -> None:
        """Takes the curated terms, and what is called before each answer, to look whether the team's words changed."""
        self._look = look
        self.expire: Callable[[], None] = lambda: None
        """Has the next answer look for changes, however short ago that was done: after a change of one's own."""
        super().__init__(curated)
        self._shown = self.curated
        self._finder = Finder(self.curated.values())
        self._plain = dict(self.curated)
        self._known = dict(self.curated)  # terms that are gone stay in it, for answers that are under way
        self._named = self._known
        self._layers: dict[Layer, dict[str, Entry]] = {layer: {} for layer in LAYERS}

    @property
    def terms(self) -> Mapping[str, Term]:
        """The terms that can be asked for now."""
        self._look()
        return self._shown

    @terms.setter
    def terms(self, terms: Mapping[str, Term]) -> None:
        self._shown = terms

    @property
    def revision(self) -> int:
        """Counts the changes."""
        self._look()
        return self._revision

    @revision.setter
    def revision(self, revision: int) -> None:
        self._revision = revision

    def has_name(self, text: str) -> bool:
        """Whether the text is a name of a term now, in any form."""
        self._look()
        return super().has_name(text)

    def named(self, text: str) -> tuple[Term, ...]:
        """The terms with the text for a name now, in any form."""
        self._look()
        return super().named(text)

    def nearly_named(self, text: str) -> tuple[Term, ...]:
        """The terms with a name now that the text is but for a slip."""
        self._look()
        return super().nearly_named(text)

    def answer(self, text: str) -> Answer:
        """What the glossary says to the text now."""
        self._look()
        return super().answer(text)

    @property
    def own(self) -> tuple[Term, ...]:
        """The terms of the team's own, and the curated ones of which it says something."""
        return tuple(term for term in self.terms.values() if term.origin or term.said_in)

    @property
    def says_of_curated(self) -> bool:  # type: ignore[override]  # which follows what the team says
        """Whether the team says anything of a term that is there without it."""
        self._look()
        return any(isinstance(entry, Overlay) for layer in self._layers.values() for entry in layer.values())

    def hidden_in(self, id_: str) -> Origin:
        """Where the team hides a term: in its files, or by a curator's decision (`team`); empty where it doesn't."""
        self._look()
        hiding = [
            layer for layer in LAYERS if isinstance(entry := self._layers[layer].get(id_), Overlay) and entry.hidden
        ]
        return hiding[-1] if hiding and id_ not in self._shown else ""

    def entries(self, layer: Layer) -> Mapping[str, Entry]:
        """What a layer says, by id."""
        return self._layers[layer]

    def replace_layer(self, layer: Layer, entries: Mapping[str, Entry]) -> None:
        """Takes the entries for all that the layer says."""
        gone = dict.fromkeys(self._layers[layer].keys() - entries.keys())
        self.change_layer(layer, {**gone, **entries})

    def change_layer(self, layer: Layer, changed: Mapping[str, Entry | None]) -> None:
        """Takes entries of a layer in place of what it said of those ids; none says nothing any longer."""
        held = self._layers[layer]
        for id_, entry in changed.items():
            if entry is None:
                held.pop(id_, None)
            else:
                held[id_] = entry
        self._follow({id_: self._effective(id_) for id_ in changed})

    def _effective(self, id_: str) -> Term | None:
        return effective_term(self.curated.get(id_), [(layer, self._layers[layer].get(id_)) for layer in LAYERS])

    def _follow(self, changed: Mapping[str, Term | None]) -> None:
        """Brings what is found into step with terms that are now so, or gone."""
        before = {id_: self._plain.get(id_) for id_ in changed}
        new = {id_: term for id_, term in changed.items() if term is not None and term != before[id_]}
        gone = [id_ for id_, term in changed.items() if term is None and before[id_] is not None]
        self._plain = {id_: term for id_, term in (self._plain | new).items() if id_ not in gone}
        self._gone = tuple(term for id_, term in self.curated.items() if id_ not in self._plain)
        terms = with_confusions(self._plain)
        self._known.update(terms)
        if not gone:
            self.terms = terms
        searched = [term for id_, term in new.items() if _names(term) != _names(before[id_])]
        self._finder.update(gone, searched)
        self.terms = terms
        self._revision += 1
        if "_reader" in self.__dict__:
            self._follow_meaning(gone, list(new.values()))

    def _follow_meaning(self, gone: Collection[str], new: Collection[Term]) -> None:
        if self._are_all_described == self._were_all_described:
            described = new if self._are_all_described else [term for term in new if not term.origin]
            self._reader.update(gone, described)
        else:
            del self.__dict__["_reader"]

    @property
    def _are_all_described(self) -> bool:
        return len(self._plain) - len(self.curated) <= MOST_DESCRIBED

    def _described(self) -> Collection[Term]:
        if self._are_all_described:
            return self._shown.values()
        return [term for term in self._shown.values() if not term.origin]

    @cached_property
    def _reader(self) -> "Interpreter":
        from glossary.parsing.interpreter import Interpreter  # whoever asks for a name doesn't wait for the rest

        self._were_all_described = self._are_all_described
        return Interpreter(self._named, self._finder, self._described)


def effective_term(curated: Term | None, layers: Iterable[tuple[Origin, Entry | None]]) -> Term | None:
    """What holds of a term: the layers from the first to the last, each over those before.

    A term takes the place of all below it, an overlay adds to it or hides it; one to no term says nothing.
    """
    term = curated
    hidden = False
    for origin, entry in layers:
        if isinstance(entry, Term):
            term, hidden = replace(entry, origin=origin), False
        elif entry is not None:
            hidden = hidden or entry.hidden
            term = term and _overlaid(term, entry, origin)
    return None if hidden else term


def _overlaid(term: Term, overlay: Overlay, origin: Origin) -> Term:
    said = {field: getattr(overlay, field) for field in ("our_definition", "our_formula", "note", "owner")}
    said = {field: text for field, text in said.items() if text}
    shown = said.keys() & {"our_definition", "our_formula", "note"}
    from_file = overlay.imported if shown else term.imported
    return replace(term, **said, said_in=origin if shown else term.said_in, imported=from_file)


def _names(term: Term | None) -> tuple[object, ...]:
    """What of a term the finder looks at."""
    return (term.name, term.acronyms, term.aliases, term.definition, bool(term.origin)) if term else ()
