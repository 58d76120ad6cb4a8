"""`/cs data` says how old account data is; only the operator lets through what is held."""

from contextlib import closing
from dataclasses import replace

from bot.commands import respond
from bot.context import Context, Requester
from bot.home.account_sections import sources_section
from bot.reply import Reply
from bot.settings import AccountSettings
from bot.workspace import Workspace
from glossary import load
from tests.bot.sources.conftest import Office
from tests.sources.company import NOON

CRM = """[crm]
kind = "accounts"
from = "folder"
files = "accounts*.csv"
every = "30m"
full = true
"""


def ask(office: Office, text: str, who: str = "U0CSM") -> Reply:
    context = Context(
        load(), office.workspace, Requester(who), "C0CS", "T0", now=office.company.now.astimezone(NOON.tzinfo)
    )
    return respond(text, context)[1]


def hold(office: Office) -> None:
    company = office.company
    company.write("accounts-1.csv", "id,name", *(f"{n},Customer {n}" for n in range(9)))
    company.due(company.configure(CRM))
    company.write("accounts-2.csv", "id,name", "1,Customer 1", at=NOON)
    company.later(minutes=30)
    company.due(company.configure(CRM))


def test_each_source_is_shown_with_its_age(office: Office) -> None:
    office.company.write("accounts.csv", "id,name", "a,Acme")
    office.company.due(office.company.configure(CRM))
    reply = ask(office, "data")
    assert reply.title == "Account data"
    assert [(row.label, row.text) for row in reply.rows] == [("crm", "accounts · good · as of 10:00, 2 hours ago")]
    assert reply.rows[0].detail == "1 row, 1 new or changed, 0 rejected · next 12:30"
    assert reply.footnotes == ("Times are those of UTC.",)
    assert reply.data["sources"][0]["state"] == "good"


def test_why_it_is_held_and_the_way_on_are_for_the_operator(office: Office) -> None:
    hold(office)
    theirs, mine = ask(office, "data"), ask(office, "data", "U0OPS")
    assert theirs.title == mine.title == "Account data: 1 source of 1 not well"
    assert "more than a third" not in theirs.rows[0].detail
    assert theirs.choices == ()
    assert "more than a third" not in str(theirs.data)  # which assistants are told
    assert "accounts*.csv" not in str(theirs.data)
    assert "more than a third" in str(mine.data)
    assert "more than a third" in mine.rows[0].detail
    assert [choice.request for choice in mine.choices] == ["data release crm"]


def test_only_the_operator_releases(office: Office) -> None:
    hold(office)
    assert "Only the operator" in ask(office, "data release crm").paragraphs[0]
    assert office.company.due(office.company.configure(CRM)) == []
    assert "due now" in ask(office, "data release crm", "U0OPS").paragraphs[0]
    assert [each.outcome for each in office.company.due(office.company.configure(CRM))] == ["good"]
    assert "isn't held" in ask(office, "data release crm", "U0OPS").paragraphs[0]
    assert "There is no source crn" in ask(office, "data release crn", "U0OPS").paragraphs[0]


def test_without_sources_the_last_imports_are_shown(office: Office) -> None:
    office.company.write("accounts.csv", "id,name", "a,Acme")
    office.company.due(office.company.configure(CRM))
    office.workspace.__dict__["settings"] = AccountSettings(**{**vars(office.workspace.settings), "cs_sources": None})
    reply = ask(office, "data")
    assert [row.label for row in reply.rows] == ["accounts"]
    assert "imported by hand" in reply.footnotes[0]


def test_a_card_says_that_a_source_lists_the_account_no_more(office: Office) -> None:
    company = office.company
    company.write("accounts.csv", "id,name", *(f"{n},Customer {n}" for n in range(9)))
    sources = company.configure(CRM)
    company.due(sources)
    for day in range(3):
        company.later(minutes=30)
        company.write(f"accounts-{day}.csv", "id,name,seats", *(f"{n},Customer {n},{day + 1}" for n in range(8)))
        company.due(sources)
    assert ask(office, "account Customer 8").footnotes[-1].startswith("crm lists it no more since 15 Jun")
    assert "lists it no more" not in " ".join(ask(office, "account Customer 7").footnotes)


def test_home_says_how_fresh_the_data_is_and_that_it_is_imported_by_hand(office: Office) -> None:
    def context() -> Context:
        return Context(
            load(), office.workspace, Requester("U1"), "D1", "T0", now=office.company.now.astimezone(NOON.tzinfo)
        )

    hold(office)
    section = sources_section(context())
    assert section is not None
    assert section.title == "Account data: 1 source of 1 not well"
    assert section.rows[0].text.startswith("accounts · held")
    with closing(Workspace(AccountSettings(cs_database=office.company.store.place))) as by_hand:
        section = sources_section(replace(context(), workspace=by_hand))
    assert section is not None
    assert section.note == "Imported by hand."


def test_a_source_that_is_called_like_what_it_brings_is_named_once(office: Office) -> None:
    office.company.write("accounts.csv", "id,name", "a,Acme")
    office.company.due(office.company.configure(CRM.replace("[crm]", "[accounts]")))
    (row,) = ask(office, "data").rows
    assert (row.label, row.text.partition(" · ")[0]) == ("accounts", "good")
