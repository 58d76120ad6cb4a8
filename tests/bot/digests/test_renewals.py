"""The renewal digest: what is past due and what comes up, when to act on it, and what became of the rest."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts import Store
from accounts.actions.model import Actor
from accounts.actions.recording import snooze
from bot.digest_message import DigestMessage
from bot.digests.content.model import FIRST, LISTED
from bot.digests.content.priorities import MOST, ORDER
from bot.render.digest import digest_messages
from tests.accounts.conftest import Factory, make
from tests.bot.digests.mornings import FRIDAY, MONDAY, NEXT_MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Mornings, at, text

__all__ = ["make"]

SUNDAY, SATURDAY = MONDAY - timedelta(days=1), FRIDAY + timedelta(days=1)


@pytest.fixture
def mornings(store: Store, make: Factory) -> Mornings:
    return Mornings(store, make)


def contract(mornings: Mornings, name: str, ends: int, arr: int = 1_000, **row: Any) -> int:
    """A customer whose contract ends so many days after Monday."""
    account = mornings.rows.account(name, customer_since="2024-01-01", owner_id=row.pop("owner_id", None))
    ends_on = (MONDAY + timedelta(days=ends)).isoformat()
    mornings.rows.subscription(account, "2025-06-20", arr, ends_on=ends_on, **row)
    return account


def titles(digest_message: DigestMessage) -> dict[str, list[str]]:
    return {section.title: [entry.label for entry in section.entries] for section in digest_message.sections}


def test_who_gave_notice_stands_under_leaving_and_not_among_renewals(mornings: Mornings) -> None:
    contract(mornings, "Stays", 20)
    contract(mornings, "Leaves", 30, 2_000, notice_given=1, notice_on=SUNDAY.isoformat())
    mornings.night(MONDAY)
    digest = mornings.digest_message(mornings.subscribed("renewals"), MONDAY)
    assert titles(digest) == {"Within 30 days (1)": ["Stays"], "Leaving (1)": ["Leaves"]}
    assert digest.headline == "1 renewal up within 90 days, $1,000. 1 account leaving, $2,000."
    (entry,) = next(section.entries for section in digest.sections if section.title.startswith("Leaving"))
    assert entry.lines == ("$2,000 · leaves 15 Jul · notice given 14 Jun · no owner",)
    assert digest.changed


def test_past_due_comes_first_then_what_comes_up_by_the_last_day_to_act(mornings: Mornings) -> None:
    kim = mornings.rows.owner("Kim Sample")
    contract(mornings, "Past", -5, 7_000)
    acme = contract(mornings, "Acme", 40, 120_000, notice_days=30, owner_id=kim)
    mornings.rows.fact("contact", acme, name="Pat Example", role="champion")
    contract(mornings, "Soon", 20, 3_000)
    contract(mornings, "Missed", 50, 4_000, notice_days=60)
    contract(mornings, "Far", 80, 5_000, auto_renews=1)
    contract(mornings, "Beyond", 200)
    mornings.pulse(acme, 1, MONDAY)
    mornings.night(MONDAY)
    digest = mornings.digest_message(mornings.subscribed("renewals"), MONDAY)
    assert titles(digest) == {
        "Act on these first (2)": ["Past", "Acme"],
        "Within 30 days (1)": ["Soon"],
        "31 to 60 days (1)": ["Missed"],
        "61 to 90 days (1)": ["Far"],
    }
    assert [section.text for section in digest.sections] == [ORDER, "", "And 1 above.", ""]
    assert digest.headline == (
        "1 renewal past due, 1 to act on within two weeks. 5 renewals up within 90 days, past due included, $139,000."
    )
    entries = {entry.label: entry for section in digest.sections for entry in section.entries}
    assert entries["Past"].lines[0] == "$7,000 · past due since 10 Jun · 5 days ago"
    assert entries["Acme"].lines[0] == "$120,000 · renews 25 Jul · act by 25 Jun, in 10 days"
    assert "Kim Sample · champion Pat Example" in entries["Acme"].lines[1]
    assert entries["Missed"].lines[0].endswith("last day to act was 5 Jun")
    assert entries["Soon"].lines[0].endswith("notice unknown")
    assert "renews by itself" in entries["Far"].lines[1]
    assert entries["Acme"].request == f"account id {acme}"


def test_a_thousand_are_listed_and_of_more_the_first_and_all_are_counted(mornings: Mornings) -> None:
    for number in range(LISTED):
        contract(mornings, f"Past {number}", -1)
    for number in range(LISTED):
        contract(mornings, f"Soon {number}", 10)
    contract(mornings, "Far", 80)
    mornings.night(MONDAY)
    urgent, past, soon, far = mornings.digest_message(mornings.subscribed("renewals"), MONDAY).sections
    assert (urgent.title, urgent.text) == ("Act on these first (5 of 2,000)", f"Of the 1,025 listed by date: {ORDER}")
    assert (past.title, len(past.entries), past.text) == ("Past due (995)", LISTED - 5, "And 5 above.")
    assert (soon.title, len(soon.entries), soon.text) == (
        "To act on within two weeks (1,000)",
        FIRST,
        f"The first {FIRST} of them.",
    )
    assert (far.title, far.entries, far.text) == ("61 to 90 days (1)", (), "Too far ahead to be listed here.")


def test_totals_say_what_comes_up_and_what_is_at_risk(mornings: Mornings) -> None:
    red = contract(mornings, "Red", 10, 10_000)
    contract(mornings, "Other", 70, 5_000)
    mornings.pulse(red, 1, MONDAY)
    mornings.night(MONDAY)
    said = text(mornings.digest_message(mornings.subscribed("renewals"), MONDAY))
    assert "30 days: $10,000 (1) · 60 days: $10,000 (1) · 90 days: $15,000 (2)" in said
    assert "At risk: 🔴 $10,000 (1)" in said or "At risk: 🔴 no ARR (0) · 🟡 $10,000 (1)" in said


def settled(mornings: Mornings, day: date, since: date | None = None) -> list[str]:
    """What the digest of a day says was renewed or lost, once it is delivered."""
    digest = mornings.digest_message(mornings.only(), day, since)
    mornings.delivered(day)
    sections = [each for each in digest.sections if each.title.startswith(("Lost", "Renewed"))]
    return [f"{each.title.split()[0]} {entry.label}" for each in sections for entry in each.entries]


def test_what_was_renewed_and_what_was_lost_since_the_last_one_is_told_once(mornings: Mornings) -> None:
    kept = contract(mornings, "Kept", 1, 8_000)
    mornings.rows.subscription(kept, TUESDAY.isoformat(), 9_000, ends_on="2027-06-16")
    contract(mornings, "Lost", 30, 6_000, cancelled_on=TUESDAY.isoformat(), status="cancelled")
    mornings.subscribed("renewals")
    mornings.night(THURSDAY)
    assert settled(mornings, MONDAY) == []
    told = [settled(mornings, day, day - timedelta(days=1)) for day in (TUESDAY, WEDNESDAY, THURSDAY)]
    assert sorted(each for listed in told for each in listed) == ["Lost Lost", "Renewed Kept"]


def test_what_is_imported_a_day_late_is_told_all_the_same(mornings: Mornings) -> None:
    mornings.subscribed("renewals")
    mornings.night(MONDAY)
    assert settled(mornings, MONDAY) == []
    contract(mornings, "Lost", 30, 6_000, cancelled_on=MONDAY.isoformat(), status="cancelled")
    mornings.night(TUESDAY)
    assert settled(mornings, TUESDAY, MONDAY) == ["Lost Lost"]
    assert settled(mornings, WEDNESDAY, TUESDAY) == []


def test_only_what_comes_nearer_or_is_settled_counts_as_a_change(mornings: Mornings) -> None:
    contract(mornings, "Ahead", 62, notice_days=10)
    mornings.night(MONDAY)
    each = mornings.subscribed("renewals", only_changes=True)
    changed = [
        mornings.digest_message(each, MONDAY + timedelta(days=ahead), MONDAY + timedelta(days=ahead - 1)).changed
        for ahead in range(5)
    ]
    assert changed == [False, False, True, False, False]  # on Wednesday it is 60 days away


def test_what_a_digest_on_changes_has_not_listed_yet_is_a_change_however_late_it_is_known(mornings: Mornings) -> None:
    def imported(name: str, **row: Any) -> None:
        with mornings.store.writing() as connection:
            (account,) = connection.execute("SELECT id FROM account WHERE name = ?", (name,)).fetchone()
            for column, value in row.items():
                connection.execute(f"UPDATE subscription SET {column} = ? WHERE account_id = ?", (value, account))

    for name, ends in {"Near": 20, "Ahead": 70, "Far": 300}.items():
        contract(mornings, name, ends)
    acme = contract(mornings, "Acme", 40)
    snooze(mornings.store, acme, SATURDAY, "", Actor("U0DANA", "Dana", at(MONDAY)))
    mornings.subscribed("renewals", only_changes=True)
    came = {}
    imports: dict[date, dict[str, Any]] = {
        MONDAY: {},  # which begins to list
        TUESDAY: {},
        WEDNESDAY: {"name": "Far", "ends_on": THURSDAY.isoformat()},  # a day ahead, and known since today
        THURSDAY: {"name": "Near", "notice_given": 1},  # on no known day
        FRIDAY: {"name": "Ahead", "notice_given": 1, "notice_on": TUESDAY.isoformat()},
        SATURDAY: {},  # back from its snooze
        NEXT_MONDAY: {},
    }
    for day, late in imports.items():
        if late:
            imported(**late)
        mornings.night(day)
        if day == MONDAY:
            mornings.rows.fact("churn", contract(mornings, "Gone", -1), churned_on=MONDAY.isoformat())
            mornings.night(day)
        payload = mornings.delivered(day)
        came[day] = payload if isinstance(payload, str) else "came"
    quiet = "nothing changed"
    assert [*came.values()] == ["came", quiet, "came", "came", "came", "came", quiet]


def test_the_total_of_an_owner_leaves_out_who_is_snoozed_as_the_digest_does(mornings: Mornings) -> None:
    kim = mornings.rows.owner("Kim Sample")
    contract(mornings, "Stays", 20, 1_000, owner_id=kim)
    snoozed = contract(mornings, "Snoozed", 30, 2_000, owner_id=kim)
    snooze(mornings.store, snoozed, NEXT_MONDAY, "", Actor("U0DANA", "Dana", at(MONDAY)))
    mornings.night(MONDAY)
    said = text(mornings.digest_message(mornings.subscribed("renewals", mentions="owners"), MONDAY))
    assert "1 renewal up within 90 days, $1,000." in said
    assert "1 renewal up, $1,000" in said


def test_a_quiet_quarter_says_so_in_one_line(mornings: Mornings) -> None:
    contract(mornings, "Beyond", 200)
    mornings.night(MONDAY)
    digest = mornings.digest_message(mornings.subscribed("renewals"), MONDAY, SUNDAY)
    assert digest.headline == "Nothing is past due or comes up for renewal within 90 days."
    assert (digest.sections, digest.empty, digest.changed) == ((), True, False)


def test_it_names_its_scope_and_what_is_missing(mornings: Mornings) -> None:
    kim = mornings.rows.owner("Kim Sample")
    contract(mornings, "Kim's", 10, owner_id=kim)
    contract(mornings, "Nobody's", 10)
    mornings.customer("Undated", owner_id=kim)
    mornings.night(MONDAY)
    own = mornings.digest_message(mornings.subscribed("renewals", scope="@Kim Sample"), MONDAY)
    assert titles(own) == {"Act on these first (1)": ["Kim's"]}
    assert "Accounts of Kim Sample." in text(own)
    whole = text(mornings.digest_message(mornings.subscribed("renewals"), MONDAY))
    assert "All accounts." in whole
    assert "1 account without a renewal date" in whole
    assert "1 account without an owner" in whole


def test_no_more_than_five_are_to_act_on_first_and_all_that_the_headline_counts_are_there(mornings: Mornings) -> None:
    contract(mornings, "Past", -3, 1_000)
    for number in range(8):
        contract(mornings, f"Soon {number}", 10, 1_000 * (number + 1))
    red = contract(mornings, "Red", 12, 500)
    mornings.pulse(red, 1, MONDAY)
    mornings.night(MONDAY)
    digest = mornings.digest_message(mornings.subscribed("renewals"), MONDAY)
    assert titles(digest) == {
        "Act on these first (5 of 10)": ["Past", "Red", "Soon 7", "Soon 6", "Soon 5"],
        "To act on within two weeks (5)": ["Soon 0", "Soon 1", "Soon 2", "Soon 3", "Soon 4"],
    }
    assert digest.headline.startswith("1 renewal past due, 9 to act on within two weeks.")
    first, *thread = digest_messages(digest)
    shown, later = (
        [block["text"]["text"].split("*")[1] for each in sent for block in each["blocks"] if "accessory" in block]
        for sent in ([first], thread)
    )
    assert [*shown, *later][:5] == ["Past", "Red", "Soon 7", "Soon 6", "Soon 5"]
    assert 2 <= len(shown) <= 3


def test_in_each_part_the_last_day_that_is_still_to_come_is_first(mornings: Mornings) -> None:
    contract(mornings, "Missed", 58, notice_days=60)
    contract(mornings, "Still to come", 50, notice_days=20)
    mornings.night(MONDAY)
    digest = mornings.digest_message(mornings.subscribed("renewals"), MONDAY)
    assert titles(digest) == {"31 to 60 days (2)": ["Still to come", "Missed"]}


def test_what_is_to_be_acted_on_within_two_weeks_stands_together_whenever_it_renews(mornings: Mornings) -> None:
    for number in range(MOST):
        contract(mornings, f"Past {number}", -1)
    contract(mornings, "In January", 50, notice_days=45)
    contract(mornings, "In February", 80, notice_days=70)
    contract(mornings, "Later", 85)
    mornings.night(MONDAY)
    past = [f"Past {number}" for number in range(MOST)]
    digest = mornings.digest_message(mornings.subscribed("renewals"), MONDAY)
    assert titles(digest) == {
        "Act on these first (5 of 7)": past,
        "To act on within two weeks (2)": ["In January", "In February"],
        "61 to 90 days (1)": ["Later"],
    }
    assert [section.text for section in digest.sections][1:] == ["", "And 1 above."]


def test_a_digest_looks_as_far_ahead_as_its_subscription_says(mornings: Mornings) -> None:
    contract(mornings, "Near", 40)
    contract(mornings, "Far", 80)
    mornings.night(MONDAY)
    digest = mornings.digest_message(mornings.subscribed("renewals", horizon=45), MONDAY)
    assert titles(digest) == {"31 to 45 days (1)": ["Near"]}
    assert digest.headline == "1 renewal up within 45 days, $1,000."
    assert digest.csv == "renewals 45"


def test_a_digest_of_one_day_says_so_in_the_singular(mornings: Mornings) -> None:
    contract(mornings, "Tomorrow", 1, 7_000)
    mornings.night(MONDAY)
    digest = mornings.digest_message(mornings.subscribed("renewals", horizon=1), MONDAY)
    assert "up within 1 day, $7,000" in digest.headline
    assert digest.choices[0].label == "All of 1 day"
    assert not [text for text in digest.paragraphs if "1 days" in text]
