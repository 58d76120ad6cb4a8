"""The prompt: ask again and again, with completion and history."""

import re
import sys
from collections.abc import Iterator

from platformdirs import user_state_path
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from bot.commands import COMMANDS, respond
from bot.context import Context
from bot.parsing.follow_ups import read_follow_up
from bot.render.printable import printable
from bot.render.table_csv import csv_text
from bot.render.terminal import print_reply
from bot.reply import Reply
from bot.terminal.operator_verbs import operator_words
from bot.terms.team_words import follow_words
from bot.workspace import Workspace
from glossary import Glossary
from store.private_files import create_private, make_private_folder

_ASKED = re.compile(r"^\s*(?:(?:define|compare|random|help)\s+)?(?:.*\s(?:vs|or|and)\s+)?", re.IGNORECASE)
GREETING = "Ask for a term or a question. help shows what else there is, Ctrl-D leaves."


def run_prompt() -> int:
    """Answers requests until the person leaves. Returns the exit code."""
    workspace = Workspace()
    glossary = follow_words(workspace).glossary
    session: PromptSession[str] = PromptSession(
        "cs> ", completer=completer(glossary), history=_history(), complete_while_typing=False
    )
    print(GREETING)
    previous = ""
    while True:
        try:
            text = session.prompt().strip()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return 0
        if text.casefold() in {"exit", "quit", ":q"}:
            return 0
        asked = text.removeprefix("/cs ").removeprefix("cs ")
        if in_the_shell(asked):
            print(f"That is for the shell, not for this prompt: Ctrl-D leaves, then cs {printable(asked)}\n")
        elif asked:
            asked = read_follow_up(asked, previous, glossary) or asked
            request, reply = respond(asked, Context(glossary, workspace))
            previous = reply.share or (reply.digest.csv if reply.digest else previous)
            _print(reply, as_csv=request.as_csv)


def in_the_shell(asked: str) -> bool:
    """Whether what was typed is an operator's verb or has an option that only the program itself takes."""
    words = asked.split()
    return bool(operator_words(words)) or bool({"--json", "--version"} & {*words})


def _print(reply: Reply, *, as_csv: bool) -> None:
    """Prints an answer, or the whole of its list as CSV where that is wanted and there is one."""
    if as_csv and reply.table:
        print(printable(csv_text(reply.table)), end="")
    else:
        print_reply(reply, sys.stdout, program="")
    print()


def completer(glossary: Glossary) -> Completer:
    """Completes commands, and terms by name and acronym, after a command's verb or after a “vs” too."""
    terms = glossary.terms.values()
    names = sorted([*(term.name.lower() for term in terms), *(a for term in terms for a in term.acronyms)])
    return Names([*sorted(COMMANDS.verbs), *names])


class Names(Completer):
    """Completes what stands behind the verb, or behind the last “vs”: names that begin so, then names that hold it."""

    def __init__(self, names: list[str]) -> None:
        self._names = names

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:  # noqa: ARG002
        """The names that may be meant by what stands before the cursor."""
        typed = _ASKED.sub("", document.text_before_cursor).casefold()
        known = [(name, name.casefold()) for name in self._names]
        begin = [name for name, folded in known if folded.startswith(typed)]
        hold = [name for name, folded in known if typed in folded and not folded.startswith(typed)]
        return (Completion(name, start_position=-len(typed)) for name in [*begin, *hold])


def _history() -> History:
    """What was asked before, kept where the system keeps such things, or not at all where that can't be written.

    Accounts are asked about by name: nobody else can read it.
    """
    try:
        path = user_state_path("cs-bot") / "history"
        make_private_folder(path.parent)
        create_private(path)
    except OSError:
        return InMemoryHistory()
    return FileHistory(path)
