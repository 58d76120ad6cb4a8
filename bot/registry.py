"""The registry of commands: each declared once, and help, usage, completion and the manifest's hint follow."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.context import Context
from bot.reply import Choice, Fact, Reply

Handler = Callable[[Context, str], Reply]


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument of a command by its name, for programs, which give values and write no requests.

    `words` says how the value stands in the request, `least` and `most` bound a number; a text that may be `long` is
    somebody's message.
    """

    name: str
    description: str
    kind: Literal["text", "number", "day"] = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    words: str = "{}"
    least: int = 1
    most: int = 1_000_000
    long: bool = False


@dataclass(frozen=True, slots=True)
class Tool:
    """What programs may ask of a command: its parameters, in the order that a request has them, and whether that
    `writes`: a command that changes things may be offered for what it shows.
    """

    parameters: tuple[Parameter, ...] = ()
    writes: bool = False


PAGE = Parameter("page", "Which page of a longer list, counted from 1", kind="number", words="page {}")


@dataclass(frozen=True, slots=True)
class Command:
    """A verb that Slack and the terminal both understand, with the text that documents it.

    A `fixed` one answers the same text alike every time, so that its answers may be kept. One that is `about_accounts`
    reads the account store: not everybody may ask it, and each time that somebody does is recorded. One that `writes`
    changes something: sent twice it is done once, and its notes are never read as something else. One that is
    `for_members` is answered for members of the team, wherever they ask, and not for guests. One without a `tool` is
    not offered to programs.
    """

    verb: str
    arguments: str
    summary: str
    examples: tuple[str, ...]
    answer: Handler
    fixed: bool = False
    about_accounts: bool = False
    writes: bool = False
    for_members: bool = False
    tool: Tool | None = None

    @property
    def needs_requester(self) -> bool:
        """Whether it is looked up who asks before anything is answered."""
        return self.about_accounts or self.for_members

    @property
    def usage(self) -> str:
        """The verb with its arguments: `define TERM`."""
        return f"{self.verb} {self.arguments}".strip()

    def usage_error(self, message: str, argument: str, choices: tuple[Choice, ...] = ()) -> Reply:
        """The reply to a request that can't be answered as it stands: what is wrong, the usage, and one that works."""
        example = self.examples[0]
        return Reply(
            title="That didn't work",
            data={
                "kind": "error",
                "message": message,
                "argument": argument,
                "usage": self.usage,
                "example": example,
            },
            paragraphs=(message,),
            facts=(Fact("Usage", self.usage, request=True), Fact("Example", example, request=True)),
            choices=choices,
            outcome="usage",
        )


DECLARED: dict[str, Command] = {}
"""Every command that was declared, by verb: for commands, which can't know who gathers them."""


class CommandRegistry:
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

    def command(  # noqa: PLR0913  a declaration names what it declares
        self,
        verb: str,
        *,
        arguments: str = "",
        summary: str,
        examples: tuple[str, ...],
        fixed: bool = False,
        about_accounts: bool = False,
        writes: bool = False,
        for_members: bool = False,
        tool: Tool | None = None,
    ) -> Callable[[Handler], Handler]:
        """Declares the decorated handler as the answer to a verb."""

        def declare(handler: Handler) -> Handler:
            made = Command(
                verb, arguments, summary, examples, handler, fixed, about_accounts, writes, for_members, tool
            )
            self._by_verb[verb] = DECLARED[verb] = made
            return handler

        return declare

    def include(self, others: "CommandRegistry") -> None:
        """Takes in the commands that were declared elsewhere, after those declared so far."""
        self._by_verb |= {command.verb: command for command in others}
