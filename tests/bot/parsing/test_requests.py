"""What people type is taken for what they mean: metrics by any name, verbs and words; no number is dropped."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.requests import Case, judge, outcome_of, read_cases
from bot.commands import COMMANDS, answer_request, parse_request
from bot.context import Context
from bot.parsing.follow_ups import read_follow_up
from bot.parsing.metric_requests import metric_names
from bot.reply import Reply
from glossary import Glossary, Term, load
from glossary.team_glossary import TeamGlossary
from tests.cases import cases

CASES = read_cases()
NAMED = [case for case in CASES if case.split == "named"]
GLOSSARY = load()
NAMES = sorted(
    {name for term in GLOSSARY.terms.values() if term.metric for name in (term.name, *term.acronyms, *term.aliases)}
)


def said(reply: Reply) -> str:
    """All that a reply says beside its rows."""
    facts = " ".join(f"{fact.label}: {fact.text}" for fact in reply.facts)
    return " ".join((reply.title, *reply.paragraphs, facts, *reply.footnotes))


@cases("case", NAMED)
def test_what_was_asked_for_by_name_comes_out(case: Case) -> None:
    assert judge(case, outcome_of(case, GLOSSARY)) == "right"


@cases("split", ["seen", "held"])
@cases("table", ["metrics", "words", "follow_ups"])
def test_most_of_what_people_type_comes_out_right_and_no_number_is_dropped(split: str, table: str) -> None:
    cases = [case for case in CASES if (case.split, case.table) == (split, table)]
    judged = [judge(case, outcome_of(case, GLOSSARY)) for case in cases]
    assert judged.count("right") / len(judged) >= 0.9
    assert "dropped" not in judged


@given(
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(["5", "120", "100k", "$1.2M", "30%", "0.5", "1,200"]), min_size=1, max_size=7),
    st.sampled_from(["", "what is our ", "calculate ", "hey, our ", "is "]),
    st.sampled_from(["", " please", "?", " with churn", " good?", " cc @dana", " :pray:"]),
)
def test_a_text_with_a_metrics_name_and_a_number_never_gets_a_bare_card(
    name: str, numbers: Sequence[str], before: str, after: str
) -> None:
    text = f"{before}{name} {' '.join(numbers)}{after}"
    request = parse_request(text, GLOSSARY)
    if COMMANDS[request.verb].about_accounts:
        return  # the command reads all that follows its verb, or says what it doesn't understand
    reply = answer_request(request, Context(GLOSSARY))
    if reply.data["kind"] in {"term", "comparison"}:
        used = [term for term in (reply.data.get("term"), *reply.data.get("terms", ())) if term and term["metric"]]
        assert not used or numbers[0] in said(reply), text


@given(st.text(alphabet="nrps chu 0123456789%.,k=?:/", min_size=1, max_size=60))
def test_reading_a_text_never_fails(text: str) -> None:
    request = parse_request(text, GLOSSARY)
    assert request.verb in COMMANDS.verbs
    assert all(name.metrics for name in metric_names(text, GLOSSARY))


@cases(
    ("text", "asked"),
    {
        "health score acme": "health acme",
        "health scores of kim": "health kim",
        "health score mine": "health mine",
        "health score": "define health score",
        "health score formula": "define health score formula",
    }.items(),
)
def test_the_health_score_of_somebody_is_their_health_and_that_of_nobody_a_term(text: str, asked: str) -> None:
    request = parse_request(text, GLOSSARY)
    assert f"{request.verb} {request.text}" == asked


@cases(
    ("text", "asked"),
    {
        "NRRとは何ですか": "NRR",
        "NRRとGRRの違いは?": "NRR vs GRR",
        "什么是churn rate": "churn rate",
        "QBR คืออะไร": "QBR",
    }.items(),
)
def test_a_term_is_found_in_a_sentence_of_another_script(text: str, asked: str) -> None:
    request = parse_request(text, GLOSSARY)
    assert (request.verb, request.text) == ("define", asked)
    assert answer_request(request, Context(GLOSSARY)).outcome == "answered"


PLAIN = [
    *(f"health {band}{whose}" for band in ("", "red", "yellow", "green", "unknown", "RED") for whose in ("", " mine")),
    *(f"{verb} mine" for verb in ("accounts", "owners", "portfolio", "health", "Owners")),
    *(f"renewals {days}{whose}" for days in range(1000) for whose in ("", " mine")),
]


def test_a_plain_request_is_read_without_the_glossary_as_with_it() -> None:
    """A team's glossary is always asked, as it may name anything."""
    unread, looked_up = Glossary([]), TeamGlossary(GLOSSARY.curated.values())
    assert [parse_request(text, unread) for text in PLAIN] == [parse_request(text, looked_up) for text in PLAIN]
    looked_up.change_layer("team", {"red": Term(id="red", name="Health Red", definition="A colour.")})
    assert parse_request("health red", looked_up).verb == "define"


@cases(
    ("text", "reading"),
    {
        "what is our nps with 120 promoters 30 passives and 20 detractors": "120 promoters, 30 passives, 20 detractors",
        "we lost 5 of 120 customers, what is our churn": "5 customers lost in the period, 120 customers at the start",
        "nps 10 9 9 8 7 6 3": "7 answers from 0 to 10",
        "grr start 100k churn 5k downgrade 2k": "MRR lost to downgrades",
        "mrr ₹1.2 crore": "₹12,000,000",
    }.items(),
)
def test_a_calculation_says_how_each_number_was_read(text: str, reading: str) -> None:
    reply = answer_request(parse_request(text, GLOSSARY), Context(GLOSSARY))
    assert reply.data["kind"] == "metric"
    assert reading in said(reply)


def test_a_question_with_a_value_says_where_it_stands() -> None:
    reply = answer_request(parse_request("is an nps of 42 good?", GLOSSARY), Context(GLOSSARY))
    assert reply.paragraphs[0].startswith(
        "Net Promoter Score of 42: good, with more promoters than detractors, above 0"
    )


def test_a_question_with_numbers_that_calculate_nothing_says_what_is_needed() -> None:
    reply = answer_request(parse_request("what does nrr mean for 2025?", GLOSSARY), Context(GLOSSARY))
    assert reply.data["kind"] == "term"
    assert re.match(r"Not calculated with 2025: Net Revenue Retention needs .+ For example: nrr", reply.paragraphs[0])


def test_choices_say_what_each_of_them_is() -> None:
    reply = answer_request(parse_request("TAM", GLOSSARY), Context(GLOSSARY))
    assert [row.label for row in reply.rows] == ["Technical Account Manager (TAM)", "Total Addressable Market (TAM)"]
    assert all(row.text for row in reply.rows)


def test_a_comparison_says_which_side_it_lacks() -> None:
    reply = answer_request(parse_request("nps vs csat vs blorp", GLOSSARY), Context(GLOSSARY))
    assert reply.paragraphs[0] == "“blorp” isn’t in the glossary."


def test_a_dominant_meaning_is_answered_with_the_others_said() -> None:
    reply = answer_request(parse_request("QBR", GLOSSARY), Context(GLOSSARY))
    assert reply.data["term"]["id"] == "quarterly-business-review"
    assert "It can also mean Internal Quarterly Business Review." in reply.paragraphs
    assert reply.choices[0].request == "define internal-quarterly-business-review"


@pytest.mark.parametrize(
    ("text", "unused"), [("arpu 60000 300", ["60000", "300"]), ("rule of 40", []), ("champion 5 20", [])]
)
def test_numbers_beside_a_formula_that_nothing_calculates_are_said_to_be_unused(text: str, unused: list[str]) -> None:
    reply = answer_request(parse_request(text, GLOSSARY), Context(GLOSSARY))
    notes = [each for each in reply.paragraphs if each.startswith("Not calculated with")]
    assert [all(number in note for number in unused) for note in notes] == [True] * bool(unused)


@pytest.mark.parametrize(
    ("text", "previous"),
    [
        ("customer lifetime annual churn 20%", ""),
        ("ltv with annual churn of 20%, arpa 100, margin 80%", ""),
        ("and with annual churn 20%?", "calculate clv arpa=100 margin=80% churn=2%"),
    ],
)
def test_a_rate_of_another_period_is_refused_wherever_it_is_said(text: str, previous: str) -> None:
    request = read_follow_up(text, previous, GLOSSARY) if previous else text
    reply = answer_request(parse_request(request, GLOSSARY), Context(GLOSSARY))
    assert reply.paragraphs == ("churn is for a month, not for a year: convert it first.",)


def test_what_is_asked_of_a_term_by_its_name_is_asked_of_the_glossary() -> None:
    glossary = load()
    names = {name for term in glossary.terms.values() for name in (term.name, *term.acronyms, *term.aliases)}
    listed = {"up for renewal"}  # “what is up for renewal?” asks for a list
    taken = {
        name
        for name in names - listed
        if parse_request(f"what is {name}?", glossary).verb != "define" and not name[0].isdigit()
    }
    assert taken == set()
