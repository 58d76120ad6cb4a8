"""How each figure is counted: the same sentences in docs/definitions.md and in the answer that asks."""

from pathlib import Path

from accounts.definitions import Definition, find_definitions, load_definitions
from bot.commands import COMMANDS
from bot.terms.definition_replies import counted_reply
from glossary import load
from tests.cases import cases

PAGE = (Path(__file__).parents[2] / "docs" / "definitions.md").read_text(encoding="utf-8")


@cases("definition", load_definitions().values())
def test_a_definition_is_on_the_page_and_in_the_answer(definition: Definition) -> None:
    reply = counted_reply(definition.id, COMMANDS["counted"], load())
    answer = " ".join((*reply.paragraphs, *(fact.text for fact in reply.facts)))
    sentences = [definition.text, *(each for _, sentences in definition.lists for each in sentences)]
    assert [each for each in (*sentences, definition.formula) if each not in answer or each not in PAGE] == []
    assert all(each.endswith(".") for each in sentences)


@cases("definition", load_definitions().values())
def test_a_definition_is_found_by_its_names_and_by_the_answers_that_show_it(definition: Definition) -> None:
    for name in (definition.id, definition.name.upper(), *definition.aliases):
        assert find_definitions(name) == (definition,)
    for answer in definition.answers:
        assert answer in {command.verb for command in COMMANDS}
        assert definition in find_definitions(answer)


def test_what_is_no_figure_is_said() -> None:
    assert counted_reply("bogus", COMMANDS["counted"], load()).outcome == "usage"
