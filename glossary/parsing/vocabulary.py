"""The words that questions and comparisons are made of, each with the part it plays."""

import re
from functools import cache

from glossary.model import ASPECTS

# A part is "ask" or "fill" (no meaning of its own), an aspect of a term, or how a word joins two terms:
# "versus" and "differ" always do, "and" may, "loose" does only in a comparison.
_PARTS = {
    "ask": """
        what whats what's wat wats wot wots wut wht waht whta wath hwat wha whatis what're wtf heck hell earth
        who whos who's whom which when whens when's where how hows how's define defined
        defines defining definition definitions explain
        explained explains explaining explanation describe described description tell teach show give lookup look search
        understand understanding understood know knows known mean means meant meaning meanings stand stands standing
        short acronym abbreviation abbreviated full eli5 clarify clarification remind info information details detail
        wonder wondering confused unsure sure idea clue heard hearing hear mentioned mention mentions asked asking asks
        says saying said talking talks talked refer refers referring purpose goal point counts count counted considered
        included includes include pronounce called call calls synonym interested learn
        """,
    "fill": """
        a an the teh this that thats that's these those of off for by in on at about up into me us my our your their its
        i we you u am i'm im
        one someone somebody anyone people folks they it it's he she them myself yourself is si are was were
        been being isn't isnt aren't arent do does dose did doesn't doesnt don't dont didn't can could can't
        would should shall will might may must u'd i'd i'll i've id ive have has had having get gets got need needs want
        wants like likes help please pls plz plss thanks thank thx cheers ty kindly hi hello hey hiya yo hullo greetings
        morning afternoon evening dear bot so well ok okay oh um uh hmm but if then there here now again exactly
        actually really basically just simply even ever still today yesterday quick question questions dumb stupid silly
        noob sorry new guys guy everyone everybody anybody all any some more much very thing things stuff term terms
        word words phrase concept metric score name names named another kind sort type such deal boss
        colleague keep keeps keeping work works working use used uses using exist exists happen happens happening day
        run running write writing prepare preparing reduce improve improving increase prevent avoid handle find create
        build set setting start track tracking make makes go goes going into year years five old simple plain english
        language layman laymans layman's context look think no not never come comes person role contract
        system login survey supposed only many long often i.e aka lol tldr tl;dr
        """,
    "formula": """
        calculate calculates calculated calculating calculation calculations calculator calc compute computes computed
        computing computation formula formulas formulae equation measure measures measured measuring determine
        determined derive derived math maths
        """,
    "benchmark": """
        good bad great ok healthy unhealthy typical typically normal normally average usual usually decent ideal
        ideally acceptable reasonable benchmark benchmarks standard target range best be
        """,
    "example": "example examples sample e.g eg illustrate illustration instance",
    "why": "why matter matters mattering important importance care cares significance relevance relevant worth",
    "versus": "vs versus v vs.",
    "differ": """
        difference differences diff diffs different differently differ differs differing differentiate compare compares
        compared comparing comparison comparisons same identical distinguish distinguishes distinguished distinction
        apart opposed between btw interchangeable interchangeably relate relates related
        """,
    "and": "and or & / , n nor plus",
    "loose": "equal equals equivalent to with from than as x against tell sets better",
}
_PAIRS = {
    "work out": "formula", "working out": "formula", "worked out": "formula", "figure out": "formula",
    "how high": "benchmark", "how low": "benchmark", "how big": "benchmark", "how much": "benchmark",
    "i am": "fill", "like im": "fill", "like i'm": "fill", "im not": "ask", "i'm not": "ask", "im new": "fill",
    "cs bot": "fill", "what about": "ask", "how about": "ask", "short for": "ask", "full form": "ask",
    "types of": "fill", "kinds of": "fill", "instead of": "versus", "relationship between": "differ",
    "similarities between": "differ", "similarity between": "differ",
}  # fmt: skip
_NUMBER = re.compile(r"[$€£]?\d[\d.,]*(?:%|k|m|years?|yrs?)?")
_MISSPELT = frozenset({"ask", "formula", "differ", "example", "why", "loose"})
_TOO_NEAR = {"asking", "better", "called", "counts", "hearing", "matter", "matters", "standing", "talking", "within"}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ROLES = {word: part for part, words in reversed(_PARTS.items()) for word in words.split()}
PAIR = {tuple(pair.split()): part for pair, part in _PAIRS.items()}
JOINS = frozenset({"versus", "differ", "and", "loose"})
ASKING = frozenset({"ask", "versus", "differ", *ASPECTS})
NOUNS = frozenset({"survey", "contract", "call", "score", "goal", "new", "old", "full"})
"""Words of a question beside one that asks; otherwise they say what is meant, as in “onboarding survey”."""
PREPOSITIONS = frozenset({"in", "for", "at", "within", "to", "on"})
CONTEXT = _words(
    """
    a an the our my your this b2b saas cs csm csms csm's customer success customers account accounts user users
    company companies business businesses sales software industry world team teams startup tech subscription
    service context field terms term speak words word english language general practice simple plain layman's
    laymans example us me beginner newbie dummies product new hire revenue finance marketing vendor vendors five
    year old child
    """
)


def role(word: str) -> str:
    """The part that a lower-case word plays, also with a letter wrong in a long one; empty for a word of content."""
    found = ROLES.get(word)
    if found is None and _NUMBER.fullmatch(word):
        return "fill"
    if found is None and len(word) > 3:
        return _part_of_misspelt(word)
    return found or ""


def _part_of_misspelt(word: str) -> str:
    near = _near()
    if word in near:
        return near[word]
    for at in range(len(word)):
        if (cut := word[:at] + word[at + 1 :]) in near:
            return near[cut]
    return ""


@cache
def _near() -> dict[str, str]:
    """The long words that no term is near, and what is left of each with one letter gone, with their parts."""
    long = {word: role for word, role in ROLES.items() if len(word) > 5 and role in _MISSPELT and word not in _TOO_NEAR}
    return {cut: role for word, role in long.items() for cut in _cuts(word)}


def _cuts(word: str) -> list[str]:
    return [word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]
