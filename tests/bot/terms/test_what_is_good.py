"""What is good is told for whom it is known, and said not to be where it isn't."""

from bot.commands import respond
from bot.context import Context
from bot.reply import Reply
from glossary import load
from tests.cases import cases

GLOSSARY = load()
APART = "What is good isn’t known for “{}” apart"


def ask(text: str) -> Reply:
    return respond(text, Context(GLOSSARY))[1]


@cases(
    ("text", "whom"),
    {
        "what is a good grr for smb": "smb",
        "what's a good nrr in enterprise?": "enterprise",
        "what is good nps in germany": "germany",
    }.items(),
)
def test_what_is_good_for_some_is_said_not_to_be_known_apart(text: str, whom: str) -> None:
    reply = ask(text)
    assert reply.paragraphs[0].startswith(APART.format(whom))
    assert reply.facts[0].label == "What is good"


@cases(
    "text", ["what is a good grr", "good nps for saas companies", "benchmark for nrr", "what's a good nps for b2b saas"]
)
def test_what_is_good_of_all_has_no_such_sentence(text: str) -> None:
    reply = ask(text)
    assert reply.facts[0].label == "What is good"
    assert "What is good" not in reply.paragraphs[0]
    assert "Net Promoter Score of" not in reply.paragraphs[0]  # the 2 of b2b is no value


def test_where_no_level_is_known_that_is_said_of_what_can_be_measured() -> None:
    assert ask("what is a good time to value").paragraphs[0].startswith("No published level of Time to Value")
    assert not ask("what is a good champion").paragraphs[0].startswith("No published level")
