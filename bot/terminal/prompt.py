"""The prompt: ask again and again, with completion and history."""

import sys
from pathlib import Path

from platformdirs import user_state_path
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import Completer, FuzzyCompleter, WordCompleter
from prompt_toolkit.history import FileHistory

from bot.commands import COMMANDS, respond
from bot.render.terminal import print_reply
from glossary import Glossary, load

GREETING = "Ask for a term or a question. help shows what else there is, Ctrl-D leaves."


def converse() -> int:
    """Answers requests until the person leaves. Returns the exit code."""
    glossary = load()
    session: PromptSession[str] = PromptSession(
        "cs> ", completer=completer(glossary), history=FileHistory(_history()), complete_while_typing=False
    )
    print(GREETING)
    while True:
        try:
            text = session.prompt().strip()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return 0
        if text in {"exit", "quit"}:
            return 0
        if text:
            print_reply(respond(text.removeprefix("/cs ").removeprefix("cs "), glossary)[1], sys.stdout, program="")
            print()


def completer(glossary: Glossary) -> Completer:
    """Completes commands, and terms by name and acronym, from any part of them."""
    terms = glossary.terms.values()
    names = [*COMMANDS.verbs, *(term.name.lower() for term in terms), *(a for term in terms for a in term.acronyms)]
    return FuzzyCompleter(WordCompleter(sorted(names), ignore_case=True, sentence=False))


def _history() -> Path:
    folder = user_state_path("cs-bot", ensure_exists=True)
    return folder / "history"
