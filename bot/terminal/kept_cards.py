"""The cards of curated terms as `cs define` prints them, kept beside this file: see `glossary/kept.py`.

A term that is asked for by a name as it is written, where the team says nothing of its own, is answered from here:
without the glossary, its index, the commands and all that they import. `bot/terminal/card_compiler.py` had them
answered by `bot/commands.py`, as all else is. They are passed over as soon as a file that they were made of says
something else: the terms, and every module that had to do with them.
"""

import os
import sys

from bot.terms.word_snapshot import curated_words_hold
from glossary.kept import checksums, kept_path, read_kept, unsealed

TYPE_CHECKING = False  # what `typing` says, which takes longer to import than a kept card to print
if TYPE_CHECKING:
    from typing import Any

    from bot.render.terminal_blocks import Block
    from glossary.kept import Checksums

    Card = tuple[dict[str, Any], tuple[Block, ...]]
    """The JSON object of an answer, and what is printed of it."""
    Cards = tuple[Checksums, dict[str, int], list[bytes]]
    """What they were made of, the number of the card that a name asks for, and the sealed cards."""

_HERE = os.path.dirname(os.path.abspath(__file__))
CODE = os.path.dirname(os.path.dirname(_HERE))
PLACE = kept_path(_HERE, "cards")
TERMS = os.path.join(CODE, "glossary", "terms")


def kept_card(request: str) -> "Card | None":
    """The card that answers a request; None where it has to be answered otherwise. Raises `SettingsError`."""
    words = request.rstrip("! ").split()  # an answer for all, which a terminal has anyway
    name = " ".join(words[1:] if words and words[0].casefold() == "define" else words)
    if not name or not curated_words_hold():
        return None
    cards = _read()
    number = cards[1].get(name.casefold()) if cards else None
    if cards is None or number is None or not _are_current(cards):
        return None
    match unsealed(b"".join(cards[2][number : number + 1])):
        case (dict() as data, tuple() as blocks):
            return data | {"query": name}, blocks
    return None


def keep_cards() -> None:
    """Keeps the cards for the next time, unless they are kept, can't be, or the team has words of its own.

    That is done in another process: whoever has imported the program may have it answer otherwise.
    """
    folder = os.path.dirname(PLACE)
    if not sys.executable or not os.access(folder if os.path.isdir(folder) else _HERE, os.W_OK):
        return
    if not curated_words_hold() or ((cards := _read()) and _are_current(cards)):
        return
    import subprocess

    command = [sys.executable, "-P", "-m", "bot.terminal.card_compiler"]
    quiet = subprocess.DEVNULL
    subprocess.run(  # noqa: S603  our own
        command, check=False, stdin=quiet, stdout=quiet, stderr=quiet, env={**os.environ, "PYTHONPATH": CODE}
    )


def term_files() -> list[str]:
    """The files that the curated terms are read from."""
    names = sorted(name for name in os.listdir(TERMS) if name.endswith(".toml"))
    return [*(os.path.join(TERMS, name) for name in names), f"{TERMS.removesuffix('terms')}sources.toml"]


def _read() -> "Cards | None":
    match read_kept(PLACE):
        case (tuple() as made_of, dict() as by_name, list() as cards):
            return made_of, by_name, cards
    return None


def _are_current(cards: "Cards") -> bool:
    made_of = cards[0]
    try:
        paths = [path for path, _ in made_of]
        return set(term_files()) <= set(paths) and checksums(paths) == made_of
    except OSError:
        return False
