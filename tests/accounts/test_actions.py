"""What people do about an account: kept, shown, taken back, and left alone by imports."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from accounts import Store, account_card
from accounts.actions import reading, recording
from accounts.actions.model import AccountGoneError, ActionError, Actor, ChangedMeanwhileError
from accounts.derived import current_state
from accounts.health import Sayer, load_config, score_all, set_pulse
from accounts.importing import ImportContext, Options, preview_undo, run_import, undo
from accounts.readers import open_table
from accounts.scopes.scope import Scope
from tests.accounts.conftest import Factory

TODAY = date(2026, 6, 15)
NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)
ANA = Actor("U1", "Ana Sample", NOW, "ana@sample.example", "U1")
BEN = Actor("U2", "Ben Sample", NOW, "ben@sample.example", "U2")
CARL = Actor("U3", "Carl Sample", NOW, "carl@sample.example", "U3")
CONFIG = load_config()


@pytest.fixture
def acme(make: Factory) -> int:
    """A customer of Ben's."""
    ben = make.owner("Ben Sample", email="ben@sample.example")
    id_ = make.account("Acme", owner_id=ben, segment="SMB")
    make.subscription(id_, "2025-08-01", 12_000, ends_on="2026-08-01")
    with make.store.writing() as connection:
        current_state.recompute(connection, None, TODAY)
    return id_


def owner(store: Store, account_id: int) -> str:
    """The owner by the account and by where it stands, which must be one."""
    rows = store.reading.execute(
        """SELECT o.name, p.name FROM account a LEFT JOIN owner o ON o.id = a.owner_id
        LEFT JOIN standing s ON s.account_id = a.id LEFT JOIN owner p ON p.id = s.owner_id WHERE a.id = ?""",
        (account_id,),
    ).fetchone()
    assert rows[0] == rows[1]
    return str(rows[0])


def load(store: Store, folder: Path, content: str, name: str = "accounts.csv") -> int:
    """Imports accounts; gives how many rows changed."""
    path = folder / name
    path.write_text(content)
    with open_table(path) as table:
        result = run_import(store, "accounts", table, Options(), ImportContext("me", NOW, TODAY))
    assert result.written
    return result.changed


def test_who_owns_an_account_is_its_owner_at_once_and_the_one_before_again_when_it_is_taken_back(
    store: Store, acme: int
) -> None:
    done = recording.own(store, acme, ANA)
    assert (done.owner, done.before, owner(store, acme)) == ("Ana Sample", "Ben Sample", "Ana Sample")
    with pytest.raises(ActionError, match="already"):
        recording.own(store, acme, ANA)
    recording.undo(store, done.id, ANA, CONFIG)
    assert owner(store, acme) == "Ben Sample"


def test_two_owners_in_a_row_are_taken_back_one_by_one(store: Store, acme: int) -> None:
    first, second = recording.own(store, acme, ANA), recording.own(store, acme, CARL)
    recording.undo(store, second.id, CARL, CONFIG)
    assert owner(store, acme) == "Ana Sample"
    recording.own(store, acme, CARL)
    recording.undo(store, first.id, ANA, CONFIG)
    assert owner(store, acme) == "Carl Sample"  # who took it over since stays


def test_a_file_doesn_t_undo_an_owner_that_somebody_set_and_the_card_says_where_they_differ(
    store: Store, acme: int, tmp_path: Path
) -> None:
    recording.own(store, acme, ANA)
    head = "id,name,owner email\n"
    assert load(store, tmp_path, f"{head}acme,Acme,ben@sample.example\n") == 0
    assert owner(store, acme) == "Ana Sample"
    card = account_card.load_card(store, acme, TODAY)
    assert card.owner_set is not None
    assert (card.owner_set.by, card.owner_set.stated) == ("Ana Sample", "Ben Sample")
    load(store, tmp_path, f"{head}acme,Acme,carl@sample.example\n")
    set_ = account_card.load_card(store, acme, TODAY).owner_set
    assert set_ is not None
    assert set_.stated == "carl@sample.example"
    undone = preview_undo(store)
    if undone is not None:
        undo(store, undone.entry.id, ImportContext("me", NOW, TODAY))
    assert owner(store, acme) == "Ana Sample"


def test_once_a_file_states_the_owner_that_somebody_set_files_count_again(
    store: Store, acme: int, tmp_path: Path
) -> None:
    recording.own(store, acme, ANA)
    head = "id,name,owner email\n"
    load(store, tmp_path, f"{head}acme,Acme,ana@sample.example\n")
    assert account_card.load_card(store, acme, TODAY).owner_set is None
    load(store, tmp_path, f"{head}acme,Acme,carl@sample.example\n")
    assert owner(store, acme) == "carl@sample.example"


def test_an_owner_who_takes_their_account_back_is_settled_by_the_next_file(
    store: Store, acme: int, tmp_path: Path
) -> None:
    recording.own(store, acme, ANA)
    recording.own(store, acme, BEN)
    for stated in ("ben@sample.example", "dan@sample.example"):
        load(store, tmp_path, f"id,name,owner email\nacme,Acme,{stated}\n")
        assert owner(store, acme).casefold().startswith(stated[:3])


def test_an_owner_who_was_taken_back_while_a_file_agreed_goes_with_that_file(
    store: Store, acme: int, tmp_path: Path
) -> None:
    taken = recording.own(store, acme, ANA)
    load(store, tmp_path, "id,name,owner email\nacme,Acme Inc,ana@sample.example\n")
    recording.undo(store, taken.id, ANA, CONFIG)
    assert owner(store, acme) == "Ana Sample"
    found = preview_undo(store)
    assert found is not None
    assert undo(store, found.entry.id, ImportContext("me", NOW, TODAY)) is not None
    assert owner(store, acme) == "Ben Sample"


@pytest.mark.parametrize("stated", ["dan@sample.example", "ben@sample.example"])
def test_who_gave_an_account_back_after_an_import_isnt_its_owner_again_when_that_is_taken_back(
    store: Store, acme: int, tmp_path: Path, stated: str
) -> None:
    taken = recording.own(store, acme, ANA)
    load(store, tmp_path, f"id,name,owner email\nacme,Acme Inc,{stated}\n")
    recording.undo(store, taken.id, replace(ANA, at=NOW + timedelta(minutes=1)), CONFIG)
    assert owner(store, acme).casefold().startswith(stated[:3])
    found = preview_undo(store)
    assert found is not None
    assert undo(store, found.entry.id, ImportContext("me", NOW, TODAY)) is not None
    assert owner(store, acme) == "Ben Sample"


def test_an_owner_who_was_settled_by_a_file_and_replaced_by_another_is_none_to_go_back_to(
    store: Store, acme: int, tmp_path: Path
) -> None:
    first = recording.own(store, acme, ANA)
    for stated in ("ana@sample.example", "dan@sample.example"):
        load(store, tmp_path, f"id,name,owner email\nacme,Acme,{stated}\n")
    taken = recording.own(store, acme, CARL)
    assert taken.before == "dan@sample.example"
    recording.undo(store, taken.id, CARL, CONFIG)
    assert owner(store, acme) == "dan@sample.example"
    again, last = recording.own(store, acme, BEN), recording.own(store, acme, CARL)
    recording.undo(store, again.id, BEN, CONFIG)
    recording.undo(store, first.id, ANA, CONFIG)
    recording.undo(store, last.id, CARL, CONFIG)
    assert owner(store, acme) == "dan@sample.example"


def test_an_owner_whose_import_was_taken_back_is_still_one_to_go_back_to(
    store: Store, acme: int, tmp_path: Path
) -> None:
    load(store, tmp_path, "id,name,owner email\nother,Other,ana@sample.example\n")
    recording.own(store, acme, ANA)
    taken = recording.own(store, acme, CARL)
    found = preview_undo(store)
    assert found is not None
    assert undo(store, found.entry.id, ImportContext("me", NOW, TODAY), force=True) is not None
    recording.undo(store, taken.id, CARL, CONFIG)
    assert owner(store, acme) == "ana@sample.example"


def test_taking_an_import_back_leaves_an_owner_that_somebody_set_since(store: Store, acme: int, tmp_path: Path) -> None:
    load(store, tmp_path, "id,name,owner email\nacme,Acme,carl@sample.example\n")
    recording.own(store, acme, ANA)
    undone = preview_undo(store)
    assert undone is not None
    assert undo(store, undone.entry.id, ImportContext("me", NOW, TODAY)) is not None
    assert owner(store, acme) == "Ana Sample"
    set_ = account_card.load_card(store, acme, TODAY).owner_set
    assert set_ is not None
    assert set_.stated == "Ben Sample"


def test_a_snoozed_account_comes_back_on_the_day_and_the_last_word_counts(store: Store, acme: int) -> None:
    recording.snooze(store, acme, TODAY + timedelta(days=7), "they decide then", ANA)
    assert [each.account for each in reading.snoozed(store.reading, TODAY)] == ["Acme"]
    assert reading.snoozed(store.reading, TODAY, Scope(segment="Other")) == ()
    assert reading.snoozed(store.reading, TODAY + timedelta(days=7)) == ()
    sooner = recording.snooze(store, acme, TODAY + timedelta(days=1), "", BEN)
    assert [each.until.day for each in reading.snoozed(store.reading, TODAY)] == [16]
    back = reading.back_from_snooze(store.reading, TODAY, TODAY + timedelta(days=1))
    assert [each.account_id for each in back] == [acme]
    recording.undo(store, sooner.id, BEN, CONFIG)
    assert [each.until.day for each in reading.snoozed(store.reading, TODAY)] == [22]


@pytest.mark.parametrize("days", [0, -3, 400])
def test_nothing_is_snoozed_until_a_day_that_isn_t_ahead_or_is_too_far(store: Store, acme: int, days: int) -> None:
    with pytest.raises(ActionError):
        recording.snooze(store, acme, TODAY + timedelta(days=days), "", ANA)


def test_done_with_a_note_and_a_call_are_touchpoints_that_score_the_account_and_go_when_taken_back(
    store: Store, make: Factory, acme: int
) -> None:
    make.fact("touchpoint", acme, touched_on="2026-01-02", type="call")
    score_all(store, TODAY, CONFIG)
    before = account_card.load_card(store, acme, TODAY).health.reasons
    recording.done(store, acme, "", ANA, CONFIG)  # says nothing of the customer
    assert account_card.load_card(store, acme, TODAY).health.reasons == before
    done = recording.done(store, acme, "They renew.", ANA, CONFIG)
    call = recording.log_call(store, acme, "Wants SSO", BEN, CONFIG, TODAY - timedelta(days=1))
    card = account_card.load_card(store, acme, TODAY)
    assert card.touchpoint is not None
    assert (card.touchpoint.text, card.touchpoint.note, card.touchpoint.who) == ("done", "They renew.", "Ana Sample")
    assert [each.kind for each in card.actions] == ["call", "done", "done"]
    assert card.health.reasons != before
    recording.undo(store, done.id, ANA, CONFIG)
    recording.undo(store, call.id, BEN, CONFIG)
    again = account_card.load_card(store, acme, TODAY)
    assert again.touchpoint is not None
    assert (again.touchpoint.day, again.health.reasons) == (date(2026, 1, 2), before)
    with pytest.raises(ActionError, match="already"):
        recording.undo(store, done.id, ANA, CONFIG)


def test_a_logged_call_says_nothing_of_the_contact_with_others(store: Store, make: Factory, acme: int) -> None:
    other = make.account("Other")
    make.subscription(other, "2025-08-01", 1_000)
    make.fact("touchpoint", other, touched_on="2026-01-02", type="call")
    with store.writing() as connection:
        current_state.recompute(connection, None, TODAY)
    score_all(store, TODAY, CONFIG)
    recording.log_call(store, acme, "", ANA, CONFIG)
    score_all(store, TODAY, CONFIG)
    cards = [account_card.load_card(store, each, TODAY) for each in (acme, other)]
    assert any("Interactions 100" in reason for reason in cards[0].health.reasons)
    assert not any("Interactions" in reason for reason in cards[1].health.reasons)


def test_only_whoever_did_it_or_an_owner_takes_it_back(store: Store, acme: int) -> None:
    snooze = recording.snooze(store, acme, TODAY + timedelta(days=2), "", ANA)
    with pytest.raises(ActionError, match="Only Ana Sample"):
        recording.undo(store, snooze.id, CARL, CONFIG)
    recording.undo(store, snooze.id, BEN, CONFIG)  # the owner
    taken = recording.own(store, acme, ANA)
    recording.undo(store, taken.id, BEN, CONFIG)  # whose it was
    assert owner(store, acme) == "Ben Sample"


def test_a_number_in_a_message_never_means_what_was_done_later(store: Store, tmp_path: Path, acme: int) -> None:
    load(store, tmp_path, "id,name\nX-1,Gone\n")
    (gone,) = store.reading.execute("SELECT id FROM account WHERE key = 'X-1'").fetchone()
    done = recording.snooze(store, gone, date(2026, 7, 1), "", ANA)
    said = set_pulse(store, gone, 2, "", Sayer("U1", "Ana Sample"), NOW, CONFIG).pulse
    found = preview_undo(store)
    assert found is not None
    assert undo(store, found.entry.id, ImportContext("me", NOW, TODAY), force=True)
    assert recording.snooze(store, acme, date(2026, 7, 1), "", ANA).id > done.id
    later = set_pulse(store, acme, 2, "", Sayer("U1", "Ana Sample"), NOW, CONFIG).pulse
    assert said is not None
    assert later is not None
    assert later.id > said.id
    with pytest.raises(ActionError, match="nothing of that number"):
        recording.undo(store, done.id, ANA, CONFIG)


def test_calls_of_days_to_come_and_notes_without_end_are_refused(store: Store, acme: int) -> None:
    with pytest.raises(ActionError, match="hasn't been held"):
        recording.log_call(store, acme, "", ANA, CONFIG, TODAY + timedelta(days=1))
    with pytest.raises(ActionError, match="characters"):
        recording.done(store, acme, "x" * 2001, ANA, CONFIG)
    with pytest.raises(AccountGoneError):
        recording.own(store, 999, ANA)


def test_the_same_words_of_the_same_person_a_moment_later_do_nothing_twice(store: Store, acme: int) -> None:
    first = recording.log_call(store, acme, "Wants SSO", ANA, CONFIG)
    again = replace(ANA, at=NOW + timedelta(seconds=5))
    assert recording.log_call(store, acme, "Wants SSO", again, CONFIG).id == first.id
    assert recording.log_call(store, acme, "Wants SSO", BEN, CONFIG).id != first.id
    assert recording.log_call(store, acme, "And SCIM", again, CONFIG).id != first.id
    later = replace(ANA, at=NOW + timedelta(minutes=5))
    assert recording.log_call(store, acme, "Wants SSO", later, CONFIG).id != first.id
    recording.undo(store, first.id, ANA, CONFIG)
    assert recording.log_call(store, acme, "Wants SSO", again, CONFIG).id != first.id


def test_who_has_not_seen_what_somebody_did_meanwhile_does_nothing(store: Store, acme: int) -> None:
    seen = replace(BEN, seen=reading.state_of(store.reading, acme))
    recording.snooze(store, acme, TODAY + timedelta(days=2), "", ANA)
    carl = replace(seen, id="U3", name="Carl Sample", email="carl@sample.example", slack_user="U3")
    with pytest.raises(ChangedMeanwhileError):
        recording.own(store, acme, carl)
    with pytest.raises(ChangedMeanwhileError):
        recording.done(store, acme, "x", seen, CONFIG)
    with pytest.raises(ChangedMeanwhileError):
        recording.undo(store, 1, seen, CONFIG)
    recording.done(store, acme, "x", replace(seen, seen=reading.state_of(store.reading, acme)), CONFIG)
