"""Acting on accounts in words, in Slack and in the terminal alike."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from accounts.audit import entries
from bot.accounts.days import offered_days, parse_day, take_day, unread_day
from bot.context import Context, Requester
from bot.settings import AccountSettings
from bot.workspace import Workspace
from tests.bot.company import TODAY, context, database, filled, workspace
from tests.bot.test_accounts import ask, texts
from tests.cases import cases

__all__ = ["context", "database", "filled", "workspace"]


@cases(
    ("text", "day"),
    [
        ("tomorrow", date(2026, 6, 16)),
        ("monday", date(2026, 6, 22)),  # today is one
        ("Fri", date(2026, 6, 19)),
        ("next week", date(2026, 6, 22)),
        ("next month", date(2026, 7, 1)),
        ("end of month", date(2026, 6, 30)),
        ("in 2 weeks", date(2026, 6, 29)),
        ("3d", date(2026, 6, 18)),
        ("a month", date(2026, 7, 15)),
        ("2 July", date(2026, 7, 2)),
        ("July 2nd, 2027", date(2027, 7, 2)),
        ("1 june", date(2027, 6, 1)),
        ("2026-07-02", date(2026, 7, 2)),
        ("31 June", None),
        ("blue", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_say_it(text: str, day: date | None) -> None:
    assert parse_day(text, TODAY) == day


def test_a_past_day_is_the_last_of_its_name() -> None:
    assert [parse_day(text, TODAY, past=True) for text in ("monday", "2 days ago", "1 july")] == [
        date(2026, 6, 8),
        date(2026, 6, 13),
        date(2025, 7, 1),
    ]


@cases("today", [date(2026, 1, 1) + timedelta(days=number) for number in range(366)])
def test_days_that_are_offered_differ_and_are_working_days(today: date) -> None:
    offered = [day for _, day in offered_days(today)]
    assert len({*offered}) == len(offered) >= 3
    assert all(day > today and day.weekday() < 5 for day in offered)
    assert (offered[0] - today).days >= 2 or today.weekday() == 5, "the first is chosen beforehand: it isn't tomorrow"


def test_on_a_sunday_the_next_week_is_not_tomorrow() -> None:
    assert [*offered_days(date(2026, 11, 29))][:3] == [
        ("In a week", date(2026, 12, 7)),
        ("Tomorrow", date(2026, 11, 30)),
        ("In two weeks", date(2026, 12, 14)),
    ]


def test_a_note_with_what_no_store_takes_is_kept_without_it(context: Context) -> None:
    assert ask("done acme labs a\0b \udcff ¥", context).paragraphs == ("Done by Dana Sample, 15 Jun: “ab ? ¥”",)


def test_a_note_may_stand_behind_a_day() -> None:
    assert take_day("2 July: they decide then", TODAY) == (date(2026, 7, 2), "they decide then")
    assert take_day("soon", TODAY) == (None, "soon")
    assert take_day("and they call back", TODAY, past=True) == (None, "and they call back"), "“an d” is no day"
    for note in ("5 days no answer", "sat with them", "two weeks, they say", "24/7 support asked"):
        assert take_day(note, TODAY, past=True) == (None, note)
        assert not unread_day(note, TODAY)
    assert take_day("sat: hi", TODAY, past=True) == (date(2026, 6, 13), "hi")
    assert take_day("2d ago: ok", TODAY, past=True) == (date(2026, 6, 13), "ok")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("own acme labs", "Owned by Dana Sample since 15 Jun, before: Kim Sample"),
        (
            "snooze acme labs until 2 July they decide then",
            "Snoozed until Thu 2 Jul by Dana Sample: “they decide then”",
        ),
        ("snooze acme labs for 3 days", "Snoozed until Thu 18 Jun by Dana Sample"),
        ("done acme labs who owns it? They renew.", "Done by Dana Sample, 15 Jun: “who owns it? They renew.”"),
        ("done Acme Labs: 100% sure", "Done by Dana Sample, 15 Jun: “100% sure”"),
        (
            "snooze acme labs until 2 July: they go to monday meetings, back for 2 weeks",
            "Snoozed until Thu 2 Jul by Dana Sample: “they go to monday meetings, back for 2 weeks”",
        ),
        ("log call acme labs on 2026-06-03 hi", "Call logged by Dana Sample, 3 Jun: “hi”"),
        ("log call acme labs 3 months free asked", "Call logged by Dana Sample, 15 Jun: “3 months free asked”"),
        ('log call acme labs "1 july is too late"', "Call logged by Dana Sample, 15 Jun: “1 july is too late”"),
        ("log call with labs.example yesterday wants SSO", "Call logged by Dana Sample, 14 Jun: “wants SSO”"),
        ("log call with labs.example 2 June: wants SSO", "Call logged by Dana Sample, 2 Jun: “wants SSO”"),
        ("log call with labs.example wants SSO", "Call logged by Dana Sample, 15 Jun: “wants SSO”"),
        ('log call "acme labs" ok', "Call logged by Dana Sample, 15 Jun: “ok”"),
    ],
)
def test_what_is_done_is_said_shown_on_the_card_and_taken_back(context: Context, text: str, said: str) -> None:
    reply = ask(text, context)
    assert reply.paragraphs == (said,)
    card = texts(ask("account labs.example", context))
    assert said in card
    undone = ask("undo", context).paragraphs
    assert undone == (f"No longer: {said}", *["Its owner is Kim Sample."] * text.startswith("own"))
    assert said not in texts(ask("account labs.example", context))
    assert "nothing about an account" in texts(ask("undo", context))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("own", "Say which account"),
        ("snooze acme labs", "Say until when acme labs"),
        ("snooze acme labs until blue", "“blue” is no day"),
        ("snooze acme labs until yesterday", "isn't ahead"),
        ("snooze acme labs until 3 days ago", "2026-06-12 isn't ahead"),
        ("snooze acme labs until last monday", "2026-06-08 isn't ahead"),
        ("log call acme labs in 2 weeks", "A call of 2026-06-29 hasn't been held yet"),
        ("log call acme labs next monday: prep", "A call of 2026-06-22 hasn't been held yet"),
        ("log call acme labs 03/06/2026 hi", "“03/06/2026” is no day that is read"),
        ("log call acme labs 31 june they sign", "“31 june” is no day that is read"),
        ("done", "Say which account"),
        ("log", "Say which account"),
        ("undo twelve", "Say the number"),
        ("undo 12", "nothing of that number"),
    ],
)
def test_what_is_missing_or_wrong_is_said(context: Context, text: str, why: str) -> None:
    reply = ask(text, context)
    assert reply.outcome == "usage"
    assert why in texts(reply)


def test_several_accounts_that_may_be_meant_are_offered_with_the_note_kept(context: Context) -> None:
    reply = ask("done small they renew", context)
    assert reply.data["kind"] == "choices"
    assert reply.choices[0].request.startswith("done id ")
    assert reply.choices[0].request.endswith(" they renew")


def test_the_second_sees_what_the_first_did_and_others_can_t_take_it_back(context: Context) -> None:
    kim = replace(context, place="C01", requester=Requester("U0KIM", "kim@sample.example", "Kim Sample"))
    guest = replace(context, place="C01", requester=Requester("U9", "x@sample.example", "Xan Sample"))
    ask("own acme labs", context)
    assert "You own Acme Labs already" in texts(ask("own acme labs", context))
    assert "Only Dana Sample" in texts(ask("undo 1", guest))
    assert ask("undo 1", kim).outcome == "answered"  # whose it was
    assert [each.verb for each in entries(context.store, 4)] == ["undo", "undo", "own", "own"]


def test_lists_show_in_an_account_s_row_what_was_done_about_it(context: Context) -> None:
    ask("done acme labs they renew", context)
    ask("snooze acme labs until 2 July", context)
    for text in ("health", "renewals 90", "accounts above 8k"):
        row = next(row for row in ask(text, context).rows if row.label == "Acme Labs")
        assert row.detail.endswith(
            "↳ Snoozed until Thu 2 Jul by Dana Sample\n↳ Done by Dana Sample, 15 Jun: “they renew”"
        )


def test_a_snooze_that_was_ended_sooner_isnt_shown_again_once_that_is_over(context: Context) -> None:
    ask("snooze acme labs until 2 July", context)
    ask("snooze acme labs until tomorrow", context)
    later = replace(context, now=context.now + timedelta(days=2))
    assert not any("Snoozed until" in row.detail for row in ask("accounts above 8k", later).rows)


def test_undo_takes_back_a_pulse_too_where_that_was_last(context: Context) -> None:
    ask("own acme labs", context)
    ask("pulse acme labs 4 keen", replace(context, now=context.now + timedelta(seconds=1)))
    assert ask("undo", context).title == "Acme Labs: pulse taken back"
    assert ask("undo", context).title == "Acme Labs: taken back"


def test_a_namesake_neither_undoes_nor_is_offered_a_pulse_of_somebody_else(context: Context) -> None:
    pulse = ask("pulse red ltd 4", context)
    namesake = replace(context, requester=replace(context.requester, id="U0NAMESAKE", email=""))
    assert ask("undo", namesake).title == "Nothing to take back"
    number = pulse.data["pulse"]["id"]
    assert "takes that pulse back" in ask(f"pulse undo {number}", namesake).paragraphs[0]
    assert ask("undo", context).title == "Red Ltd: pulse taken back"


def test_in_a_terminal_a_pulse_is_said_by_the_owner_that_one_is(context: Context) -> None:
    ask("pulse acme labs 4 keen", context)
    assert "4 of 5, Dana Sample, 15 Jun: “keen”" in texts(ask("account labs.example", context))


def test_a_pulse_of_who_left_says_that_it_is_no_customer(context: Context) -> None:
    assert "It is no customer: its health isn't scored." in ask("pulse gone corp 4", context).paragraphs


def test_in_a_terminal_nobody_owns_an_account_whom_nobody_knows(context: Context, database: Path) -> None:
    nobody = replace(context, workspace=Workspace(AccountSettings(cs_database=database)))
    assert "Say who you are" in texts(ask("own acme labs", nobody))
    nobody.workspace.close()


@pytest.mark.parametrize(
    ("text", "names", "note"),
    [
        ("done acme labs and red ltd they sign", ["Acme Labs", "Red Ltd"], "they sign"),
        (
            "done labs.example, red ltd and acme & sons: all of them renew",
            ["Acme Labs", "Red Ltd", "Acme & Sons"],
            "all",
        ),
        ("log call acme labs and red ltd", ["Acme Labs", "Red Ltd"], ""),
        ("own acme labs and small 04", ["Acme Labs", "Small 04"], ""),
        ("snooze acme labs, red ltd until 2 July", ["Acme Labs", "Red Ltd"], ""),
    ],
)
def test_what_is_said_of_several_accounts_is_done_to_each_and_taken_back_one_by_one(
    context: Context, text: str, names: list[str], note: str
) -> None:
    reply = ask(text, context)
    assert [row.label for row in reply.rows] == names
    assert all(note in row.text for row in reply.rows)
    assert [each.label for each in reply.actions] == [f"Undo {name}" for name in names]
    assert "taken back" in ask(reply.actions[0].request, context).title
    assert "Nothing to take back" not in ask("undo", context).title


@pytest.mark.parametrize(
    "note",
    ["and they call back", "and reductions are off", "and smaller seats", "and la la", "and he said yes"],
)
def test_a_note_that_begins_with_and_stays_a_note(context: Context, note: str) -> None:
    reply = ask(f"done acme labs {note}", context)
    assert reply.title == "Acme Labs: done"
    assert note in texts(reply)


@pytest.mark.parametrize(
    ("text", "offered", "note"),
    [
        ("done acme labs, gone fishing", ["Gone Corp (gone.example)"], ", gone fishing"),
        ("done acme labs and small talk", [], "and small talk"),
        ("log call acme labs and red tape ahead", ["Red Ltd"], "and red tape ahead"),
        ("done labs.example and acme they sign", [], "and acme they sign"),
    ],
)
def test_a_word_that_may_be_a_name_or_a_note_is_asked_about_and_nothing_is_done(
    context: Context, text: str, offered: list[str], note: str
) -> None:
    reply = ask(text, context)
    assert reply.title == "An account or a note?"
    assert "Nothing to take back" in ask("undo", context).title
    *names, as_note = reply.choices
    assert [each.label for each in names][: len(offered)] == offered or not offered
    done = ask(as_note.request, context)
    assert done.title.startswith("Acme Labs: ")
    assert note.strip(", ") in texts(done)
    assert len(ask(names[0].request, context).actions) == 2


@pytest.mark.parametrize(
    ("text", "names", "note"),
    [
        ("done acme labs and gone", ["Acme Labs", "Gone Corp"], ""),
        ("done acme labs, gone: red tape", ["Acme Labs", "Gone Corp"], "red tape"),
        ("done acme labs, gone and red ltd they sign", ["Acme Labs", "Gone Corp", "Red Ltd"], "they sign"),
        ("done acme labs and red ltd and acme labs they sign", ["Acme Labs", "Red Ltd"], "they sign"),
        ("done acme labs and gone.example they sign", ["Acme Labs", "Gone Corp"], "they sign"),
    ],
)
def test_a_first_word_with_a_separator_behind_it_is_a_name(
    context: Context, text: str, names: list[str], note: str
) -> None:
    reply = ask(text, context)
    assert [row.label for row in reply.rows] == names
    assert all(note in row.text for row in reply.rows)


def test_behind_a_colon_or_in_quotes_all_is_note(context: Context) -> None:
    for text in ("done acme labs: and red ltd they sign", 'done acme labs "and red ltd they sign"'):
        reply = ask(text, context)
        assert reply.title == "Acme Labs: done"
        assert "“and red ltd they sign”" in texts(reply)


@pytest.mark.parametrize("text", ["snooze acme labs, small, red ltd until monday", "own acme labs and small"])
def test_which_of_several_is_asked_where_no_note_can_stand(context: Context, text: str) -> None:
    reply = ask(text, context)
    assert "By “small” did you mean Small" in texts(reply)
    assert "Nothing to take back" in ask("undo", context).title
    assert next(row.label for row in ask(reply.choices[0].request, context).rows) == "Acme Labs"


def test_the_first_of_several_is_asked_about_too(context: Context) -> None:
    reply = ask("snooze small and acme labs until monday", context)
    assert reply.data["query"] == "small"
    assert reply.choices[0].request.endswith(" and acme labs until monday")


def test_more_accounts_than_ten_are_refused_before_anything_is_done_and_each_of_ten_has_an_undo(
    context: Context,
) -> None:
    names = [f"small {number:02}" for number in range(11)]
    refused = ask(f"done {', '.join(names)}", context)
    assert refused.outcome == "usage"
    assert "Up to 10 accounts" in texts(refused)
    assert "Nothing to take back" in ask("undo", context).title
    assert len(ask(f"done {', '.join(names[:10])}", context).actions) == 10
