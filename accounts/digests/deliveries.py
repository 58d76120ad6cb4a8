"""Payload, posted messages and outcome of each delivery."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from accounts.digests import notices, second_looks
from accounts.digests.claims import IS_FINISHED, IS_SENT, Claim, Message, is_withdrawn, write_as_holder
from accounts.digests.subscriptions import Subscription, pause_in_transaction
from accounts.renewals.outcomes import ReportedUntil
from store.connection import Connection
from store.database import Store
from store.timestamps import to_text


def message_key(subscription: Subscription, occasion: str, message: int) -> str:
    """An opaque mark of one message of one delivery: the same for every attempt, and of no other message."""
    known_by = (subscription.team, subscription.id, subscription.created_at, occasion, message)
    return sha256("\0".join(map(str, known_by)).encode()).hexdigest()[:32]


Finished = Literal["skipped", "failed", "unknown"]
BETWEEN_MESSAGES = timedelta(seconds=1.1)


@dataclass(frozen=True, slots=True)
class Payload:
    """What a delivery says. `told` are the accounts that it tells of, by id, score and band (of renewals by their part
    of the list), and `bands` how many it says are in each band, with which the next one compares; None leaves those of
    before. `settled` is what was known of the renewals whose outcomes it tells. `term` is the glossary's term that it
    shows, `changes` are those of watched accounts that it tells.
    """

    messages: tuple[Message, ...]
    told: tuple[tuple[int, int | None, str], ...] | None = None
    bands: Mapping[str, int] | None = None
    settled: ReportedUntil | None = None
    term: str = ""
    changes: tuple[int, ...] = ()


def save_payload(store: Store, held: Claim, content: Payload) -> bool:
    """Keeps what the delivery says: every later attempt posts the same. False when the claim is lost or withdrawn."""
    with store.writing() as connection:
        if is_withdrawn(connection, held) or not write_as_holder(
            connection, held, "messages = ?", json.dumps(content.messages)
        ):
            return False
        _remember(connection, held, content)
        return True


def load_payload(store: Store, held: Claim) -> tuple[Message, ...]:
    """What the delivery says, as it was frozen."""
    (messages,) = store.reading.execute(
        "SELECT messages FROM delivery WHERE digest_id = ? AND occasion = ?",
        (held.subscription.id, held.occasion),
    ).fetchone()
    return tuple(json.loads(messages))


def record_post(  # noqa: PLR0913, PLR0917  which message came of which claim, when and how
    store: Store,
    held: Claim,
    ts: str,
    now: datetime,
    outcome: str = "posted",
    look_after: timedelta = timedelta(minutes=1),
) -> bool:
    """Keeps the ts of the next message; with the last one the delivery is sent, and with any that is withdrawn it ends.
    False when the claim is lost.

    Each message is a claim of its own, a second after the one before: Slack takes no more in a channel. After an
    attempt in doubt the message is looked for again `look_after` a while: that attempt's may appear late.
    """
    all_posted = [*held.posted, ts]
    more = len(all_posted) < len(held.messages or ())
    with store.writing() as connection:
        if more and is_withdrawn(connection, held):
            settings = f"posted = ?, {IS_SENT}"
            values: tuple[object, ...] = (json.dumps(all_posted), to_text(now))
        elif more:
            settings = "posted = ?, lease_until = NULL, open_from = ?, reason = ''"
            values = (json.dumps(all_posted), to_text(now + BETWEEN_MESSAGES))
        else:
            settings = f"posted = ?, reason = '', state = 'sent', {IS_SENT}"
            values = (json.dumps(all_posted), to_text(now))
        if not write_as_holder(connection, held, settings, *values):
            return False
        if not more:
            _forget_told_before(connection, held)
        if held.doubtful:
            second_looks.queue_look(connection, held, now + look_after)
        return _note(connection, held, now, outcome, ts)


def requeue(  # noqa: PLR0913, PLR0917  which claim, until when and why, and what its attempt is called
    store: Store, held: Claim, at: datetime, now: datetime, reason: str, outcome: str = "again"
) -> bool:
    """Gives the claim back for a later attempt; surely nothing was posted by this one. False when the claim is lost."""
    with store.writing() as connection:
        settings = "lease_until = NULL, open_from = ?, reason = ?"
        return write_as_holder(connection, held, settings, to_text(at), reason) and _note(
            connection, held, now, outcome, reason
        )


def mark_uncertain(store: Store, held: Claim, at: datetime, now: datetime, reason: str) -> bool:
    """Leaves it to a later attempt to find out whether this one posted. False when the claim is lost."""
    with store.writing() as connection:
        settings = "open_from = ?, reason = ?"
        return write_as_holder(connection, held, settings, to_text(at), reason) and _note(
            connection, held, now, "doubt", reason
        )


def finish(  # noqa: PLR0913, PLR0917  what came of which claim and why, when, and what is told of it
    store: Store, held: Claim, state: Finished, now: datetime, reason: str = "", tell: str = ""
) -> bool:
    """Ends the delivery, and owes whoever subscribed what there is to `tell`. False when the claim is lost."""
    with store.writing() as connection:
        ended = _finish(connection, held, state, now, reason)
        if ended and tell:
            about: notices.About = "uncertain" if state == "unknown" else "undelivered"
            notices.queue_notice(connection, held.subscription.id, tell, now, about)
        return ended


def fail_and_pause(store: Store, held: Claim, now: datetime, reason: str) -> bool:
    """Ends the delivery and pauses its subscription, of which whoever subscribed is told unless it was paused before;
    and of one that was asked for by hand in any case.

    False when the claim is lost.
    """
    with store.writing() as connection:
        ended = _finish(connection, held, "failed", now, reason)
        if ended and (pause_in_transaction(connection, held.subscription.id, reason) or held.by_hand):
            notices.queue_notice(connection, held.subscription.id, reason, now)
        return ended


def record_failure(store: Store, held: Claim, at: datetime, now: datetime, reason: str) -> int:
    """Leaves a delivery that something went wrong with on our side to a later attempt, like one in doubt.

    Returns how many times it has come to that; 0 when the claim is lost.
    """
    with store.writing() as connection:
        if not write_as_holder(connection, held, "open_from = ?, reason = ?", to_text(at), reason):
            return 0
        _note(connection, held, now, "fault", reason)
        (faults,) = connection.execute(
            "SELECT count(*) FROM attempt WHERE digest_id = ? AND occasion = ? AND outcome = 'fault'",
            (held.subscription.id, held.occasion),
        ).fetchone()
        return int(faults)


def count_failures(store: Store, held: Claim) -> int:
    """How many attempts at the next message of a claim have failed, as far as that was written."""
    given = {"id": held.subscription.id, "occasion": held.occasion}
    (failed,) = store.reading.execute(
        "SELECT count(*) FROM attempt WHERE digest_id = :id AND occasion = :occasion"
        " AND outcome IN ('again', 'doubt', 'fault') AND id > (SELECT coalesce(max(id), 0) FROM attempt"
        " WHERE digest_id = :id AND occasion = :occasion AND outcome IN ('posted', 'found'))",
        given,
    ).fetchone()
    return int(failed)


def recorded_posts(store: Store, held: Claim) -> tuple[bool, tuple[str, ...]]:
    """Whether a delivery is still open, and the ts that are on record of it: for who lost the claim after a post."""
    open_, posted = store.reading.execute(
        "SELECT open_from IS NOT NULL, posted FROM delivery WHERE digest_id = ? AND occasion = ?",
        (held.subscription.id, held.occasion),
    ).fetchone()
    return bool(open_), tuple(json.loads(posted))


def _remember(connection: Connection, held: Claim, content: Payload) -> None:
    """Keeps what the delivery tells beside what the last one that was sent told: it may yet come to nothing."""
    id_, occasion = held.subscription.id, held.occasion
    if content.told is not None:
        connection.execute(
            "DELETE FROM digest_account WHERE digest_id = :id AND substr(occasion, 1, 10) IS DISTINCT FROM"
            " (SELECT substr(max(occasion), 1, 10) FROM delivery WHERE digest_id = :id AND state = 'sent')",
            {"id": id_},
        )
        connection.executemany(
            "INSERT INTO digest_account VALUES (?, ?, ?, ?, ?)", [(id_, occasion, *each) for each in content.told]
        )
    if content.bands is not None:
        bands = json.dumps({**content.bands})
        connection.execute("UPDATE delivery SET bands = ? WHERE digest_id = ? AND occasion = ?", (bands, id_, occasion))
    if content.settled is not None:
        connection.execute(
            "UPDATE delivery SET turn = ?, told_on = ? WHERE digest_id = ? AND occasion = ?",
            (content.settled.turn, content.settled.day.isoformat(), id_, occasion),
        )
    if content.term:
        row = (id_, content.term, held.occasion[:10])
        connection.execute(
            "INSERT INTO shown_term (digest_id, term, shown_on) VALUES (?, ?, ?)"
            " ON CONFLICT (digest_id, term) DO UPDATE SET shown_on = excluded.shown_on",
            row,
        )
    connection.executemany(
        "UPDATE watch_change SET occasion = ? WHERE id = ?", [(occasion, change) for change in content.changes]
    )


def _forget_told_before(connection: Connection, held: Claim) -> None:
    """Forgets what deliveries of the same day told of accounts that the one which is sent now tells of: what is looked
    up grows with the accounts that moved, and not with the deliveries.
    """
    connection.execute(
        "DELETE FROM digest_account WHERE digest_id = :id AND occasion <> :occasion"
        " AND substr(occasion, 1, 10) = :day AND account_id IN"
        " (SELECT account_id FROM digest_account WHERE digest_id = :id AND occasion = :occasion)"
        " AND occasion IN (SELECT occasion FROM delivery WHERE digest_id = :id AND state = 'sent')",
        {"id": held.subscription.id, "occasion": held.occasion, "day": held.occasion[:10]},
    )


def _finish(connection: Connection, held: Claim, state: Finished, now: datetime, reason: str) -> bool:
    settings = f"state = ?, reason = ?, {IS_FINISHED}"
    values = (state, reason, to_text(now))
    return write_as_holder(connection, held, settings, *values) and _note(connection, held, now, state, reason)


def _note(connection: Connection, held: Claim, at: datetime, outcome: str, detail: str) -> bool:
    connection.execute(
        "INSERT INTO attempt (digest_id, occasion, fence, at, outcome, detail) VALUES (?, ?, ?, ?, ?, ?)",
        (held.subscription.id, held.occasion, held.fence, to_text(at), outcome, detail),
    )
    return True
