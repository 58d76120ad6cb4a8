"""A made-up company of any size, put straight into a store: what the measurements of lists and cards run on."""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from accounts import Store, open_store
from accounts.derived import current_state, totals
from accounts.names import trigram_index as name_index
from accounts.renewals.contract_terms import YEAR, add_months
from store.connection import Connection
from store.sqlite_connection import SqliteConnection

TODAY: Final = date(2026, 6, 15)
SEGMENTS: Final = ("Enterprise", "Mid-market", "SMB", "Startup")
BANDS: Final = (("red", 12), ("yellow", 23), ("green", 60), ("unknown", 5))
_FIRST: Final = """
Amber Arctic Atlas Aurora Beacon Birch Blue Bright Cedar Cinder Clear Cobalt Copper Coral Crystal Delta Dune Eagle
East Echo Elm Ember Falcon Fern Flint Forest Fox Gale Garnet Glacier Golden Granite Green Harbor Hazel Heron High Iron
Ivory Jade Juniper Keystone Lake Larch Lark Laurel Lime Linden Lunar Maple Marble Meadow Mercury Mint Moon North Nova
Oak Ocean Olive Onyx Opal Orchid Osprey Otter Pearl Pine Pioneer Polar Prairie Quartz Quill Raven Red Ridge River
Robin Rowan Ruby Sable Sage Sand Sierra Silver Sky Slate Solar South Spruce Star Stone Storm Summit Swift Teal Thistle
Timber Topaz Tulip Umber Vale Velvet Vista West White Willow Wind Winter Wren Zenith Zephyr
""".split()  # noqa: SIM905  words read better than a list of them
_SECOND: Final = """
Analytics Apparel Banking Biotech Brands Builders Capital Chemicals Clinics Cloud Coffee Commerce Components
Consulting Dairy Data Dental Design Dynamics Electric Energy Engineering Events Fabrics Farms Finance Fitness Foods
Freight Furniture Games Gardens Glass Goods Health Homes Hotels Industries Instruments Insurance Interiors Labs
Learning Leather Legal Lighting Logistics Machines Marine Markets Materials Media Medical Metals Mining Mobility
Motors Music Networks Optics Outdoor Packaging Paper Partners Pharma Plastics Power Press Printing Properties
Publishing Rail Recruiting Robotics Security Seeds Semiconductors Shipping Software Sports Staffing Steel Studios
Supplies Systems Telecom Textiles Tools Toys Travel Ventures Water Wines Works
""".split()  # noqa: SIM905  words read better than a list of them
_THIRD: Final = ("Group", "Inc", "Ltd", "GmbH", "Holdings", "International", "Company", "SA", "Partners", "")


def build(place: Path | str, accounts: int) -> Store:
    """A store of so many accounts with contracts, champions, owners and bands of health, as of `TODAY`."""
    store = open_store(place)
    hurry(store)
    chance = random.Random(accounts)
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO import (id, kind, source, sha256, imported_by, imported_at)"
            " VALUES (1, 'accounts', '', '', '', '2026-06-15T00:00:00Z')"
        )
        owners = owners_of(accounts)
        connection.insert_many(
            "owner", ("id", "key", "name"), ((n, f"owner-{n}", f"Owner {n}") for n in range(1, owners + 1))
        )
        _fill(connection, accounts, owners, chance)
    store.close()
    return open_store(place)


def hurry(store: Store) -> None:
    """Lets SQLite's connection not wait for the disk, and keep much in memory, while a store is made up."""
    if isinstance(store.reading, SqliteConnection):
        store.reading.execute("PRAGMA synchronous = OFF")
        store.reading.execute("PRAGMA cache_size = -400000")


def owners_of(accounts: int) -> int:
    """How many owners a store of so many accounts has."""
    return max(accounts // 500, 5)


def use(store: Store, accounts: int, rows: int) -> None:
    """Puts so many rows of usage into a store: the latest days of each account, one a day."""
    hurry(store)
    days = [(TODAY - timedelta(days=back)).isoformat() for back in range(rows // accounts, 0, -1)]
    with store.writing() as connection:
        connection.insert_many(
            "usage",
            ("account_id", "used_on", "events", "active_users", "import_id"),
            ((n, day, n * at % 40, n * at % 9, 1) for n in range(1, accounts + 1) for at, day in enumerate(days, 1)),
        )
        connection.execute("UPDATE freshness SET until = ? WHERE kind = 'usage'", (days[-1],))


def name(number: int) -> str:
    """The name of an account: words in ever new combinations, every one once."""
    first, rest = _FIRST[number % len(_FIRST)], number // len(_FIRST)
    second, rest = _SECOND[rest % len(_SECOND)], rest // len(_SECOND)
    third, rest = _THIRD[rest % len(_THIRD)], rest // len(_THIRD)
    between = f" {_FIRST[(rest - 1) * 7 % len(_FIRST)]}" if rest else ""
    return f"{first}{between} {second} {third}".strip()


def _fill(connection: Connection, accounts: int, owners: int, chance: random.Random) -> None:
    _enter(
        connection,
        "account",
        "id, key, name, domain, segment, owner_id, status, customer_since, churned_on",
        (_account(n, owners, chance) for n in range(1, accounts + 1)),
    )
    _enter(
        connection,
        "subscription",
        "key, account_id, starts_on, ends_on, arr, currency, notice_days, auto_renews",
        (row for n in range(1, accounts + 1) for row in _contracts(n, chance)),
    )
    _enter(
        connection,
        "contact",
        "key, account_id, name, role",
        ((f"c{n}", n, f"Contact {n}", "champion") for n in range(1, accounts + 1) if n % 5 < 3),
    )
    name_index.update_index(connection)
    with totals.bulk_change(connection):
        current_state.recompute(connection, None, TODAY)
        _score(connection, chance)


def _enter(connection: Connection, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    connection.insert_many(table, (*columns.split(", "), "import_id"), ((*row, 1) for row in rows))


def _account(number: int, owners: int, chance: random.Random) -> tuple[Any, ...]:
    left = chance.random() < 0.1
    since = _years(_renewed_on(number), 1)
    gone = max(TODAY - timedelta(days=chance.randrange(1, 390)), _renewed_on(number)).isoformat() if left else None
    owner = None if number % 50 == 0 else chance.randrange(owners) + 1
    words = name(number)
    domain = f"{words.lower().replace(' ', '-')}-{number}.example"
    status = "churned" if left else "trial" if number % 40 == 1 else "active"
    segment = SEGMENTS[number % 4]
    return (number, f"a{number}", words, domain, segment, owner, status, since.isoformat(), gone)


def _contracts(number: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    """Last year's contract and this year's, by its age a little past due; one in ten accounts has one in euros too."""
    day = _renewed_on(number)
    arr = int(chance.lognormvariate(12.5, 1.2))
    renewing = chance.random() < 0.3
    for start in (_years(day, 1), day):
        yield _contract(number, start, arr, "USD", renewing)
        arr = int(arr * chance.choice((0.8, 1, 1, 1, 1.05, 1.3)))
    if number % 10 == 3:
        yield _contract(number, TODAY - timedelta(days=chance.randrange(365)), arr // 4, "EUR", renewing)


def _renewed_on(number: int) -> date:
    """The first day of an account's contract of this year."""
    return TODAY - timedelta(days=number * 7919 % 374 - 2)


def _contract(number: int, start: date, arr: int, currency: str, renewing: bool) -> tuple[Any, ...]:  # noqa: FBT001
    end = _years(start, -1)
    notice = (None, 30, 60, 90)[number % 4]
    return f"s{number}-{start}-{currency}", number, start.isoformat(), end.isoformat(), arr, currency, notice, renewing


def _years(day: date, years: int) -> date:
    return add_months(day, -years * YEAR)


def _score(connection: Connection, chance: random.Random) -> None:
    bands = [band for band, share in BANDS for _ in range(share)]
    middle = {"red": 25, "yellow": 55, "green": 85, "unknown": None}
    rows = (
        (account_id, middle[band], band)
        for (account_id,) in connection.execute("SELECT account_id FROM standing ORDER BY account_id").fetchall()
        for band in (chance.choice(bands),)
    )
    connection.temp_table("made_up_score", "account_id INTEGER, score INTEGER, band TEXT, PRIMARY KEY (account_id)")
    connection.insert_many("made_up_score", ("account_id", "score", "band"), rows)
    connection.execute(
        "UPDATE standing SET score = m.score, band = m.band, score_before = m.score, band_before = m.band, known = 80"
        " FROM made_up_score m WHERE m.account_id = standing.account_id"
    )
    day = TODAY.isoformat()
    connection.execute(
        "INSERT INTO score (account_id, scored_on, score, known, band)"
        " SELECT account_id, ?, score, known, band FROM standing",
        (day,),
    )
    connection.execute(
        "INSERT INTO scoring (scored_on, scored_at, accounts, changed, newest_import)"
        " SELECT ?, ?, count(*), 0, (SELECT max(id) FROM import) FROM standing",
        (day, f"{day}T04:00:00Z"),
    )
    connection.executemany(
        "INSERT INTO freshness (kind, until) VALUES (?, ?)", ((kind, "") for kind in ("usage", "touchpoint", "ticket"))
    )
