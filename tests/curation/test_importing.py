"""Words out of other tools' files: new, changed or the same, all or nothing, and back again as they were."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from accounts import open_store
from accounts.values.spreadsheet_cells import escape_cell
from bot.commands import respond
from bot.context import Context
from bot.settings import AccountSettings
from bot.terminal.operator_commands import run_operator_command
from bot.terminal.word_files import read_records
from bot.terms.team_words import follow_words
from bot.terms.word_snapshot import glossary_at_once
from bot.workspace import Workspace
from curation.checks import term_id
from curation.decisions import approve
from curation.drafts import Proposal, propose
from curation.exporting import as_csv, as_json, as_toml, whole
from curation.importing.columns import cell_text
from curation.importing.plan import ImportPlan, plan_import
from curation.importing.run import run_import
from curation.own_terms import current_terms, find_term, history
from curation.revisions import overdue_terms
from curation.usage import unverified_terms
from glossary import Term, load
from glossary.glossary import with_confusions
from glossary.team_files import read_folder
from glossary.team_glossary import TeamGlossary
from store import Store
from tests.cases import cases
from tests.curation.changes import by, sky_score
from tests.engines import Engine, Place

MEETING = "The weekly meeting of us all here."
NOTION = """\ufeffName,Meaning,Abbreviation,Synonyms,Last edited
Sky Score,"How ready a customer is to **expand**, from 0 to 10.",SKS,Readiness,2026
Blue Room,The weekly meeting in which [renewals](https://example.com) are decided.,,,2026
Net Revenue Retention,Ours leaves out customers on trial.,,,
"""
GURU = """Card Title,Card Content,Collection,Verification State,Verifier
Blue Room,"<p>The weekly meeting in which <b>renewals</b> are decided &amp; signed.</p>",Sales,TRUSTED,ada
"""
CONFLUENCE = """# Our words

| Term | Meaning | Abbreviation |
| :--- | --- | --- |
| Blue Room | The weekly meeting \\| call in which renewals are decided. | BR2 |

Some text | with a line

| Person | Phone |
|---|---|
| Ada | 1 |
"""


def planned(store: Store, path: Path, **options: Any) -> ImportPlan:
    glossary = TeamGlossary(load().curated.values())
    glossary.replace_layer("team", {word.id: word.word for word in current_terms(store)})
    return plan_import(store, glossary, read_records(path)[0], **options)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_notion_export_is_new_and_then_the_same(words: Store, tmp_path: Path) -> None:
    file = written(tmp_path / "words.csv", NOTION)
    assert read_records(file)[1] == ["Last edited"]
    plan = planned(words, file)
    assert [(word.name, word.place, word.what) for word in plan.words] == [
        ("Sky Score", "line 2", "new"),
        ("Blue Room", "line 3", "new"),
        ("Net Revenue Retention", "line 4", "new"),
    ]
    assert "is in the curated glossary" in plan.words[2].remark
    assert run_import(words, by("ada"), plan, "words.csv") == 3
    sky, nrr = find_term(words, "sky-score"), find_term(words, "net-revenue-retention")
    assert json.loads(sky.body) == {
        "name": "Sky Score",
        "definition": "How ready a customer is to expand, from 0 to 10.",
        "acronyms": ["SKS"],
        "aliases": ["Readiness"],
    }
    assert (nrr.kind, json.loads(nrr.body)) == ("overlay", {"our_definition": "Ours leaves out customers on trial."})
    assert {word.what for word in planned(words, file).words} == {"the same"}


@pytest.mark.parametrize(
    ("name", "text", "definition"),
    [
        ("guru.csv", GURU, "The weekly meeting in which renewals are decided & signed."),
        ("page.md", CONFLUENCE, "The weekly meeting | call in which renewals are decided."),
        ("sheet.tsv", f"Term\tDefinition\nBlue Room\t{MEETING}\n", MEETING),
        ("list.json", json.dumps([{"term": "Blue Room", "meaning": MEETING}]), MEETING),
    ],
)  # fmt: skip
def test_other_tools_files_are_read(words: Store, tmp_path: Path, name: str, text: str, definition: str) -> None:
    plan = planned(words, written(tmp_path / name, text))
    assert plan.errors == ()
    assert [json.loads(word.content.body)["definition"] for word in plan.words] == [definition]


def test_a_sheet_is_read(words: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("Term", "Meaning"), ("Blue Room", "The weekly meeting of us all here.")):
        book.active.append(row)
    book.save(tmp_path / "words.xlsx")
    assert [word.content.id for word in planned(words, tmp_path / "words.xlsx").words] == ["blue-room"]


def test_an_import_never_resets_an_approval(words: Store, tmp_path: Path) -> None:
    draft = propose(words, by("U1"), sky_score())
    approve(words, by("U2"), draft.id, draft.revision)
    before = find_term(words, "sky-score")
    same = "Term,Definition\nSky Score,Our score from 0 to 10 of how ready a customer is to expand.\n"
    run_import(words, by("ada"), planned(words, written(tmp_path / "a.csv", same)), "a.csv")
    assert find_term(words, "sky-score") == before
    changed = "Term,Definition\nSKS,How ready a customer is to buy more of what we sell.\n"
    plan = planned(words, written(tmp_path / "b.csv", changed))
    assert [word.what for word in plan.words] == ["changed"]


def test_what_is_wrong_is_named_by_line_and_column_and_nothing_is_written(words: Store, tmp_path: Path) -> None:
    rows = (
        "Word,Explanation",
        f"Blue Room,{MEETING}",
        "Bad,Bad.",
        ",Nothing that has a name here.",
        "blue room,Twice.",
    )
    text = "\n".join(rows)
    plan = planned(words, written(tmp_path / "a.csv", text))
    assert plan.errors == (
        "line 3: column Explanation: the definition says too little: at least four words that aren't in the name.",
        "line 4: column Word: the name is missing.",
        "line 5: column Explanation: the definition says too little: at least four words that aren't in the name.",
    )
    with pytest.raises(Exception, match="line 3"):
        run_import(words, by("ada"), plan, "a.csv")
    assert current_terms(words) == []


def test_a_long_card_is_cut_at_a_sentence_where_that_is_asked_for(words: Store, tmp_path: Path) -> None:
    text = f"Card Title,Card Content\nBlue Room,{'The weekly meeting of us all here. ' * 20}\n"
    file = written(tmp_path / "a.csv", text)
    assert "360 at most" in planned(words, file).errors[0]
    (word,) = planned(words, file, shorten=True).words
    assert word.remark.startswith("shortened from 699")
    assert json.loads(word.content.body)["definition"].endswith("here.")


def test_imported_words_are_to_be_verified(words: Store, tmp_path: Path) -> None:
    change = by("ada")
    run_import(words, change, planned(words, written(tmp_path / "a.csv", NOTION)), "a.csv")
    later = change.at.date().replace(year=change.at.year + 1)
    assert len(overdue_terms(words, later, "2026-01")) == 3
    assert [until for _, until in unverified_terms(words, change.at.date())] == [None] * 3


def test_a_word_that_was_changed_since_the_plan_is_not_overwritten(words: Store, tmp_path: Path) -> None:
    plan = planned(words, written(tmp_path / "a.csv", NOTION))
    draft = propose(words, by("U1"), sky_score())
    approve(words, by("U2"), draft.id, draft.revision)
    with pytest.raises(Exception, match="changed in the meantime"):
        run_import(words, by("ada"), plan, "a.csv")
    assert [each.what for each in history(words, "sky-score")] == ["approved"]


@cases(
    ("cell", "text"),
    [
        ("A customer <client name> waits for us.", "A customer <client name> waits for us."),
        ("ARR < 100 and ARR > 20 of a <b>segment</b>.", "ARR < 100 and ARR > 20 of a segment."),
        ("<p class='x' id=y>From <a href=\"https://example.com\">us</a> to them.<br/></p>", "From us to them."),
        ("<!-- draft -->Whoever is <address line> of it.", "Whoever is <address line> of it."),
    ],
)
def test_of_what_stands_between_angle_brackets_tags_alone_are_left_out(cell: str, text: str) -> None:
    assert cell_text(cell) == text


def test_a_column_that_a_word_can_not_have_is_said_to_be_left_out(words: Store, tmp_path: Path) -> None:
    file = written(
        tmp_path / "a.csv", f"Term,Meaning,Notes,Synonyms\nBlue Room,{MEETING},Ask Ada,Azul\nNRR,,Ours,Nrrr\n"
    )
    own, said = planned(words, file).words
    assert (own.remark, json.loads(said.content.body)) == ("left out: Notes", {"note": "Ours"})
    assert said.remark.endswith("left out: Synonyms")


def test_names_in_any_script_are_imported_and_found(words: Store, tmp_path: Path) -> None:
    names = ("شريك", "Ключевой клиент", "客户", "客户 score", "パートナー", "हिन्दी")
    rows = [f"{name},{MEETING}" for name in names] + ["客户旅程,从第一次联系到续约的全过程。", f"Größe,{MEETING}"]
    plan = planned(words, written(tmp_path / "a.csv", "\n".join(("Term,Meaning", *rows))))
    assert plan.errors == ()
    run_import(words, by("ada"), plan, "a.csv")
    glossary = TeamGlossary(load().curated.values())
    glossary.replace_layer("team", {word.id: word.word for word in current_terms(words)})
    for name in (*names, "客户旅程", "Größe"):
        for text in (name, name.upper(), f"what is {name}?"):
            assert [term.name for term in glossary.answer(text).terms] == [name]
    assert [term_id(name) for name in ("Größe", "Sky-Score 2", "… !")] == ["grosse", "sky-score-2", ""]
    assert term_id("客户 score") not in {"score", term_id("客户"), term_id("score 客户")}


def test_no_cell_of_an_export_is_a_formula(words: Store, tmp_path: Path) -> None:
    body = {"name": '=HYPERLINK("x")', "definition": "-What a spreadsheet would run.", "aliases": ["@x", "'=y"]}
    draft = propose(words, by("U1"), Proposal("hyperlink-x", "term", "x", body))
    approve(words, by("U2"), draft.id, draft.revision)
    text = as_csv(current_terms(words), escape_cell)
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["name"], row["definition"]) == ('\'=HYPERLINK("x")', "'-What a spreadsheet would run.")
    assert [word.what for word in planned(words, written(tmp_path / "a.csv", text)).words] == ["the same"]


HARD = {
    "name": 'The "Blue, Room"; \\ or so',
    "definition": "The weekly meeting, for all of us; in “quotes” and \\ more.",
    "aliases": ["Azul, Room", "Café"],
    "confused_with": {"customer-health-score": 'One is a room: the other, a score; "quite".'},
    "related": ["churn"],
    "category": "Team meetings",
}


@pytest.mark.parametrize("form", ["toml", "csv", "json"])
def test_what_is_exported_and_imported_into_an_empty_workspace_is_the_same(
    words: Store, engine: Engine, empty_words: Place, tmp_path: Path, form: str
) -> None:
    for proposal in (
        sky_score(),
        Proposal("blue-room", "term", "x", HARD),
        Proposal("net-promoter-score", "overlay", "x", {"hidden": True}),
    ):
        draft = propose(words, by("U1"), proposal)
        approve(words, by("U2"), draft.id, draft.revision)
    kept = current_terms(words)
    target = tmp_path / "out"
    if form == "toml":
        target.mkdir()
        for name, text in as_toml(kept).items():
            written(target / name, text)
    else:
        target = written(tmp_path / f"out.{form}", as_csv(kept, escape_cell) if form == "csv" else as_json(kept))
    empty = open_store(engine.copy(empty_words, tmp_path, "empty"))
    plan = planned(empty, target)
    assert plan.errors == ()
    run_import(empty, by("ada"), plan, "out")
    same = [(word.id, word.kind, json.loads(word.body)) for word in kept]
    assert [(word.id, word.kind, json.loads(word.body)) for word in current_terms(empty)] == same
    empty.close()


def test_what_is_exported_is_taken_as_a_folder_of_own_words(words: Store, tmp_path: Path) -> None:
    said = "Something that this team alone calls so."
    shared = {"acronyms": ["RR"], "category": "Team Meetings"}
    one_way, other_way = ({other: f"Not the one of {other}."} for other in ("red-room", "round-robin"))
    for id_, body in {
        "red-room": {**shared, "confused_with": other_way, "related": ["gone-room", "round-robin"]},
        "round-robin": {**shared, "confused_with": {**one_way, "gone-room": "It is gone."}, "category": "own"},
    }.items():
        draft = propose(words, by("U1"), Proposal(id_, "term", id_, {"name": id_, "definition": said, **body}))
        approve(words, by("U2"), draft.id, draft.revision)
    for name, text in as_toml(whole(current_terms(words), load().curated)).items():
        written(tmp_path / name, text)
    taken, wrong = read_folder(tmp_path, load().curated)
    assert wrong == []
    assert {id_: term.category for id_, term in taken.items() if isinstance(term, Term)} == {
        "red-room": "Team Meetings",
        "round-robin": "own",
    }
    answered = with_confusions({id_: term for id_, term in taken.items() if isinstance(term, Term)})
    assert answered["red-room"].confused_with == {"round-robin": one_way["red-room"]}  # as it was answered before


def test_the_terminal_says_what_it_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("CS_DATABASE", str(tmp_path / "db" / "accounts.db"))
    file = written(tmp_path / "words.csv", NOTION)
    assert run_operator_command(["glossary", "import", str(file), "--dry-run"]) == 0
    assert "3 new, 0 changed, 0 the same" in capsys.readouterr().out
    assert run_operator_command(["glossary", "import", str(file)]) == 0
    assert run_operator_command(["glossary", "export", "--format", "json"]) == 0
    assert '"id": "blue-room"' in capsys.readouterr().out
    bad = written(tmp_path / "bad.csv", "Term,Meaning\nBad,Bad.\n")
    assert run_operator_command(["glossary", "import", str(bad)]) == 1
    assert "Nothing was imported" in capsys.readouterr().err
    assert run_operator_command(["glossary", "import", str(written(tmp_path / "c.csv", "Phone,Age\n1,2\n"))]) != 0


def test_a_file_that_cant_be_read_is_named_and_no_store_is_said_to_be_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CS_DATABASE", str(tmp_path / "accounts.db"))
    (tmp_path / "page.md").write_bytes(b"| Term | Meaning |\n|---|---|\n| Caf\xe9 | x |\n")
    (tmp_path / "empty").mkdir()
    for name, said in (("page.md", "page.md isn’t in UTF-8"), ("empty", "There are no .toml files in")):
        assert run_operator_command(["glossary", "import", str(tmp_path / name)]) == 1
        assert said in capsys.readouterr().err


def test_an_imported_word_counts_as_not_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CS_DATABASE", str(tmp_path / "accounts.db"))
    run_operator_command(["glossary", "import", str(written(tmp_path / "words.csv", NOTION))])
    workspace = Workspace(AccountSettings(cs_database=tmp_path / "accounts.db"))
    reply = respond("history blue room", Context(follow_words(workspace).glossary, workspace))[1]
    assert reply.paragraphs[0].startswith("Imported, not verified yet")
    said = "Your team’s own {}, imported from a file: its history says which."
    for glossary in (follow_words(workspace).glossary, glossary_at_once()):
        assert said.format("term") in respond("blue room", Context(glossary))[1].paragraphs
        assert said.format("definition") in respond("nrr", Context(glossary))[1].paragraphs
    draft = propose(workspace.words, by("U1"), sky_score(base=1))
    approve(workspace.words, by("U2"), draft.id, draft.revision)
    for glossary in (follow_words(workspace).glossary, glossary_at_once()):
        assert "Your team’s own term, approved by a curator." in respond("sky score", Context(glossary))[1].paragraphs
    workspace.close()
