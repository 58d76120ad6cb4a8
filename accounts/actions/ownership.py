"""The owner of an account that somebody set, beside the one that files state.

An import leaves it alone, and keeps what the file states. Once a file states the same owner it is settled: from then on
files count again.
"""

import json
from collections.abc import Mapping
from typing import Final

from accounts.actions.model import Actor
from accounts.scopes.scope import Requester, owner_of
from store.connection import Connection

STANDS: Final = "SELECT w.owner_id FROM account_ownership w WHERE w.account_id = {id} AND w.settled_by IS NULL"
"""The owner that somebody set of the account of an id, which stands whatever files state."""


def find_or_enter_owner(connection: Connection, actor: Actor) -> tuple[int, str]:
    """The id and name of the owner who acts; entered where the store doesn't know them yet.

    They are known by their Slack user or email, else by a name that one owner without either has.
    """
    if known := owner_of(connection, Requester(actor.slack_user, actor.email)):
        return known
    name = actor.name or actor.email or actor.id
    unknown = connection.execute("SELECT id, name FROM owner WHERE email IS NULL AND slack_user IS NULL ORDER BY id")
    same = [(int(id_), str(called)) for id_, called in unknown if called.casefold() == name.casefold()]
    if len(same) == 1:
        return same[0]
    key = actor.email.casefold() or actor.slack_user or name.casefold()
    connection.execute(
        "INSERT INTO owner (key, name, email, slack_user) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
        (key, name, actor.email or None, actor.slack_user or None),
    )
    id_, called = connection.execute("SELECT id, name FROM owner WHERE key = ?", (key,)).fetchone()
    return int(id_), str(called)


def set_owner(connection: Connection, account_id: int, owner_id: int, action_id: int) -> None:
    """Makes somebody the owner of an account, whatever files state."""
    connection.execute(
        """INSERT INTO account_ownership (account_id, owner_id, action_id, stated_owner_id)
        SELECT id, :owner, :action, owner_id FROM account WHERE id = :account
        ON CONFLICT (account_id) DO UPDATE SET owner_id = excluded.owner_id, action_id = excluded.action_id,
            settled_by = NULL,
            stated_owner_id = CASE WHEN account_ownership.settled_by IS NULL THEN account_ownership.stated_owner_id
                ELSE excluded.stated_owner_id END""",
        {"account": account_id, "owner": owner_id, "action": action_id},
    )
    connection.execute("UPDATE account SET owner_id = ? WHERE id = ?", (owner_id, account_id))


def take_back_owner(connection: Connection, account_id: int, action_id: int) -> None:
    """Gives an account to whoever was set before, or else to the owner that files state.

    Where another has become the owner since, or files agree by now, they stay.
    """
    stands = connection.execute(
        "SELECT stated_owner_id FROM account_ownership WHERE account_id = ? AND action_id = ? AND settled_by IS NULL",
        (account_id, action_id),
    ).fetchone()
    if stands is None:
        return
    _give_back(connection, account_id, action_id, stands[0])


def _give_back(connection: Connection, account_id: int, action_id: int, stated: int | None) -> None:
    """Gives an account to whoever was set before an action, or else to the owner that files state."""
    before = _set_before(connection, account_id, action_id)
    if before is None:
        connection.execute("DELETE FROM account_ownership WHERE account_id = ?", (account_id,))
    else:
        connection.execute(
            "UPDATE account_ownership SET action_id = ?, owner_id = ? WHERE account_id = ?", (*before, account_id)
        )
    owner = before[1] if before else stated
    connection.execute("UPDATE account SET owner_id = ? WHERE id = ?", (owner, account_id))


def _set_before(connection: Connection, account_id: int, action_id: int) -> tuple[int, int] | None:
    """What set the owner whom an `own` replaced, and that owner; None where files said whose the account was then."""
    (_, _, was, _), *earlier = connection.execute(
        """SELECT id, owner_id, owner_before, undone_at FROM account_action
        WHERE account_id = ? AND kind = 'own' AND id <= ? ORDER BY id DESC""",
        (account_id, action_id),
    )
    for id_, owner_id, before, undone in earlier:
        if undone is None:
            return (id_, owner_id) if owner_id == was else None  # else it was settled, and files changed it since
        was = before if owner_id == was else was
    return None


def keep_stated(connection: Connection, rows: str, owner: str, import_id: int) -> None:
    """Keeps which owners a file states for accounts whose owner somebody set, and what was kept before, for undo.

    `rows` are the staged rows `s` with the account's key, `owner` is the SQL of the owner that one states.
    """
    if not connection.execute("SELECT 1 FROM account_ownership LIMIT 1").fetchone():
        return
    found = connection.execute(
        f"""SELECT w.account_id, {owner}, w.stated_owner_id, w.owner_id FROM account_ownership w
        JOIN account a ON a.id = w.account_id JOIN {rows} s ON s.key = a.key WHERE w.settled_by IS NULL"""
    ).fetchall()
    for account_id, stated, before, owner_id in found:
        if stated == before != owner_id:  # of the same owner it is settled, also where files said so before
            continue
        connection.execute(
            """INSERT INTO replaced_row (import_id, number, was_in, was)
            SELECT CAST(:id AS bigint), coalesce(max(number), 0) + 1, 'account_ownership', :was
            FROM replaced_row WHERE import_id = :id""",
            {"id": import_id, "was": json.dumps([account_id, before])},
        )
        connection.execute(
            "UPDATE account_ownership SET stated_owner_id = ?, settled_by = ? WHERE account_id = ?",
            (stated, import_id if stated == owner_id else None, account_id),
        )


def owners_now(connection: Connection, import_id: int) -> dict[int, int | None]:
    """The owners, before an import is taken back, of accounts that it had replaced and that nobody owns by their own
    word since theirs was taken back.
    """
    rows = connection.execute(
        """SELECT DISTINCT a.id, a.owner_id FROM account_action x JOIN account a ON a.id = x.account_id
        WHERE x.kind = 'own' AND x.undone_at >= (SELECT imported_at FROM import WHERE id = ?)
            AND NOT EXISTS (SELECT 1 FROM account_ownership w WHERE w.account_id = a.id)""",
        (import_id,),
    )
    return dict(rows.fetchall())


def restore_stated(connection: Connection, import_id: int, owners: Mapping[int, int | None]) -> None:
    """Takes back what an import stated of owners; those whom people set stay, also where it put back others, and those
    whose word was taken back meanwhile are none again: `owners` are what `owners_now` said before.
    """
    connection.execute("UPDATE account_ownership SET settled_by = NULL WHERE settled_by = ?", (import_id,))
    kept = connection.execute(
        "SELECT was FROM replaced_row WHERE import_id = ? AND was_in = 'account_ownership'", (import_id,)
    ).fetchall()
    connection.executemany(
        "UPDATE account_ownership SET stated_owner_id = :stated WHERE account_id = :account",
        [{"account": account_id, "stated": stated} for account_id, stated in (json.loads(was) for (was,) in kept)],
    )
    stated = dict(json.loads(was) for (was,) in kept)
    connection.executemany(
        """UPDATE account SET owner_id = :owner WHERE id = :account AND EXISTS (
            SELECT 1 FROM account_action x
            WHERE x.account_id = account.id AND x.kind = 'own' AND x.owner_id = account.owner_id
                AND x.undone_at >= (SELECT imported_at FROM import WHERE id = :id))""",
        [{"account": id_, "owner": stated.get(id_, now), "id": import_id} for id_, now in owners.items()],
    )
    connection.execute(
        """UPDATE account_ownership SET stated_owner_id = a.owner_id FROM account a
        WHERE a.id = account_ownership.account_id AND a.id IN (SELECT CAST(value AS bigint) FROM json_each(:ids))
            AND settled_by IS NULL AND a.owner_id IS DISTINCT FROM account_ownership.owner_id""",
        {"ids": json.dumps(_put_back(connection, import_id))},
    )
    connection.execute(
        f"""UPDATE account SET owner_id = ({STANDS.format(id="account.id")})
        WHERE id IN (SELECT account_id FROM account_ownership WHERE settled_by IS NULL)"""
    )
    taken_back = connection.execute(
        """SELECT w.account_id, w.action_id, w.stated_owner_id FROM account_ownership w
        JOIN account_action x ON x.id = w.action_id WHERE w.settled_by IS NULL AND x.undone_at IS NOT NULL"""
    ).fetchall()
    for account_id, action_id, stated in taken_back:  # while files agreed, which they no longer do
        _give_back(connection, account_id, action_id, stated)


def _put_back(connection: Connection, import_id: int) -> list[int]:
    """The accounts that an import had replaced and whose owner somebody set."""
    owned = {id_ for (id_,) in connection.execute("SELECT account_id FROM account_ownership WHERE settled_by IS NULL")}
    if not owned:
        return []
    rows = connection.execute("SELECT was FROM replaced_row WHERE import_id = ? AND was_in = 'account'", (import_id,))
    return sorted(owned.intersection(json.loads(was)[0] for (was,) in rows))
