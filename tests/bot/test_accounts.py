"""What is answered about accounts: right, plain, honest of what is missing, and each thing a tap away."""

import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import open_store
from accounts.audit import entries
from accounts.importing import ImportContext, Options, run_import
from accounts.money.amounts import Money
from accounts.money.rates import Total
from accounts.readers import open_table
from bot.accounts.arguments import GONE
from bot.accounts.formatting import arr_text, whole_arr
from bot.accounts.pulse import parse_pulse
from bot.accounts.renewal_window import read_days
from bot.commands import respond
from bot.context import Context, Requester
from bot.render.slack import message
from bot.reply import Reply
from bot.settings import AccountSettings
from bot.workspace import Workspace
from glossary import load
from tests.bot.company import MANY, NOW, TODAY, context, database, filled, workspace
from tests.bot.test_slack_message import faults
from tests.cases import cases
from tests.engines import Place, file_of
from tests.examples import examples

__all__ = ["context", "database", "filled", "workspace"]

GOLDEN = Path(__file__).parent / "golden"
REQUESTS = {
    "account": "account acme.example",
    "account_gone": "account gone",
    "account_choices": "account small 1",
    "account_nothing": "account zzqqxx",
    "renewals": "renewals 60",
    "renewals_page": "renewals 60 page 2",
    "renewals_nothing": "renewals 1 segment enterprise",
    "health": "health",
    "health_red": "health yellow @kim",
    "portfolio": "portfolio",
    "owners": "owners",
    "pulse": 'pulse acme.example 4 "new sponsor is *keen*"',
    "pulse_mistake": "pulse acme.example 7",
    "scope_mistake": "renewals 30 @kin",
}


def ask(text: str, context: Context) -> Reply:
    """The reply to a text."""
    return respond(text, context)[1]


def texts(reply: Reply) -> str:
    """All that a reply says."""
    facts = [f"{fact.label}: {fact.text}" for fact in reply.facts]
    rows = [f"{row.label} {row.text} {row.detail}" for row in reply.rows]
    return "\n".join((reply.title, *reply.paragraphs, *facts, *rows, *reply.footnotes))


def requests(reply: Reply) -> Iterator[str]:
    """Whatever can be asked at a tap."""
    yield from (choice.request for choice in (*reply.choices, *reply.actions))
    yield from (row.opens for row in reply.rows if row.opens)


@pytest.mark.parametrize("name", REQUESTS)
def test_the_message_is_the_one_on_file(name: str, context: Context) -> None:
    reply = ask(
        REQUESTS[name], replace(context, requester=Requester("U01", "dana@sample.example", "Dana Sample"), place="C01")
    )
    sent = message(reply, trail=("help", REQUESTS[name]), again=reply.share)
    assert list(faults(sent)) == []
    text = json.dumps(sent, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    file = GOLDEN / f"slack_accounts_{name}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", [text for name, text in REQUESTS.items() if not name.startswith("pulse")])
def test_every_button_on_an_answer_works_and_sharing_gives_the_same(text: str, context: Context) -> None:
    reply = ask(text, context)
    for request in requests(reply):
        assert ask(request, context).data["kind"] != "error" or request.startswith("pulse"), request
    if reply.share:
        assert ask(reply.share, context).title == reply.title


@cases("text", ["acme.example", "Acme & Sons", "acme sons", "acme and sons", "pat@acme.example", '"acme.example"'])
def test_an_account_is_found_by_its_domain_or_name(text: str, context: Context) -> None:
    assert ask(f"account {text}", context).title == "Acme & Sons"


def test_a_name_that_may_be_two_accounts_offers_both(context: Context) -> None:
    reply = ask("account small 1", context)
    assert reply.title == "Which account do you mean?"
    assert len(reply.choices) > 1
    assert [ask(choice.request, context).title for choice in reply.choices] == [each.label for each in reply.choices]


@pytest.mark.parametrize("text", ["zzqqxx", "id 999999", "id 99999999999999999999"])
def test_an_account_that_is_not_there_is_said_not_to_be(text: str, context: Context) -> None:
    reply = ask(f"account {text}", context)
    assert (reply.outcome, reply.data["kind"]) == ("nothing", "not_found")


def test_a_card_says_when_to_act_and_who_is_there(context: Context) -> None:
    said = texts(ask("account acme.example", context))
    for part in ("last day to act was 1 May", "$120,000", "Dana Sample", "Pat Example champion", "QBR", "NPS 9 of 10"):
        assert part in said


def test_what_people_wrote_is_shown_as_they_wrote_it_and_pings_nobody(context: Context) -> None:
    sent = message(ask("account acme.example", context))
    assert "&lt;!channel&gt;" in json.dumps(sent)
    assert "<!channel>" not in json.dumps(sent)


@cases(
    ("text", "days", "rest"),
    [
        ("", 90, ""),
        ("60", 60, ""),
        ("60 mine", 60, "mine"),
        ("60 days", 60, ""),
        ("in the next 60 days", 60, ""),
        ("next 2 weeks @kim", 14, "@kim"),
        ("3 months", 90, ""),
        ("mine 60", 60, "mine"),
        ("mine 60 days", 60, "mine"),
        ("segment Tier 1", 90, "segment Tier 1"),
        ("30 segment Tier 1", 30, "segment Tier 1"),
        ("@kim", 90, "@kim"),
        ("0", 0, ""),
        ("overdue", -1, ""),
        ("past due @kim", -1, "@kim"),
        ("over 5000", 90, "over 5000"),
        ("over 2000 days", 2000, ""),
        ("mine this month", 15, "mine"),
        ("this quarter", 15, ""),
    ],
)
def test_days_are_read_wherever_people_put_them(text: str, days: int, rest: str) -> None:
    assert read_days(text, TODAY) == (days, rest)


def test_renewals_that_are_past_due_come_first_and_are_counted(context: Context) -> None:
    reply = ask("renewals 60", context)
    assert [row.label for row in reply.rows][:2] == ["Acme Labs", "Acme & Sons"]
    assert "past due since 10 Jun" in reply.rows[0].text
    assert reply.title.startswith(f"{MANY + 2} renewals within 60 days")


def test_what_renews_today_is_not_past_due(context: Context) -> None:
    that_day = replace(context, now=NOW.replace(day=30))  # on which Acme & Sons renews
    whole, late = (ask(f"renewals {days}", that_day) for days in ("0", "overdue"))
    assert [row.label for row in whole.rows][:2] == ["Acme Labs", "Acme & Sons"]
    assert (whole.title, late.title) == ("2 renewals until today: all accounts", "1 renewal past due: all accounts")
    assert [row.label for row in late.rows] == ["Acme Labs"]


def test_an_owner_who_is_called_like_a_month_is_meant_by_the_whole_name(context: Context) -> None:
    with context.store.writing() as connection:
        connection.execute("UPDATE owner SET name = 'April Jones' WHERE name = 'Kim Sample'")
    whole = ask("renewals 60 @april jones", context)
    assert ask("renewals 60 april jones", context).title == whole.title
    assert whole.title.endswith(" renewals within 60 days: accounts of April Jones")
    assert "from 1 Apr 2027" in texts(ask("renewals april", context))


def test_the_pages_of_a_list_hold_each_account_once_in_all(context: Context) -> None:
    names: list[str] = []
    request = "renewals 60"
    while request:
        reply = ask(request, context)
        names += [row.label for row in reply.rows]
        request = next((action.request for action in reply.actions if action.label == "Next ›"), "")
    assert len(names) == len(set(names)) == MANY + 2


def test_a_page_past_the_end_says_so_and_leads_back(context: Context) -> None:
    reply = ask("renewals 60 page 99", context)
    assert "the last page is 3" in texts(reply)
    assert ask(next(requests(reply)), context).rows


@cases("text", ["renewals 60", "health", "health red", "owners"])
def test_a_list_has_its_filter_its_total_and_the_whole_as_a_table(text: str, context: Context) -> None:
    reply = ask(text, context)
    assert reply.table is not None
    rows = list(reply.table.rows())
    assert len(rows) == reply.data["total"]
    assert all(len(row) == len(reply.table.header) for row in rows)
    assert reply.data["kind"] == "accounts"
    json.dumps(dict(reply.data))


@cases(
    ("text", "words"),
    [
        ("health yellow", "all accounts, yellow"),
        ("health mine", "accounts of Dana Sample"),
        ("health segment smb", "segment SMB"),
        ("renewals 30 @kim", "accounts of Kim Sample, 30 days"),
        ("renewals 30 unowned", "accounts without an owner"),
    ],
)
def test_a_list_says_what_it_is_of(text: str, words: str, context: Context) -> None:
    asked = replace(context, requester=Requester("U01", "dana@sample.example"), place="C01")
    assert f"Filter: {words}" in texts(ask(text, asked))


def test_no_score_is_in_a_list_by_health_without_its_reason(context: Context) -> None:
    reply = ask("health", context)
    assert all(row.detail for row in reply.rows)


def test_a_scope_that_is_none_offers_the_nearest_and_keeps_what_else_was_asked(context: Context) -> None:
    reply = ask("renewals 30 @kin", context)
    assert reply.outcome == "usage"
    assert "renewals 30 @Kim Sample" in set(requests(reply))


def test_in_the_terminal_mine_goes_by_the_operators_email(database: Path) -> None:
    workspace = Workspace(AccountSettings(cs_database=database, cs_email="kim@sample.example"))
    assert "accounts of Kim Sample" in texts(ask("health mine", Context(load(), workspace, now=NOW)))
    workspace.close()


def test_retention_comes_with_the_request_that_works_it_out(context: Context) -> None:
    reply = ask("portfolio", context)
    worked = [choice for choice in reply.choices if choice.request.startswith("calculate nrr")]
    assert worked
    assert f"NRR {ask(worked[0].request, context).title.rpartition(': ')[2]}" in texts(reply)


def test_amounts_and_scores_travel_as_decimal_strings(context: Context) -> None:
    card = ask("account acme.example", context).data["account"]
    assert card["arr"] == [{"amount": "120000.00", "currency": "USD"}]
    assert isinstance(card["health"]["score"], str)
    (row, *_) = ask("health", context).data["rows"]
    assert isinstance(row["score"], str)


@cases(
    ("text", "said"),
    [
        ("acme 4", ("acme", "4", "")),
        ('acme 4 "new sponsor is keen"', ("acme", "4", "new sponsor is keen")),
        ("acme 4/5 - on track", ("acme", "4", "on track")),
        ("acme labs 2 we lost 3 users", ("acme labs", "2", "we lost 3 users")),
        ('"acme labs" 2', ("acme labs", "2", "")),
        ("small 07 3 fine", ("small 07", "3", "fine")),
        ("small 07", ("small 07", "", "")),
        ("acme.example 7", ("acme.example", "7", "")),
        ("acme", ("acme", "", "")),
        ("", ("", "", "")),
    ],
)
def test_a_pulse_is_heard_in_what_was_typed(text: str, said: tuple[str, str, str], context: Context) -> None:
    found = parse_pulse(context, text)
    assert (found.account, found.score, found.note) == said


def test_a_pulse_is_kept_with_who_said_it_and_moves_the_score(context: Context) -> None:
    dana = replace(context, requester=Requester("U01", "dana@sample.example", "Dana Sample"), place="C01")
    reply = ask('pulse labs.example 1 "they go quiet"', dana)
    assert reply.title == "Acme Labs: pulse 1 of 5, in danger"
    assert "1 of 5, Dana Sample, 15 Jun: “they go quiet”" in texts(ask("account labs.example", dana))


def test_a_pulse_that_moves_nothing_says_where_health_stays(context: Context) -> None:
    moved = ask('pulse labs.example 1 "they go quiet"', context).paragraphs[-1]
    assert moved.startswith("Health ")
    assert ask("pulse labs.example 1", context).paragraphs[-1] == f"Health stays {moved.rsplit(maxsplit=1)[-1]}"


def test_mine_in_a_terminal_that_is_not_told_who_asks_names_the_setting(context: Context, database: Place) -> None:
    with closing(Workspace(AccountSettings(cs_database=database, cs_email=""))) as nobodys:
        said = texts(ask("renewals 60 mine", replace(context, workspace=nobodys)))
    assert "CS_EMAIL=you@company.example" in said
    assert "there is no owner" not in said


def test_a_pulse_that_a_fall_of_use_holds_says_so(context: Context) -> None:
    with context.store.writing() as connection:
        for table in ("ticket", "survey"):
            connection.execute(
                f"DELETE FROM {table} WHERE account_id = (SELECT id FROM account WHERE name = 'Red Ltd')"
            )
    ask("pulse red ltd 5", context)
    said = ask("pulse red ltd 5", context).paragraphs[-1]
    assert said.startswith("Health stays 39, the most that it is after such a fall of use: 56 uses in 28 days, usually")
    (health, *_) = ask("account red ltd", context).paragraphs
    assert health.startswith("Health 39 of 100, red")
    assert health.endswith("; after such a fall of use it is 39 at most.")


def test_a_pulse_where_too_little_is_known_says_what_would_tell(context: Context) -> None:
    with context.store.writing() as connection:
        connection.execute("DELETE FROM usage WHERE account_id = (SELECT id FROM account WHERE name = 'Acme Labs')")
    ask("pulse labs.example 4", context)
    said = ask("pulse labs.example 4", context).paragraphs[-1]
    assert said.startswith("Health isn't known. Too little is known: ")
    assert "Not known: usage (50%), interactions (" in said


def test_a_pulse_is_taken_back_once_and_by_whoever_said_it(context: Context) -> None:
    dana = replace(context, requester=Requester("U01", name="Dana Sample"), place="C01")
    kim = replace(context, requester=Requester("U02", name="Kim Sample"), place="C01")
    undo = ask("pulse labs.example 1", dana).actions[0].request
    assert "Only Dana Sample" in texts(ask(undo, kim))
    assert ask(undo, dana).title == "Acme Labs: pulse taken back"
    assert "taken back already" in texts(ask(undo, dana))
    assert "Pulse:" not in texts(ask("account labs.example", dana))


def test_sharing_or_going_back_to_a_pulse_never_sets_it_again(context: Context) -> None:
    reply = ask("pulse labs.example 1", context)
    assert ask(reply.share, context).title == "Acme Labs"


@pytest.mark.parametrize("score", ["0", "6", "4.5", "-1", "10"])
def test_a_pulse_out_of_range_is_refused_and_nothing_is_kept(score: str, context: Context) -> None:
    reply = ask(f"pulse labs.example {score}", context)
    assert (reply.outcome, reply.data["argument"]) == ("usage", "score")
    assert context.store.reading.execute("SELECT count(*) FROM pulse").fetchone() == (0,)


def test_a_pulse_for_an_account_in_doubt_is_set_once_one_is_chosen(context: Context) -> None:
    reply = ask('pulse small 2 "quiet"', context)
    assert reply.title == "Which account do you mean?"
    chosen = reply.choices[0]
    assert ask(chosen.request, context).title == f"{chosen.label}: pulse 2 of 5, worrying"


@cases(
    ("text", "kind"),
    [
        ("health score", "term"),
        ("renewal", "term"),
        ("account manager", "term"),
        ("account plan", "term"),
        ("health usage=80:50 engagement=60:30 satisfaction=70:20", "metric"),
        ("health 80 50 30", "metric"),
        ("health red page 1", "accounts"),
        ("what is a health score?", "term"),
        ("renewals", "accounts"),
    ],
)
def test_terms_and_metrics_keep_their_names(text: str, kind: str, context: Context) -> None:
    assert ask(text, context).data["kind"] == kind


@cases(
    ("text", "title"),
    [
        ("who is at risk?", "1 red account: all accounts"),
        ("which of our accounts are at risk", "1 red account: all accounts"),
        ("what's up for renewal in the next 20 days?", "3 renewals within 20 days: all accounts"),
        ("renewals in the next 20 days", "3 renewals within 20 days: all accounts"),
        ("upcoming renewals", f"{MANY + 2} renewals within 90 days: all accounts"),
        ("my accounts", "2 accounts: accounts of Dana Sample"),
        ("how is acme.example doing?", "Acme & Sons"),
    ],
)
def test_a_question_in_a_sentence_is_understood(text: str, title: str, context: Context) -> None:
    assert ask(text, context).title == title


def test_every_look_is_on_record_without_what_was_asked(context: Context) -> None:
    for text in ("account acme.example", "renewals 60", "define nrr", "account zzqqxx"):
        ask(text, context)
    recorded = [(look.place, look.verb, look.outcome) for look in entries(context.store)]
    assert recorded == [
        ("terminal", "account", "nothing"),
        ("terminal", "renewals", "answered"),
        ("terminal", "account", "answered"),
    ]


@pytest.mark.parametrize("text", ["account acme", "renewals", "health red", "portfolio", "owners", "pulse acme 4"])
def test_before_the_first_import_every_question_says_how_to_begin(text: str, tmp_path: Path) -> None:
    path = tmp_path / "none" / "accounts.db"
    reply = ask(text, Context(load(), Workspace(AccountSettings(cs_database=path))))
    assert reply.outcome == "nothing"
    assert "cs import accounts accounts.csv" in texts(reply)
    assert not path.parent.exists()


def test_a_store_that_cannot_be_read_is_the_operators_business_and_not_a_channels(tmp_path: Path) -> None:
    path = tmp_path / "accounts.db"
    path.write_text("name,arr\n" * 500)
    context = Context(load(), Workspace(AccountSettings(cs_database=path)))
    assert str(path) in texts(ask("owners", context))
    assert str(path) not in texts(ask("owners", replace(context, place="C01", requester=Requester("U01"))))


def test_a_store_that_is_damaged_is_told_to_the_operator(database: Place) -> None:
    file = file_of(database)
    content = bytearray(file.read_bytes())
    content[8192:40960] = b"\x07" * (40960 - 8192)
    file.write_bytes(content)
    workspace = Workspace(AccountSettings(cs_database=database))
    said = texts(ask("owners", Context(load(), workspace, now=NOW)))
    workspace.close()
    assert "account store" in said
    assert "cs doctor" in said


def test_a_new_day_brings_where_accounts_stand_up_to_date(context: Context) -> None:
    later = replace(context, now=NOW.replace(month=7))
    assert "past due since 5 Jul" in texts(ask("renewals 60", later))
    assert "Scored 15 Jul" in texts(ask("health", later))


words = st.sampled_from(
    [
        "acme",
        "health",
        "red",
        "60",
        "mine",
        "@kim",
        "page",
        "2",
        "-1",
        '"',
        "'",
        "%",
        "id",
        "7",
        "segment",
        "smb",
        "\x00",
    ]
)


@settings(max_examples=examples(1.5), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    verb=st.sampled_from(["account", "renewals", "health", "portfolio", "owners"]),
    rest=st.lists(words | st.text(max_size=12), max_size=6).map(" ".join),
)
def test_whatever_is_asked_gets_an_answer_that_fits(verb: str, rest: str, context: Context) -> None:
    reply: Any = ask(f"{verb} {rest}", context)
    assert reply.title
    json.dumps(dict(reply.data))
    assert list(faults(message(reply, trail=("x",)), reply.references)) == []


@pytest.mark.parametrize("text", ["health " + "a " * 20_000, "pulse " + "1 " * 20_000, "account " + "x" * 40_000])
def test_endless_questions_have_an_answer(text: str, context: Context) -> None:
    assert ask(text, context).outcome in {"usage", "nothing"}


def test_where_no_amount_is_known_no_zero_is_stated() -> None:
    none, some = Total(), Total((Money(1_200_00, "USD"),))
    assert (arr_text(none), whole_arr(none)) == ("no ARR known", "no ARR known")
    assert (arr_text(some), whole_arr(some)) == ("$1,200", "$1,200 ARR")


def test_where_the_start_is_not_known_no_number_of_customers_lost_is_said(tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text("id,name,status,arr\n1,Alder,active,1200\n2,Birch,churned,1200\n3,Cedar,churned,1200\n")
    store = open_store(tmp_path / "accounts.db")
    with open_table(file) as table:
        assert run_import(store, "accounts", table, Options(), ImportContext("me", NOW, NOW.date())).written
    store.close()
    workspace = Workspace(AccountSettings(cs_database=tmp_path / "accounts.db"))
    shown = respond("portfolio", Context(load(), workspace, now=NOW))[1]
    workspace.close()
    (customers,) = (fact.text for fact in shown.facts if fact.label == "Customers")
    assert customers == "1 at the end, how many joined and left isn't known · CRR not known"


def test_the_rule_beside_past_due_arr_holds_of_a_contract_without_an_end_too(context: Context) -> None:
    said = texts(ask("account acme labs", context))
    assert "unless it is renewed or ended before; without an end it counts on" in said


def test_a_button_of_an_account_that_is_gone_says_so(context: Context) -> None:
    for text in ("account id 999999", "brief id 999999"):
        found = ask(text, context)
        assert found.paragraphs == (GONE,)
        assert found.data["kind"] == "not_found"


def test_what_a_card_says_isn_t_known_is_said_once(context: Context) -> None:
    with context.store.writing() as connection:
        connection.execute(
            "UPDATE account SET owner_id = NULL, renews_on = NULL, segment = NULL WHERE name = 'Red Ltd'"
        )
        connection.execute("DELETE FROM contact")
    card = ask("account red ltd", context)
    facts = {fact.label: fact.text for fact in card.facts}
    assert facts["Champion"] == "none known"
    (lacking,) = [note for note in card.footnotes if note.startswith("Not known")]
    assert "segment" in lacking
    assert not any(each in lacking for each in ("champion", "owner", "renewal date"))
    assert "champion" in card.data["account"]["missing"]


def test_a_word_that_is_no_account_is_looked_up_as_it_is(context: Context) -> None:
    found = ask("brief net dollar retention", context)
    assert found.data["kind"] == "not_found"
    assert "What is Net Revenue Retention?" in [choice.label for choice in found.choices]
    assert not [each for each in found.paragraphs if "glossary" in each]
    assert ask("brief zzqqxx", context).paragraphs[-1] == "It isn’t in the glossary either."
