"""Every term of a message is found where it stands, and plain English is left alone."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary import Glossary, Term, load
from glossary.explaining import explain_message
from glossary.explaining.everyday import FILE, folded_key
from tests.cases import cases

MESSAGES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("messages.toml").read_text("utf-8"))["message"]


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load()


@cases("message", MESSAGES)
def test_a_message_has_the_terms_that_somebody_new_wants_explained_and_no_other(
    message: dict[str, Any], glossary: Glossary
) -> None:
    found = explain_message(message["text"], glossary)
    assert [each.terms[0].id for each in found.terms] == message["terms"]
    assert list(found.unknown) == message.get("unknown", [])


@cases(
    ("text", "id_", "sense"),
    [
        ("The TAM reviewed their setup and the open support cases", "technical-account-manager", "neighbours"),
        ("TAM is 4bn, SAM 600M: our market is big enough for investors", "total-addressable-market", "neighbours"),
        ("Please add the CR to the statement of work, it is out of scope", "change-request", "neighbours"),
        ("CR from demo to trial is 12 %, funnel looks fine", "conversion-rate", "neighbours"),
        ("Who is the POC (point of contact) on their side?", "point-of-contact", "spelled"),
        ("The POC ends Friday, then they decide on the purchase", "proof-of-concept", "usual"),
        ("PO has prioritised the story, the product backlog is ready", "product-owner", "neighbours"),
        ("The PO from procurement arrived, invoice goes out", "purchase-order", "neighbours"),
        ("MAP sends the nurture campaign emails to MQLs", "marketing-automation-platform", "neighbours"),
        ("MAP with the buyer: dates and owners until signature", "mutual-action-plan", "neighbours"),
        ("RPO is 15 minutes in the disaster recovery plan", "recovery-point-objective", "neighbours"),
        ("RPO rose to 40M, deferred revenue up", "remaining-performance-obligation", "neighbours"),
    ],
)
def test_the_sense_of_an_acronym_is_told_by_what_stands_around_it(
    text: str, id_: str, sense: str, glossary: Glossary
) -> None:
    (found,) = (each for each in explain_message(text, glossary).terms if len(each.terms) > 1)
    assert (found.terms[0].id, found.sense) == (id_, sense)


def test_a_sense_that_nothing_tells_is_said_to_be_undecided(glossary: Glossary) -> None:
    (found,) = explain_message("Ask the SME about that", glossary).terms
    assert found.sense == "undecided"
    assert {term.id for term in found.terms} == {"small-and-medium-business", "subject-matter-expert"}


def test_what_is_far_away_in_a_thread_does_not_tell_a_sense(glossary: Glossary) -> None:
    near = "PO has prioritised the story, the product backlog is ready." + " Nothing else to say here." * 20
    (found,) = (e for e in explain_message(f"{near} The invoice is late.", glossary).terms if len(e.terms) > 1)
    assert found.terms[0].id == "product-owner"


@cases(
    "text",
    [
        "write to nrr@qbr.example or see https://example.com/churn?x=nrr",
        "<https://example.com/qbr|QBR deck> and <@U0123456|churn> in <#C0123456|nrr>",
        "`nrr` and ```select churn, grr from arr```",
        "nrr_by_month.csv, churn.xlsx, NRR-1234, :champion:",
        "as a matter of fact, we met at 9 AM",
        "I so want to go over it at home, my map is old and smart people know",
    ],
)
def test_links_addresses_names_and_code_are_not_read(text: str, glossary: Glossary) -> None:
    found = explain_message(text, glossary)
    assert (found.terms, found.unknown) == ((), ())


def test_an_endless_run_of_characters_is_passed_over(glossary: Glossary) -> None:
    found = explain_message(f"Our NRR {'ARR-' * 50}x is in ARR", glossary)
    assert [each.written for each in found.terms] == ["NRR", "ARR"]
    assert found.terms[1].begin == len(f"Our NRR {'ARR-' * 50}x is in ")


def test_a_term_that_comes_again_is_explained_once_as_it_is_written_first(glossary: Glossary) -> None:
    found = explain_message("Churned customers: churn, CHURN and QBRs, QBR", glossary)
    assert [each.written for each in found.terms] == ["Churned customers", "QBRs"]


def test_the_re_of_a_subject_is_no_part_of_a_name(glossary: Glossary) -> None:
    found = explain_message("Could you look into this re: EBR, and Fwd: QBR?", glossary)
    assert [each.written for each in found.terms] == ["EBR", "QBR"]


def test_a_word_of_the_teams_own_is_found_like_any_other() -> None:
    own = Glossary(
        [Term(id="blue-room", name="Blue Room", acronyms=("BLR",), definition="Where renewals are talked about.")]
    )
    assert [each.written for each in explain_message("In the blue room, says BLR; and ZZT?", own).terms] == [
        "blue room"
    ]
    assert explain_message("ZZT met BLR", own).unknown == ("ZZT",)


@given(st.text(alphabet=st.sampled_from("NRQBchurn AM&<>@`*_-/.,\n:’0é"), max_size=120))
def test_any_text_is_read_and_each_term_stands_where_it_is_said_to(text: str) -> None:
    found = explain_message(text, load())
    assert all(text[each.begin : each.end] == each.written and each.terms for each in found.terms)
    assert explain_message(text, load()) == found


def test_every_everyday_phrase_and_jargon_word_is_a_name_of_the_glossary(glossary: Glossary) -> None:
    lists = tomllib.loads(FILE.read_text(encoding="utf-8"))
    names = {name for t in glossary.terms.values() for name in (t.name, *t.aliases, *t.acronyms)}
    assert set(map(folded_key, lists["phrases"])) <= set(map(folded_key, names))
    assert set(map(folded_key, lists["jargon"])) <= set(map(folded_key, names))
