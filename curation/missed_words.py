"""Words that were looked up and that nobody could answer: normalised, counted by workspace and day, without who."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from glossary.search.english import everyday_english
from glossary.search.normalisation import plain_text, split_words
from store import Store

KEPT: Final = timedelta(days=400)
LONGEST, MOST_WORDS = 40, 4  # characters and words: what is longer is a sentence, and may say anything
_PRIVATE = re.compile(r"[@#<>|/\\=:]|\w\.\w|\d{2}|(?:^|\s)\d|[$€£¥%]")
"""Addresses, mentions, links, numbers, amounts and dates."""
_COMPANY = frozenset({"ag", "bv", "co", "corp", "gmbh", "inc", "llc", "llp", "ltd", "plc", "pty", "sa", "sarl", "srl"})


def word_kept(text: str, is_account: Callable[[str], bool] = lambda _: False) -> str:
    """The normalised word of a missed look-up, as it is kept; empty for what is not kept at all.

    That is what holds numbers, addresses or mentions, what is no short name, what names a company by its form or an
    account, and two or more words that are no English: people's names are made so.
    """
    plain = plain_text(text).strip(" ?!.,\"'")
    words = split_words(plain)
    if not words or len(words) > MOST_WORDS or len(plain) > LONGEST or is_private(text):
        return ""
    strange = [word for word in words if word not in everyday_english()]
    if len(strange) > 1 or not _COMPANY.isdisjoint(words) or _is_a_persons(plain, strange):
        return ""
    return "" if is_account(plain) else " ".join(words)


def is_private(text: str) -> bool:
    """Whether a text holds an address, a mention, a link, a number or an amount."""
    return _PRIVATE.search(text) is not None


def _is_a_persons(plain: str, strange: list[str]) -> bool:
    """Whether two words with capitals stand beside each other, one of which at least is no English: `Dana Miller`."""
    words = plain.split()
    return bool(strange) and len(words) > 1 and all(word.istitle() for word in words)


@dataclass(frozen=True, slots=True)
class MissedWord:
    """A word that was missed, and how often."""

    word: str
    misses: int


def add_misses(store: Store, day: date, team: str, misses: Mapping[str, int]) -> None:
    """Adds to the misses of words on a day in a workspace; those of more than 400 days ago are removed."""
    rows = [{"word": word, "team": team, "day": day.isoformat(), "misses": count} for word, count in misses.items()]
    with store.writing() as connection:
        connection.executemany(
            "INSERT INTO missed_word (word, team, day, misses) VALUES (:word, :team, :day, :misses)"
            " ON CONFLICT (word, team, day) DO UPDATE SET misses = missed_word.misses + excluded.misses",
            rows,
        )
        connection.execute("DELETE FROM missed_word WHERE day < ?", ((day - KEPT).isoformat(),))


def missed_between(store: Store, first: date, last: date) -> list[MissedWord]:
    """The words missed on the days from the first to the last, those missed most first."""
    query = (
        "SELECT word, CAST(sum(misses) AS bigint) AS misses FROM missed_word WHERE day BETWEEN ? AND ?"
        " GROUP BY word ORDER BY misses DESC, word"
    )
    return [MissedWord(*row) for row in store.reading.execute(query, (first.isoformat(), last.isoformat()))]


def forget_word(store: Store, word: str) -> int:
    """Removes a word from what was missed. Returns how many days of it there were."""
    with store.writing() as connection:
        return connection.execute("DELETE FROM missed_word WHERE word = ?", (word,)).rowcount
