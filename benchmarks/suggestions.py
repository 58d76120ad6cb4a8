"""What it costs to offer accounts while a name is typed, and to draw the Home tab, beside one account by its id.

Run as `python -m benchmarks.suggestions [--accounts 1000000] [--keep FOLDER]`. The store is made up, in a folder of its
own or in one that is kept and used again. Only ratios within one run mean anything; the limit for what is offered is
100 ms of a processor at a million accounts.
"""

import argparse
import random
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

from accounts import Store, open_store
from accounts.names.suggestions import suggest_accounts
from accounts.own_accounts import own_accounts
from accounts.scopes.scope import Requester
from benchmarks.accounts_speed import ROUNDS, Call, timed
from benchmarks.accounts_store import TODAY, build, name, owners_of
from benchmarks.lookup_quality import slipped
from bot.context import Context
from bot.context import Requester as Person
from bot.home.account_sections import accounts_sections, digests_sections, sources_section
from bot.home.curation_section import curation_section
from bot.home.word_sections import questions_section, words_section
from bot.settings import AccountSettings
from bot.workspace import Workspace
from glossary import load

MOST = 20  # accounts that are offered
LIMIT = 100.0  # milliseconds
FLOOR = "an account by its id"
EMAIL = "owner-{}@sample.example"
MEASURED = 50


def calls(store: Store, accounts: int) -> Iterator[tuple[str, Call]]:
    """Each thing that is measured by its name, as a function of the round."""
    chance = random.Random(7)
    ids = [chance.randrange(accounts) + 1 for _ in range(ROUNDS)]
    names = [name(id_).lower() for id_ in ids]
    owners = [Requester(email=EMAIL.format(chance.randrange(owners_of(accounts)) + 1)) for _ in range(ROUNDS)]
    nobody = Requester(email="nobody@sample.example")
    plain = sqlite3.connect(store.path)
    context = home_context(store)

    def offered(asker: Requester, text: str) -> object:
        return suggest_accounts(store, text, asker, TODAY, MOST)

    yield FLOOR, lambda n: plain.execute("SELECT * FROM account WHERE id = ?", (ids[n],)).fetchone()
    yield "nothing typed, an owner", lambda n: offered(owners[n], "")
    yield "nothing typed, nobody's", lambda _: offered(nobody, "")
    yield "one letter", lambda n: offered(owners[n], names[n][:1])
    for letters in (2, 3, 4, 6, 9):
        yield f"{letters} letters", lambda n, letters=letters: offered(nobody, names[n][:letters])  # type: ignore[misc]
    yield "the whole name", lambda n: offered(nobody, names[n])
    yield "misspelt", lambda n: offered(nobody, slipped(names[n], random.Random(n)))
    yield "own accounts and renewals", lambda n: own_accounts(store, owners[n], TODAY, 60, 5)
    yield "the Home tab, an owner", lambda _: home(context)


def home_context(store: Store) -> Context:
    """What the tab of the first owner is made from."""
    workspace = Workspace(AccountSettings(cs_database=store.path, cs_curators=frozenset({"U01"})))
    person = Person("U01", EMAIL.format(1), "Owner 1")
    return Context(load(), workspace, person, "D01", "T01", now=datetime.combine(TODAY, time(9), UTC))


def home(context: Context) -> object:
    """All sections of the tab."""
    own = [*accounts_sections(context), *digests_sections(context), sources_section(context)]
    return [*own, curation_section(context), words_section(context), questions_section(context)]


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = (given.keep or Path(folder)) / f"accounts-{given.accounts}.db"
        store = open_store(path) if path.exists() else build(path, given.accounts)
        with store.writing() as connection:
            ids = [(EMAIL.format(n), n) for n in range(1, owners_of(given.accounts) + 1)]
            connection.executemany("UPDATE owner SET email = ? WHERE id = ?", ids)
        floor = 0.0
        print(f"{given.accounts:,} accounts\n{'':28} p50 ms  p99 ms  processor p50  ratio")
        for what, call in calls(store, given.accounts):
            median, worst, worked = timed(call, MEASURED)
            floor = floor or worked
            said = "" if worked <= LIMIT else f"  over {LIMIT:.0f} ms"
            print(f"{what:28} {median:6.2f} {worst:7.2f} {worked:14.3f} {worked / floor:6,.0f}{said}")
        store.close()


if __name__ == "__main__":
    main()
