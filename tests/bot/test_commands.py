"""Every command answers its examples, an empty message and nonsense."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from bot.commands import COMMANDS, respond
from bot.context import Context, Requester
from bot.registry import Command
from bot.settings import AccountSettings
from bot.workspace import Workspace
from glossary import Glossary, Term, load
from tests.bot.company import DANA, NOW, filled
from tests.engines import Engine, Place

__all__ = ["filled"]


@pytest.fixture(scope="module")
def context(engine: Engine, filled: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    place = engine.copy(filled, tmp_path_factory.mktemp("commands"))
    workspace = Workspace(AccountSettings(cs_database=place, cs_email=DANA))
    yield Context(load(), workspace, now=NOW)
    workspace.close()


every_command = pytest.mark.parametrize("command", list(COMMANDS), ids=lambda command: command.verb)


@every_command
def test_a_commands_examples_are_answered(command: Command, context: Context) -> None:
    for example in command.examples:
        asked = replace(context, requester=Requester("U01", DANA, "Dana Sample"), place="C01", team="T01")
        request, reply = respond(example, asked)
        assert (request.verb, reply.outcome) == (command.verb, "answered"), example


@every_command
def test_a_command_without_arguments_answers_or_shows_how_to_use_it(command: Command, context: Context) -> None:
    _, reply = respond(command.verb, context)
    assert reply.outcome in {"answered", "usage"}
    if reply.outcome == "usage":
        assert reply.data["kind"] == "error"
        assert reply.data["usage"] == command.usage
        assert respond(str(reply.data["example"]), context)[1].outcome == "answered"


@every_command
def test_a_command_says_so_when_it_has_no_answer(command: Command, context: Context) -> None:
    _, reply = respond(f"{command.verb} zzqqxx ŁŁŁ 🦄", context)
    assert reply.title
    assert reply.paragraphs or reply.rows, "a title alone says too little"


@every_command
def test_every_command_is_in_the_help(command: Command, context: Context) -> None:
    _, reply = respond("help", context)
    assert command.usage in {row.label for row in reply.rows}


def test_a_term_is_found_without_a_verb(context: Context) -> None:
    request, reply = respond("ebr", context)
    assert request.verb == "define"
    assert reply.title == "Executive Business Review (EBR)"


def test_a_mistyped_verb_is_offered_before_any_term(context: Context) -> None:
    _, reply = respond("defin zzqqxx", context)
    assert reply.choices[0].request == "define zzqqxx"


def test_a_category_lists_its_terms_and_an_unknown_one_the_categories(context: Context) -> None:
    _, listed = respond("terms retention", context)
    assert "Net Revenue Retention (NRR, NDR)" in {row.label for row in listed.rows}
    _, unknown = respond("terms cheese", context)
    assert unknown.outcome == "usage"
    assert "terms retention" in {choice.request for choice in unknown.choices}


def test_terms_without_a_category_are_listed_last_and_one_term_is_counted_as_one(context: Context) -> None:
    sorted_, unsorted = (
        Term(id=each, name=each, definition="x", category="retention" * (each == "a")) for each in "ab"
    )
    own = replace(context, glossary=Glossary([unsorted, sorted_]))
    _, reply = respond("terms", own)
    assert (reply.title, [(row.label, row.text) for row in reply.rows]) == (
        "2 terms in 2 categories",
        [("Retention", "1 term"), ("No category", "1 term")],
    )
    assert [respond(choice.request, own)[1].title for choice in reply.choices] == [
        "Retention: 1 term",
        "No category: 1 term",
    ]


CATEGORIES = load().by_category()
every_category = pytest.mark.parametrize("terms", CATEGORIES.values(), ids=CATEGORIES)


@every_category
def test_a_card_says_what_it_is_first_and_every_button_on_it_works(terms: Sequence[Term], context: Context) -> None:
    for term in terms:
        _, reply = respond(f"define {term.id}", context)
        assert reply.data["term"]["id"] == term.id
        assert reply.paragraphs[0] == term.definition, term.id
        assert {row.text for row in reply.rows} == set(term.confused_with.values()), term.id
        for choice in (*reply.choices, *reply.actions):
            assert respond(choice.request, context)[1].outcome == "answered", (term.id, choice)
        assert respond(reply.share, context)[1].title == reply.title, term.id


def test_help_for_one_command_shows_that_one(context: Context) -> None:
    _, reply = respond("help compare", context)
    assert [row.label for row in reply.rows] == [COMMANDS["compare"].usage]


@every_category
def test_no_verb_stands_in_the_way_of_a_terms_names(terms: Sequence[Term], context: Context) -> None:
    for term in terms:
        for name in (term.name, *term.acronyms, *term.aliases):
            _, reply = respond(name, context)
            asked = [reply.data["term"]["id"]] if reply.data["kind"] == "term" else []
            offered = [choice.request.removeprefix("define ") for choice in reply.choices]
            assert term.id in {*asked, *offered}, name


@pytest.mark.parametrize("text", ["hello", "Thanks!", ":wave:", "👍", "Good morning!", "thx 🙏"])
def test_a_greeting_and_thanks_are_answered_with_a_word(text: str, context: Context) -> None:
    reply = respond(text, context)[1]
    assert reply.data["kind"] == "greeting"
    assert not reply.rows
    assert len(reply.paragraphs) <= 1


@pytest.mark.parametrize("text", ["?", "what can you do?", "list"])
def test_what_people_say_to_a_bot_first_is_helped(text: str, context: Context) -> None:
    assert respond(text, context)[1].data["kind"] == "help"


def test_help_me_understand_a_term_answers_the_term(context: Context) -> None:
    assert respond("help me understand churn", context)[1].data["term"]["id"] == "churn"


@pytest.mark.parametrize("text", ["nrr <@U0LEAD>", "<!channel> nrr", "/cs nrr", "<#C1|general> nrr"])
def test_mentions_of_others_are_no_part_of_what_is_asked(text: str, context: Context) -> None:
    assert respond(text, context)[1].data["term"]["id"] == "net-revenue-retention"
