"""Changes of a term that others link to, that was changed meanwhile, or that says more than a form asks for."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.commands import respond
from bot.context import Context
from bot.settings import AccountSettings
from bot.slack.account_requests import AnsweredRequest
from bot.slack.modals import word_form
from bot.slack.posting import ReplyTarget
from bot.terms.team_words import follow_words
from bot.workspace import Workspace
from curation import Change
from curation.importing.plan import Record, plan_import
from curation.importing.run import run_import
from curation.own_terms import find_term
from tests.bot.curation.deciders import AUTHOR, CURATOR, OTHER, SKY, START, Team
from tests.cases import cases
from tests.engines import Place

BLUE, RED = "Where a team meets before a big renewal.", "Where a team meets after a big loss."
NRR = "net-revenue-retention"


@pytest.fixture
def team(words_place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    monkeypatch.setattr("bot.terms.team_words.EVERY", 0.0)
    team = Team(words_place)
    yield team
    team.workspace.close()


def imported(team: Team, *rows: dict[str, str]) -> list[str]:
    """What is wrong with a file; without that it is imported."""
    records = [Record(f"line {at}", row, {}) for at, row in enumerate(rows, 2)]
    plan = plan_import(team.workspace.words, team.glossary, records)
    if not plan.errors:
        run_import(team.workspace.words, Change("root", START), plan, "words.csv")
    return list(plan.errors)


def said(team: Team, id_: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(find_term(team.workspace.words, id_).body)
    return body


def opened(team: Team, who: str, request: str) -> dict[str, Any]:
    return word_form.modal(team.context(who), request, ReplyTarget("C01", "", ""))


def sent(team: Team, who: str, view: dict[str, Any], **fields: str) -> str:
    """Sends a form, once more where it asks for that; what is wrong with it, if anything."""
    values = {
        block["block_id"]: {"typed": {"value": fields.get(block["block_id"], block["element"].get("initial_value"))}}
        for block in view["blocks"]
        if block["type"] == "input"
    }
    answer = word_form.submitted(
        team.context(who), {**view, "id": f"V{who}{view}{fields}", "state": {"values": values}}
    )
    if isinstance(answer, AnsweredRequest):
        return ""
    if answer.response["response_action"] == "update":
        return sent(team, who, answer.response["view"])
    return str(answer.response["errors"])


def test_a_draft_whose_term_was_changed_is_edited_to_what_it_says_now_and_then_approved(team: Team) -> None:
    team.approved(SKY)
    team.typed(AUTHOR, "suggest sky score: How ready a customer is to grow, from 0 to 20.")
    team.typed(CURATOR, "curate owner sky score @U11")
    assert "edit it before it is approved" in str(team.typed(OTHER, "curate 2").paragraphs)
    assert "Edit it to see what it says now" in str(team.typed(OTHER, "curate approve 2").paragraphs)
    view = opened(team, OTHER, "curate edit 2 r1")
    assert (
        "It says now: Name: Sky Score; Meaning: How ready a customer is to expand" in view["blocks"][0]["text"]["text"]
    )
    assert sent(team, OTHER, view) == ""
    assert team.typed(OTHER, "curate approve 2").data["state"] == "approved"
    assert (said(team, "sky-score")["owner"], "20" in said(team, "sky-score")["definition"]) == ("U11", True)


def test_a_form_about_a_curated_term_keeps_who_owns_it(team: Team) -> None:
    team.typed(CURATOR, "curate owner nrr @U11")
    view = opened(team, AUTHOR, "suggest nrr")
    assert view["title"]["text"] == "Suggest a change"
    assert view["blocks"][0]["text"]["text"].startswith("Net Revenue Retention (NRR, NDR): The share of recurring")
    assert sent(team, AUTHOR, view, note="Finance counts it in euros.") == ""
    team.typed(CURATOR, "curate approve 1")
    assert said(team, NRR) == {"note": "Finance counts it in euros.", "owner": "U11"}


def test_what_tells_two_terms_apart_stays_on_the_one_that_it_is_written_on(team: Team) -> None:
    team.approved(f"Blue Room: {BLUE}")
    imported(team, {"name": "Sky Score", "definition": SKY, "confused_with": "blue-room: A score and a place."})
    assert "Sky Score" in str(team.typed(AUTHOR, "blue room").rows)
    team.typed(AUTHOR, "suggest blue room: Where all of us meet before a big renewal.")
    team.typed(CURATOR, "curate approve 2")
    assert said(team, "blue-room").keys() == {"name", "definition"}
    wrong = sent(team, AUTHOR, opened(team, AUTHOR, "suggest blue room"), confused_with="Sky Score: Something else.")
    assert "is written on Sky Score: change it there" in wrong


def test_a_term_whose_neighbour_was_taken_out_can_still_be_changed(team: Team) -> None:
    team.approved(f"Red Room: {RED}")
    line = "red-room: Before and after."
    blue = {"name": "Blue Room", "definition": BLUE, "confused_with": line, "related": "NRR; green-room"}
    assert imported(team, {"name": "Green Room", "definition": RED}, blue) == []
    assert said(team, "blue-room")["related"] == [NRR, "green-room"]
    team.typed(CURATOR, "curate retire green room")
    team.typed(CURATOR, "curate retire red room")
    assert imported(team, {"name": "Blue Room", "definition": "Where we all meet before a big renewal."}) == []
    draft = team.typed(AUTHOR, "suggest blue room: Where all of us meet before a big renewal.").data["draft"]
    team.typed(CURATOR, f"curate approve {draft}")
    assert said(team, "blue-room").keys() == {"name", "definition", "related"}
    assert imported(team, {"name": "Grey Room", "definition": BLUE, "related": "red-room"}) == [
        "line 2: related names “red-room”, which is no term."
    ]


def test_a_draft_says_after_it_was_decided_what_it_said_and_into_what_it_was_merged(team: Team) -> None:
    team.approved(SKY)
    assert "Meaning" in [fact.label for fact in team.typed(CURATOR, "curate 1").facts]
    team.typed(AUTHOR, f"add Green Room: {BLUE}")
    team.typed(CURATOR, "curate merge 2 into nrr")
    assert team.typed(AUTHOR, "curate 2").paragraphs == ("It was merged into Net Revenue Retention on 15 Jun.",)


def test_a_term_that_was_asked_for_answers_whoever_asked_also_by_another_name(team: Team) -> None:
    team.typed(OTHER, "ask blue room")
    view = opened(team, AUTHOR, "add Blue Rooms")
    assert sent(team, AUTHOR, view, name="Renewal Forum", definition=BLUE) == ""
    assert team.typed(CURATOR, "curate").data["questions"] != []
    team.typed(CURATOR, "curate approve 1")
    assert team.typed(CURATOR, "curate").data["questions"] == []


@cases(
    "text, said",
    [
        ("suggest zzqq: Our words of it are these.", "“zzqq” isn’t in the glossary: suggest it as a term of your own"),
        ("suggest zzqq vs churn: Our words.", "is no name of one term. Churn is one."),
        ("suggest churn vs champion: Our words.", "can be Churn or Champion: say which."),
        (
            "suggest playbook: Our words of it.",
            "Playbook is hidden by your team. A curator can bring it back from its history.",
        ),
        ("curate merge 1 into churm", "curate merge 1 into TERM. “churm” may be churn."),
        ("curate merge 1 into", "curate merge 1 into TERM."),
        ("ask withdraw", "Ask your team for a word"),
    ],
)
def test_what_names_no_one_term_is_told_with_what_can_be_done(words_place: Place, text: str, said: str) -> None:
    team = Team(words_place)
    team.typed(CURATOR, "curate hide playbook")
    team.typed(AUTHOR, f"add {SKY}")
    assert said in str(team.typed(CURATOR, text).paragraphs)
    team.workspace.close()


def test_a_name_with_more_in_brackets_is_another_name_and_an_acronym_in_them_is_one(team: Team) -> None:
    for text in ("Onboarding (phase 2)", "Kickoff Call (internal)"):
        team.approved(f"{text}: {BLUE}")
        term = team.term(text)
        assert (term and (term.name, term.acronyms)) == (text, ())
    for text in ("Net Revenue Retention (NRR)", "NRR (Net Revenue Retention)"):
        assert "in the glossary already" in str(team.typed(AUTHOR, f"add {text}: {BLUE}").paragraphs)
    for text in ("Sky Score (SKS)", "Moon Score (moonsc)", "Sun Maps (MAPS)"):
        team.approved(f"{text}: {BLUE}")
        term = team.term(text)
        assert (term and term.acronyms) == (text.partition("(")[2].rstrip(")"),)


@cases(
    "name, said",
    [("Data", "/cs data is a command"), ("Learn Start", "/cs learn start is a request"), ("Data Model", "")],
)
def test_a_name_that_a_command_has_too_is_said_before_it_is_sent(words_place: Place, name: str, said: str) -> None:
    team = Team(words_place)
    notes = team.typed(AUTHOR, f"add {name}: {BLUE}").footnotes
    assert (said in str(notes)) if said else ("/cs" not in str(notes))
    team.workspace.close()


def test_a_text_in_one_line_keeps_its_signs(team: Team) -> None:
    team.approved("Slow Burn: A burn where usage * 2 < ARR, or growth > 3, of *last* year")
    term = team.term("slow burn")
    assert term is not None
    assert term.definition == "A burn where usage * 2 < ARR, or growth > 3, of last year"


def test_terms_out_of_files_offer_no_change_that_cant_be_made(words_place: Place, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(f'[sky-score]\nname = "Sky Score"\ndefinition = "{BLUE}"\n', encoding="utf-8")
    workspace = Workspace(AccountSettings(cs_database=words_place, cs_glossary=tmp_path))
    context = Context(follow_words(workspace).glossary, workspace)
    for text in ("sky score", "history sky score"):
        reply = respond(text, context)[1]
        assert "Suggest a change" not in [choice.label for choice in (*reply.choices, *reply.actions)]
    record = Record("line 2", {"name": "Sky Score", "definition": RED}, {})
    (word,) = plan_import(workspace.words, context.glossary, [record]).words
    assert word.remark == "Sky Score is in your team’s files: taken as what your team says of it"
    workspace.close()


def test_taking_back_what_was_said_of_a_curated_term_takes_no_term_out(team: Team) -> None:
    team.typed(CURATOR, "curate hide playbook")
    assert team.typed(CURATOR, "history playbook").rows[0].detail == "Hidden: yes"
    back = team.typed(CURATOR, "curate retire playbook")
    assert back.paragraphs[0].startswith("What your team said of it is taken back;")
    assert "isn’t answered" not in str(back.paragraphs)
    assert team.term("playbook") is not None
    team.typed(CURATOR, "curate rollback playbook to 1")
    again = team.typed(CURATOR, "curate rollback playbook to 2").paragraphs[0]
    assert again == "What your team said of it is taken back again, as in version 2."


def test_what_files_say_is_told_to_be_changed_there(words_place: Place, tmp_path: Path) -> None:
    own = f'[sky-score]\nname = "Sky Score"\ndefinition = "{BLUE}"\n[playbook]\nhidden = true\n'
    (tmp_path / "own.toml").write_text(own, encoding="utf-8")
    workspace = Workspace(AccountSettings(cs_database=words_place, cs_glossary=tmp_path))
    context = Context(follow_words(workspace).glossary, workspace)

    def said(text: str) -> str:
        reply = respond(text, context)[1]
        return f"{reply.paragraphs} {[choice.label for choice in reply.choices]}"

    assert "Sky Score is from your team’s files (CS_GLOSSARY): change it there." in said(f"add Sky Score: {RED}")
    for text in ("playbook", "history playbook", "suggest playbook: Our words.", "curate verify playbook"):
        assert "It is hidden in its files (CS_GLOSSARY): whoever keeps those can bring it back." in said(text)
        assert "Its history" not in said(text)
    assert "“Deal” is a name of Opportunity, which is in the glossary already" in said(f"add Deal: {RED}")
    workspace.close()


def test_a_new_term_takes_no_place_of_one_that_was_renamed(team: Team) -> None:
    team.approved(SKY)
    assert sent(team, AUTHOR, opened(team, AUTHOR, "suggest sky score"), name="Moon Score", acronyms="") == ""
    team.typed(CURATOR, "curate approve 2")
    team.approved("Sky Score: A score of what is above, from 0 to 10.")
    assert [(term and term.id) for term in map(team.term, ("moon score", "sky score"))] == ["sky-score", "sky-score-2"]
    assert sent(team, AUTHOR, opened(team, AUTHOR, "suggest sky score"), name="Sun Score") == ""
    team.typed(CURATOR, "curate approve 4")
    assert imported(team, {"name": "Sky Score", "definition": "A third score of what is up, from 0 to 10."}) == []
    found = [(term and term.id) for term in map(team.term, ("moon score", "sun score", "sky score"))]
    assert found == ["sky-score", "sky-score-2", "sky-score-3"]
    team.typed(CURATOR, "curate retire sky-score-3")
    team.approved("Sky Score: A score of what is above once more.")
    assert (term := team.term("sky score"))
    assert term.id == "sky-score-3"


def test_a_term_isn_t_renamed_to_what_another_one_is_called(team: Team) -> None:
    team.approved(SKY)
    team.approved(f"Blue Room: {BLUE}")
    for name, taken in (("Churn", "Churn"), ("blue rooms", "Blue Room")):
        wrong = sent(team, AUTHOR, opened(team, AUTHOR, "suggest sky score"), name=name)
        assert taken in wrong
        assert "in the glossary already" in wrong
    assert (
        sent(team, AUTHOR, opened(team, AUTHOR, "suggest sky score"), name="Sky-Score", why="It tells who grows.") == ""
    )


def test_a_form_has_room_for_what_a_term_says_already(team: Team) -> None:
    lines = "\n".join(f"{id_}: {'x' * 190}" for id_ in ("churn", "champion", "playbook", "upsell", "onboarding"))
    assert imported(team, {"name": "Sky Score", "definition": SKY, "confused_with": lines}) == []
    view = opened(team, AUTHOR, "suggest sky score")
    (element,) = (block["element"] for block in view["blocks"] if block.get("block_id") == "confused_with")
    assert len(element["initial_value"]) <= element["max_length"] <= 3000
