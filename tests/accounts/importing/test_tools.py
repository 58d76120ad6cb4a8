"""Ids of two tools or surveys are two things, whatever order files come in; one tool's are the same again and again."""

import json

import pytest

from accounts.errors import ImportFileError
from accounts.importing import preview_undo, undo
from store.connection import Connection
from tests.accounts.importing.conftest import Company
from tests.engines import sqlite_of

ZENDESK = "id,customer_id,created,status,subject\n1,A-1,2026-05-01,open,zendesk one\n2,A-2,2026-05-02,open,two\n"
JIRA = "id,customer_id,created,status,subject\n1,A-1,2026-05-20,closed,jira one\n2,A-3,2026-05-21,open,other\n"


def subjects(company: Company) -> list[str]:
    return company.column("SELECT subject FROM ticket ORDER BY subject")


def test_an_answer_to_another_survey_is_another_answer(acme: Company) -> None:
    text = "response_id,customer_id,date,score\n1,A-1,2026-05-0{},{}\n"
    assert acme.bring("surveys", text.format(1, 9), survey="nps").new == 1
    assert acme.bring("surveys", text.format(2, 2), survey="csat").new == 1
    assert acme.rows("SELECT survey, score FROM survey ORDER BY survey") == [("csat", 2), ("nps", 9)]
    assert acme.bring("surveys", text.format(1, 9), survey="nps").unchanged == 1


def test_tickets_of_two_desks_are_kept_apart_by_the_name_of_the_source(acme: Company) -> None:
    acme.bring("tickets", ZENDESK, tool="zendesk")
    outcome = acme.bring("tickets", JIRA, tool="Jira")
    assert (outcome.new, outcome.changed) == (2, 0)
    assert "Ids are those of jira: the same ones of another source are others." in outcome.notes
    assert subjects(acme) == ["jira one", "other", "two", "zendesk one"]
    assert acme.bring("tickets", ZENDESK, tool="zendesk").unchanged == 2


def test_an_id_that_has_become_something_else_is_asked_about(acme: Company) -> None:
    acme.bring("tickets", ZENDESK)
    outcome = acme.bring("tickets", JIRA)
    assert not outcome.written
    assert [(each.value, each.asks) for each in outcome.rejects] == [("1", "same"), ("2", "same")]
    assert outcome.rejects[0].reason == (
        "is in the store with another created, 2026-05-01: "
        "if it is of another source, --source NAME keeps the two apart"
    )
    assert acme.bring("tickets", JIRA, accept=frozenset(["same"])).changed == 2


@pytest.mark.parametrize(
    ("kind", "header", "first", "later"),
    [
        ("tickets", "account,opened,subject", "Acme,2026-05-01,a", "Acme,2026-05-01,b"),
        ("tickets", "account,opened,subject", "Acme,2026-05-01,a", "Globex,2026-05-01,a"),
        ("touchpoints", "account,date,note", "Acme,2026-05-01,a", "Acme,2026-05-02,a"),
        ("contacts", "account,name,email", "Acme,A B,a@b.example", "Globex,A B,a@c.example"),
        ("subscriptions", "account,start,arr", "Acme,2026-05-01,5", "Acme,2026-06-01,9"),
    ],
)
def test_a_row_that_changes_as_rows_do_is_changed(
    acme: Company, kind: str, header: str, first: str, later: str
) -> None:
    acme.bring(kind, f"id,{header}\n1,{first}\n")
    assert acme.bring(kind, f"id,{header}\n1,{later}\n").changed == 1


def test_a_source_is_remembered_for_files_with_the_same_columns(acme: Company) -> None:
    acme.bring("tickets", ZENDESK, tool="zendesk")
    assert acme.bring("tickets", ZENDESK.replace("two", "three")).changed == 1
    other = "opened,customer_id,id,subject,priority\n2026-05-20,A-1,1,jira one,high\n"
    with pytest.raises(ImportFileError, match="--source zendesk, the name of another one"):
        acme.bring("tickets", other)
    assert acme.bring("tickets", other, tool="jira").new == 1
    assert acme.bring("tickets", other).unchanged == 1


def test_of_two_sources_with_the_same_columns_one_has_to_be_said(acme: Company) -> None:
    acme.bring("tickets", ZENDESK, tool="zendesk")
    acme.bring("tickets", JIRA, tool="jira")
    with pytest.raises(ImportFileError, match="say --source jira, --source zendesk"):
        acme.bring("tickets", ZENDESK)


def test_what_was_imported_before_a_source_was_named_becomes_the_sources(acme: Company) -> None:
    acme.bring("tickets", ZENDESK)
    before = acme.everything()
    outcome = acme.bring("tickets", ZENDESK, tool="zendesk")
    assert (outcome.new, outcome.changed) == (0, 2)
    assert "2 of the rows were in the store without a source, and are known to be from zendesk now." in outcome.notes
    assert acme.bring("tickets", JIRA, tool="jira").new == 2
    for _ in range(2):
        entry = preview_undo(acme.store)
        assert entry
        undo(acme.store, entry.entry.id, acme.occasion)
    assert acme.everything() == before
    assert acme.bring("tickets", ZENDESK).unchanged == 2


def test_what_another_source_has_under_the_id_is_not_taken_for_it(acme: Company) -> None:
    acme.bring("tickets", ZENDESK)
    assert acme.bring("tickets", JIRA, tool="jira").new == 2
    assert subjects(acme) == ["jira one", "other", "two", "zendesk one"]


def test_a_source_that_was_taken_back_is_forgotten(acme: Company) -> None:
    acme.bring("tickets", ZENDESK, tool="wrong")
    entry = preview_undo(acme.store)
    assert entry
    undo(acme.store, entry.entry.id, acme.occasion)
    acme.bring("tickets", ZENDESK)
    assert acme.column("SELECT key FROM ticket ORDER BY key") == ["1", "2"]


def test_use_is_found_by_a_subscription_of_any_source(acme: Company) -> None:
    acme.bring("subscriptions", "id,account,start,arr\nS-1,A-2,2026-01-01,1\n", tool="stripe")
    acme.bring("usage", "subscription_id,date,count\nS-1,2026-05-01,3\n")
    assert acme.column("SELECT a.key FROM usage u JOIN account a ON a.id = u.account_id") == ["A-2"]


def test_two_stories_of_an_id_show_the_id_as_the_file_has_it(acme: Company) -> None:
    outcome = acme.bring("tickets", ZENDESK + "1,A-1,2026-05-03,open,again\n", tool="zendesk")
    assert outcome.rejects[0].value == "1"


@pytest.mark.parametrize("name", ["a:b", "x" * 50, "tab\there"])
def test_the_name_of_a_source_is_a_word(acme: Company, name: str) -> None:
    with pytest.raises(ImportFileError, match="--source zendesk"):
        acme.bring("tickets", ZENDESK, tool=name)


def test_answers_of_a_store_from_before_are_the_same_answers_and_can_be_taken_back(acme: Company) -> None:
    sqlite_of(acme.store)  # the release before knew no other engine
    text = "response_id,customer_id,date,score\n1,A-1,2026-05-01,{}\n"
    acme.bring("surveys", text.format(9), survey="nps")
    acme.bring("surveys", text.format(8), survey="nps")
    with acme.store.writing() as connection:  # as the release before wrote them
        connection.execute("UPDATE survey SET key = '1'")
        ((was,),) = connection.execute("SELECT was FROM replaced_row WHERE was_in = 'survey'").fetchall()
        id_, _, *rest = json.loads(was)
        as_before = json.dumps([id_, "1", *rest])
        connection.execute("UPDATE replaced_row SET was = ? WHERE was_in = 'survey'", (as_before,))
        migrate(connection)
    assert acme.bring("surveys", text.format(8), survey="nps").unchanged == 1
    entry = preview_undo(acme.store)
    assert entry
    undo(acme.store, entry.entry.id, acme.occasion)
    assert acme.bring("surveys", text.format(9), survey="nps").unchanged == 1


def migrate(connection: Connection) -> None:
    """What the migration does to rows."""
    from accounts.migrations import MIGRATIONS
    from store.migrations import split_statements

    (path,) = (path for path in MIGRATIONS.files if "import_sources" in path.name)
    for statement in split_statements(path.read_text(encoding="utf-8")):
        if statement.startswith("UPDATE"):
            connection.execute(statement)


RENAMED = "id,name\nA-1,login\nA-2,report viewed\nA-3,export\n"


def test_a_file_that_would_rename_most_accounts_is_asked_about(acme: Company) -> None:
    outcome = acme.bring("accounts", RENAMED)
    assert (outcome.written, [each.asks for each in outcome.rejects]) == (False, ["same"] * 3)
    assert outcome.rejects[0].reason.startswith("is called Acme in the store, and most accounts of the file")
    assert acme.bring("accounts", RENAMED, accept=frozenset(["same"])).changed == 3


@pytest.mark.parametrize(
    "text",
    [
        "id,name\nA-1,Acme Robotics\nA-2,Globex\nA-3,Initech\n",
        "id,name\nA-1,ACME\nA-2,GLOBEX\nA-3,INITECH\n",
        "id,name,domain\nA-1,Acme Inc,acme.example\nA-2,Globex Inc,globex.example\nA-3,Initech Inc,\n",
    ],
)
def test_accounts_that_got_another_name_are_renamed(acme: Company, text: str) -> None:
    assert acme.bring("accounts", text).rejected == 0
