"""Finding the account that a text means: by key, domain or name, and nearly so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from accounts.names import trigram_index as name_index
from accounts.names.normalisation import as_lines, core_in_unspaced, fold, is_unspaced, whole_in_unspaced
from accounts.names.similarity import NEAR, SAME, SAME_STEM, parse_query, shortlist, similarity
from store.connection import Connection
from store.database import Store

LONGEST: Final = 200
"""Characters of a text that are read; no name is longer."""
OFFERED: Final = 8
"""How many candidates are offered at most."""
SURE: Final = 86
"""From this nearness on an account is meant beyond doubt, if no other comes within `LEAD` of it."""
LEAD: Final = 7


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account that may be meant, with what tells it from others of its name. `score` is how near, 0 to 100."""

    id: int
    key: str
    name: str
    domain: str
    owner: str
    status: str
    score: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a text found: `exact` when one account is meant beyond doubt. The candidates, it too, are best first.

    `total` is how many there are, those beyond the candidates too.
    """

    exact: int | None = None
    candidates: tuple[Candidate, ...] = ()
    total: int = 0


def search_accounts(store: Store, text: str, offset: int = 0, most: int = OFFERED) -> SearchResult:
    """The account that a text means, or those it may mean: a key, a domain (an email, a URL), a name or part of one.

    The candidates are a page of them, at most so many from `offset` on. Accounts that left are found as well. Of
    several by the same name none is taken: all are offered.
    """
    text = " ".join(text[:LONGEST].replace("\0", " ").encode(errors="replace").decode().split())
    if not text:
        return SearchResult()
    if name_index.is_stale(store.reading):
        with store.writing() as connection:
            name_index.update_index(connection)
    with store.snapshot() as connection:
        scores = _scores(connection, text)
        listed = _listed(connection, scores, offset, most)
    exact = listed[0].id if listed and _is_clear(listed) else None
    return SearchResult(exact, tuple(listed[offset : offset + most]), len(scores))


def account_within(store: Store, text: str) -> int | None:
    """The account whose name stands in a text of a script without spaces between words, the longest name where several
    do: `日本電気の更新はいつ`. None of several by that name.
    """
    if not is_unspaced(text):
        return None
    ask, whole = parse_query(text[:LONGEST]), whole_in_unspaced(text[:LONGEST])
    with store.snapshot() as connection:
        rows = {id_: name for id_, name, _ in name_index.candidates(connection, ask.looked_up, len(ask.folded))}
    cores = {id_: core_in_unspaced(name) for id_, name in rows.items()}
    found = {id_: core for id_, core in cores.items() if len(core) > 1 and is_unspaced(core) and core in whole}
    longest = max(map(len, found.values()), default=0)
    named = [id_ for id_, core in found.items() if len(core) == longest]
    return named[0] if len(named) == 1 else None


def account_by_id(store: Store, account_id: int) -> Candidate | None:
    """The account of that number in the store, if there is one."""
    return next(iter(_listed(store.reading, {account_id: SAME})), None)


def accounts_by_id(store: Store, ids: Sequence[int]) -> list[Candidate]:
    """The accounts of those numbers that are in the store, in their order."""
    if not ids:
        return []
    found = {each.id: each for each in _listed(store.reading, dict.fromkeys(ids, SAME), most=len(ids))}
    return [found[id_] for id_ in ids if id_ in found]


def _is_clear(listed: list[Candidate]) -> bool:
    """Whether the first is meant beyond doubt: no other is that name, or where it isn't the name, nearly as near."""
    first, second = listed[0].score, listed[1].score if len(listed) > 1 else 0
    return first > second if first >= SAME_STEM else first >= SURE and first - second >= LEAD


def _scores(connection: Connection, text: str) -> dict[int, int]:
    """How near each account is that is near at all."""
    ask = parse_query(text)
    by_key = ("SELECT id FROM account WHERE key IN (?, ?, ?)", (text, text.upper(), text.lower()))
    connection.read_ahead(by_key, *name_index.QUERIES)
    rows = list(name_index.candidates(connection, ask.looked_up, len(ask.folded))) if ask.letters else []
    names = fold(as_lines(name for _, name, _ in rows)).split("\n")
    domains = [domain or "" for *_, domain in rows] or [""]
    near = {rows[at][0]: similarity(ask, names[at], domains[at]) for at in shortlist(ask, names, domains)}
    scores = {id_: score for id_, score in near.items() if score >= NEAR}
    keys = connection.execute(*by_key)
    return scores | {id_: SAME for (id_,) in keys}


def _listed(connection: Connection, scores: Mapping[int, int], offset: int = 0, most: int = OFFERED) -> list[Candidate]:
    """The nearest, customers before those who left and much revenue before little where they are as near."""
    best = sorted(scores, key=lambda id_: -scores[id_])[: offset + 4 * most]
    if not best:
        return []
    rows: Iterable[tuple[int, str, str, str, str, str]] = connection.execute(
        f"""SELECT a.id, a.key, a.name, coalesce(a.domain, ''), coalesce(o.name, ''), a.status
        FROM account a LEFT JOIN owner o ON o.id = a.owner_id LEFT JOIN standing s ON s.account_id = a.id
        WHERE a.id IN ({", ".join("?" * len(best))})
        ORDER BY a.status = 'churned', coalesce(s.arr, a.arr, 0) DESC, a.id""",
        best,
    )
    return sorted((Candidate(*row, scores[row[0]]) for row in rows), key=lambda each: -each.score)
