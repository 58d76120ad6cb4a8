"""The registry of commands: each declared once, and help, usage, completion and the manifest's hint follow."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.reply import Reply
from glossary import Glossary

Handler = Callable[[Glossary, str], Reply]


@dataclass(frozen=True, slots=True)
class Command:
    """A verb that Slack and the terminal both understand, with the text that documents it."""

    verb: str
    arguments: str
    summary: str
    examples: tuple[str, ...]
    answer: Handler

    @property
    def usage(self) -> str:
        """The verb with its arguments: `define TERM`."""
        return f"{self.verb} {self.arguments}".strip()


class Commands:
    """The commands by verb, in the order they were declared."""

    def __init__(self) -> None:
        self._by_verb: dict[str, Command] = {}

    def __iter__(self) -> Iterator[Command]:
        return iter(self._by_verb.values())

    def __getitem__(self, verb: str) -> Command:
        return self._by_verb[verb]

    @property
    def verbs(self) -> frozenset[str]:
        """The verbs that begin a request."""
        return frozenset(self._by_verb)

    def command(
        self, verb: str, *, arguments: str = "", summary: str, examples: tuple[str, ...]
    ) -> Callable[[Handler], Handler]:
        """Declares the decorated handler as the answer to a verb."""

        def declare(handler: Handler) -> Handler:
            self._by_verb[verb] = Command(verb, arguments, summary, examples, handler)
            return handler

        return declare
