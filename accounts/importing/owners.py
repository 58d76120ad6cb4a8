"""The owners that a file of accounts names: each person once, by Slack user or email if there is one, else by name."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import cast

from accounts.digests.renamed_owners import rename_in_scopes
from accounts.importing.names import fold
from store.connection import Connection

# A name, an email, a Slack user and whom they report to, as a row has them; the same, after their id in the store.
ParsedOwner = tuple[str | None, str | None, str | None, str | None]
Owner = tuple[int, str, str | None, str | None, str | None]
_WITH_ADDRESS = re.compile(
    r"([^<(\[@]+?)\s*[<(\[]\s*([^\s<>()\[\]@]+@[^\s<>()\[\]@]+)\s*[>)\]]"
)  # Dana Lee <d@x.example>
_SLACK_USER = re.compile(r"[UW](?=[A-Z]*\d)[A-Z0-9]{7,20}")  # and not UNDERWOOD


def insert_owners(connection: Connection, people: dict[ParsedOwner, int], import_id: int) -> tuple[str, ...]:
    """Makes the TEMP table `import_owner`: the owner for each number in `people`, entered if they aren't there yet.

    Returns what is to be told of owners that were known by a former name.
    """
    connection.execute("CREATE TEMP TABLE import_owner (number INTEGER PRIMARY KEY, owner_id INTEGER)")
    if not people:
        return ()
    named = {row[0] for row in connection.execute("SELECT DISTINCT owner_id FROM import_row")}
    owners = Owners(connection, import_id)
    rows = [(number, owners.id_of(who)) for who, number in people.items() if number in named]
    connection.insert_many("import_owner", ("number", "owner_id"), rows)
    connection.analyze("import_owner")
    return owners.notes


def numbered(connection: Connection, people: dict[ParsedOwner, int]) -> list[tuple[ParsedOwner, int]]:
    """Who was said to be an owner by rows that were taken, each with the owner's id."""
    ids = dict(connection.execute("SELECT number, owner_id FROM import_owner").fetchall())
    return [(who, ids[number]) for who, number in people.items() if number in ids]


def stand(connection: Connection, said: Iterable[tuple[ParsedOwner, int]]) -> bool:
    """Whether all that is said of owners comes to the same now that all of it was entered."""
    known = Owners(connection, 0)
    return all(known.stands(who, owner_id) for who, owner_id in said)


def parse_owner(
    name: str | None, email: str | None, slack: str | None, manager: str | None = None
) -> ParsedOwner | None:
    """Who is meant; an email or a Slack user may stand where a name should, or after it. None for nobody."""
    if name and (both := _WITH_ADDRESS.fullmatch(name)):
        name, email = both[1], email or both[2].casefold()
    if name and "@" in name and " " not in name:
        email, name = email or name.casefold(), None
    if name and _SLACK_USER.fullmatch(name):
        name, slack = None, slack or name
    return (name, email, slack, manager) if name or email or slack else None


def _former_names(connection: Connection) -> dict[str | None, dict[int, None]]:
    """The owners by what they were called before an import renamed them."""
    columns = connection.columns("owner")
    id_, name = columns.index("id"), columns.index("name")
    found: defaultdict[str | None, dict[int, None]] = defaultdict(dict)
    query = "SELECT was FROM replaced_row WHERE was_in = 'owner' ORDER BY import_id, number"
    for row in map(json.loads, (was for (was,) in connection.execute(query))):
        found[fold(row[name])][row[id_]] = None
    return found


class Owners:
    """The owners in the store, inside a write transaction: those that an import names are entered and completed."""

    def __init__(self, connection: Connection, import_id: int) -> None:
        self._connection, self._import_id = connection, import_id
        self._owners: dict[int, Owner] = {}
        self._by_slack: dict[str, int] = {}
        self._by_address: dict[str, int] = {}
        self._by_name: defaultdict[str | None, dict[int, None]] = defaultdict(dict)
        self._named: dict[int, str] = {}
        self._formerly = _former_names(connection)
        self._by_former: dict[str, str] = {}
        query = "SELECT key, id, name, email, slack_user, manager FROM owner ORDER BY id"
        for key, *owner in connection.execute(query):
            self._know(cast("Owner", tuple(owner)), key)

    @property
    def notes(self) -> tuple[str, ...]:
        """Who was known by a former name, for people to know."""
        return tuple(f"“{name}” is {called}, who was called that before." for name, called in self._by_former.items())

    def id_of(self, who: ParsedOwner) -> int:
        """The owner's id."""
        owner_id = self._found(who)
        if owner_id is None:
            return self._enter(who)
        self._complete(owner_id, who)
        return owner_id

    def stands(self, who: ParsedOwner, owner_id: int) -> bool:
        """Whether the owner is known by that already, so that nothing would be entered or completed."""
        return self._found(who) == owner_id and self._completed(owner_id, who) == self._owners[owner_id][1:]

    def _found(self, who: ParsedOwner) -> int | None:
        name, email, slack, _ = who
        if slack in self._by_slack:
            return self._by_slack[slack]
        if email in self._by_address:
            return self._by_address[email]
        called = self._by_name[fold(name)] if name else ()
        same = [each for each in called if not email or not self._owners[each][2]]
        if len(same) == 1:
            return same[0]
        if email or slack or not name:
            return None
        found = self._by_address.get(fold(name) or "")  # of several, who has no address
        return self._formerly_called(name) if found is None and not called else found

    def _formerly_called(self, name: str) -> int | None:
        """The one owner who went by a name that nobody has now."""
        known = [each for each in self._formerly.get(fold(name), ()) if each in self._owners]
        if len(known) != 1:
            return None
        self._by_former[name] = self._owners[known[0]][1]
        return known[0]

    def _know(self, owner: Owner, key: str = "") -> None:
        owner_id, name, email, slack, _ = owner
        self._owners[owner_id] = owner
        self._by_name[fold(name)][owner_id] = None
        for address in filter(None, (key, email)):
            self._by_address.setdefault(address, owner_id)
        if slack:
            self._by_slack.setdefault(slack, owner_id)

    def _enter(self, who: ParsedOwner) -> int:
        name, email, slack, manager = who
        own = fold(name) if fold(name) not in self._by_address else None
        key, called = email or own or slack or "", name or email or slack or ""
        insert = "INSERT INTO owner (key, name, email, slack_user, manager, import_id) VALUES (?, ?, ?, ?, ?, ?)"
        values = (key, called, email, slack, manager, self._import_id)
        owner_id: int = self._connection.execute(f"{insert} RETURNING id", values).fetchone()[0]
        self._know((owner_id, called, email, slack, manager), key)
        if name:
            self._named[owner_id] = name
        return owner_id

    def _completed(self, owner_id: int, who: ParsedOwner) -> tuple[str, str | None, str | None, str | None]:
        """Name, email, Slack user and manager, with what is said of them."""
        _, called, address, user, reports_to = self._owners[owner_id]
        name, email, slack, manager = who
        is_renamed = self._is_renamed(owner_id, who)
        takes = called in (address, user) or is_renamed
        return name if name and takes else called or "", email or address, slack or user, manager or reports_to

    def _is_renamed(self, owner_id: int, who: ParsedOwner) -> bool:
        """Whether somebody who is known by an email or a Slack user goes by another name now: by the first that an
        import says of them, as others of the same import may be how somebody else writes it.
        """
        name, email, slack, _ = who
        if not name or not (email or slack):
            return False
        first = self._named.setdefault(owner_id, name)
        return first == name and fold(name) != fold(self._owners[owner_id][1])

    def _complete(self, owner_id: int, who: ParsedOwner) -> None:
        """Learns the name of somebody known by email or Slack user, these of somebody known by name alone, and whom
        they report to.
        """
        _, *old = self._owners[owner_id]
        new = self._completed(owner_id, who)
        if new == tuple(old):
            return
        row = self._connection.execute("SELECT * FROM owner WHERE id = ?", (owner_id,)).fetchone()
        self._connection.execute(
            """INSERT INTO replaced_row (import_id, number, was_in, was)
            SELECT :import, coalesce(max(number), 0) + 1, 'owner', :was FROM replaced_row WHERE import_id = :import""",
            {"import": self._import_id, "was": json.dumps(row)},
        )
        update = "UPDATE owner SET name = ?, email = ?, slack_user = ?, manager = ? WHERE id = ?"
        self._connection.execute(update, (*new, owner_id))
        del self._by_name[fold(old[0])][owner_id]
        if fold(new[0]) != fold(old[0]) and not self._by_name[fold(old[0])]:
            rename_in_scopes(self._connection, str(old[0]), new[1] or new[0])
        self._know((owner_id, *new))
