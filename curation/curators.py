"""Curators: named in the settings, or by another curator."""

from collections.abc import Collection, Iterable

from curation.change import Change, carry_out, log
from curation.drafts import Draft
from curation.notices import Notice, queue_notice
from store import Store
from store.connection import Connection


def curators(store: Store, named: Collection[str] = ()) -> list[str]:
    """The ids of all curators: those named in the settings first."""
    added = [person for (person,) in store.reading.execute("SELECT person FROM curator ORDER BY added_at, person")]
    return list(dict.fromkeys((*named, *added)))


def add_curator(store: Store, change: Change, person: str) -> bool:
    """Lets a person decide. Returns whether that is new."""

    def step(connection: Connection) -> bool:
        added = connection.execute(
            "INSERT INTO curator (person, added_by, added_at) VALUES (?, ?, ?) ON CONFLICT (person) DO NOTHING",
            (person, change.who, change.when),
        )
        if added.rowcount:
            log(connection, change, "curator added", person)
        return bool(added.rowcount)

    return bool(carry_out(store, change, step))


def remove_curator(store: Store, change: Change, person: str) -> bool:
    """Takes that away again. Returns whether the person was one that had been added."""

    def step(connection: Connection) -> bool:
        removed = connection.execute("DELETE FROM curator WHERE person = ?", (person,))
        if removed.rowcount:
            log(connection, change, "curator removed", person)
        return bool(removed.rowcount)

    return bool(carry_out(store, change, step))


def tell_curators(store: Store, change: Change, people: Iterable[str], draft: Draft) -> None:
    """Has each curator told that something was suggested, once a day at most; not whoever suggested it."""
    day = change.at.date().isoformat()
    said = (
        f"“{draft.name}” was suggested for the glossary. /cs curate shows all that waits. I say so once a day at most."
    )
    with store.writing() as connection:
        for person in people:
            if person != draft.author:
                queue_notice(connection, Notice(person, "waiting drafts", said, day), change.at)
