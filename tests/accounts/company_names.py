"""Names of made-up companies, and what people type when they mean one: what finding accounts is judged on."""

# ruff: noqa: SIM905  lists of words read better as such

import random
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

_STARTS: Final = (
    "al an ar as bel bren cal cor dal del el en fal fen gar gal hal har il jun kal kor lan lor mar mel nor ol or pal "
    "par quin ral ren sal sol tar tel ur val ven wil wes yor zan"
).split()
_ENDS: Final = (
    "a ano ar berg bridge by dale den dex don eda er era field ford gate ica ien ima ine ion is ium ix land ley lo "
    "lux man mark mere mond o on ora os ova port ridge son stad stein ta ton tra ura us vale via ville wick worth yx"
).split()
_WORDS: Final = (
    "amber anchor apex arbor arrow atlas aurora beacon birch blue bright canyon cedar clear cloud cobalt copper coral "
    "crest crystal delta eagle ember falcon fern first forge fox glacier golden granite green harbor hawk horizon "
    "iron ivory juniper keystone lake lantern laurel lunar maple meadow metro mint moon north oak ocean orchid osprey "
    "pacific pearl pine pioneer polar prairie quartz rapid raven red ridge river rose ruby sable sage sierra silver "
    "sky slate spruce star stone summit sun swift terra thunder tidal timber topaz true union velvet vista west "
    "willow winter zephyr"
).split()
_TRADES: Final = (
    "analytics bank biotech brewing builders capital care cloud consulting data dental design dynamics education "
    "electric energy engineering farms finance foods freight games global group health holdings hotels insurance "
    "interactive labs legal logistics machines marine media medical metals mobility motors networks optics outdoor "
    "packaging paper partners pharma power press printing properties robotics security semiconductors services "
    "shipping software solar solutions sports steel studios supply systems technologies telecom textiles tools toys "
    "trading transport travel ventures water wind works"
).split()
_LEGAL: Final = (
    "",
    "",
    "",
    "",
    " Inc",
    " Inc.",
    ", Inc.",
    " GmbH",
    " Ltd",
    " Ltd.",
    " LLC",
    " AG",
    " S.A.",
    " B.V.",
    " plc",
    " Oy",
)
_ACCENTED: Final = str.maketrans({"a": "á", "e": "é", "o": "ö", "u": "ü"})


@cache
def names(count: int, seed: int) -> tuple[str, ...]:
    """So many company names, no two alike."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        found.setdefault(_name(chance))
    return tuple(found)


def typed(name: str, how: str, seed: int) -> str:
    """What somebody types who means that company."""
    return WAYS[how](name, random.Random(f"{name} {how} {seed}"))


def _name(chance: random.Random) -> str:
    coined = (chance.choice(_STARTS) + chance.choice(("", "", *_STARTS)) + chance.choice(_ENDS)).capitalize()
    word, trade = chance.choice(_WORDS).capitalize(), chance.choice(_TRADES).capitalize()
    shapes = (
        coined,
        f"{coined} {trade}",
        f"{coined} {trade}",
        f"{word} {trade}",
        f"{word} {coined}",
        f"{coined} & {_other(chance)}",
        f"{word} {chance.choice(_WORDS).capitalize()} {trade}",
        f"{coined}{trade.lower()}",
        f"The {word} {trade} Company",
    )
    shape = chance.choice(shapes)
    if chance.random() < 0.1:
        shape = shape.translate(_ACCENTED)
    return shape + chance.choice(_LEGAL)


def _other(chance: random.Random) -> str:
    return (chance.choice(_STARTS) + chance.choice(_ENDS)).capitalize()


def _bare(name: str) -> str:
    """The name without its legal form, as most people say it."""
    for form in sorted(set(_LEGAL), key=len, reverse=True):
        if form:
            name = name.removesuffix(form)
    return name


def _edit(name: str, chance: random.Random) -> str:
    """One slip: a letter left out, doubled, swapped with the next, or another one in its place."""
    at = chance.randrange(len(name) - 1)
    slip = chance.randrange(4)
    if slip == 0:
        return name[:at] + name[at + 1 :]
    if slip == 1:
        return name[:at] + name[at] + name[at:]
    if slip == 2:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + chance.choice("aeinorst") + name[at + 1 :]


def _words(name: str, chance: random.Random) -> str:
    """Some of its words."""
    words = _bare(name).removeprefix("The ").split()
    return " ".join(words[: chance.randrange(1, len(words) + 1)])


WAYS: Final[dict[str, Callable[[str, random.Random], str]]] = {
    "as it is": lambda name, _: name,
    "in lower case": lambda name, _: name.lower(),
    "without its legal form": lambda name, _: _bare(name),
    "run together": lambda name, _: _bare(name).replace(" ", "").lower(),
    "one slip": lambda name, chance: _edit(_bare(name).lower(), chance),
    "one slip, legal form and all": _edit,
    "two slips": lambda name, chance: _edit(_edit(_bare(name).lower(), chance), chance),
    "first words": _words,
    "first words with a slip": lambda name, chance: _edit(_words(name, chance).lower() + " ", chance).strip(),
}


def judged(count: int, seed: int) -> Iterator[tuple[str, int, str]]:
    """For each way of typing, the numbers of some of the names and what is typed for them."""
    listed = names(count, seed)
    chance = random.Random(seed + 1)
    for how in WAYS:
        for number in chance.sample(range(count), min(count, 300)):
            yield how, number, typed(listed[number], how, seed)
