"""What stands on the buttons of Home and on the suggested prompts is understood when it is typed."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.commands import answer_request, parse_request, respond
from bot.context import Context, Requester
from bot.home import prompts
from bot.home.prompts import prompts_of
from bot.slack.home import home_sections
from curation.change import Change
from curation.questions import ask
from tests.bot.company import DANA, KIM, NOW, context, database, filled, workspace

__all__ = ["context", "database", "filled", "workspace"]

SUGGESTED = (*prompts.FOR_EVERYBODY, *prompts.WITHOUT_ACCOUNTS, *prompts.OWNING_NONE, *prompts.OF_WORDS)
BY_NAME = re.compile(r"Still right: |Define ")  # a curator's taps, which carry a version or open a form


def offered(context: Context) -> Iterator[tuple[str, str]]:
    """What is on every button of Home and on every prompt of owners, of a curator and of others, and what it asks."""
    for email in (DANA, KIM, ""):
        person = replace(context, requester=Requester("U1", email), place="C01", team="T01")
        ask(person.workspace.words, Change("U1", NOW), "ZQT")
        respond("digest subscribe health mine at 9:00", person)
        for section in (*home_sections(person, person), *home_sections(context, None)):
            yield from ((each.label, each.request) for each in section.choices if not BY_NAME.match(each.label))
        said = (*SUGGESTED, *prompts_of(person, person), *prompts_of(context, None))
        yield from ((each.title, each.message) for each in said)


def test_what_stands_on_a_button_or_a_prompt_asks_the_same_when_it_is_typed(context: Context) -> None:
    pairs = dict(offered(context))
    assert {"My red accounts", "Pause 1", "Withdraw ZQT", "Who owns what?"} <= pairs.keys()
    for label, request in pairs.items():
        typed, asked = (parse_request(text, context.glossary) for text in (label, request))
        assert (label, asked.verb) == (label, typed.verb)
        if request.startswith(("brief id", "what is", "renewals")):  # by a name or in other words
            assert answer_request(typed, context).title == answer_request(asked, context).title
        elif not label.startswith("Change "):  # a form, which only a button opens
            assert (label, asked.text.casefold()) == (label, typed.text.casefold())
