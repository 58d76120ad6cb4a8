"""The program `cs`. Imports wait until an answer needs them: a definition should come at once."""

import codecs
import os
import sys
from io import TextIOWrapper

from bot.configuration.settings_error import SettingsError
from bot.terminal.operator_verbs import EXIT, OPERATIONS, OPTIONS, operator_words, verbs_under
from glossary.errors import GlossaryError

TYPE_CHECKING = False  # what `typing` says, which takes longer to import than a kept card to print
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, TextIO

    from bot.reply import Reply

_PLAIN_LETTERS = "plain letters"
SHORT = {"-h": "--help", "-V": "--version"}


def main(arguments: "Sequence[str] | None" = None) -> int:
    """Runs the program and returns its exit code.

    0 answered, 1 nothing found, 2 usage error, 74 the output can't be written, 130 interrupted, 141 nobody reads on.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # it reads about every package there is to find some
    _prepare_streams()
    try:
        exit_code = _run(words, answers_once=arguments is None)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except GlossaryError as error:
        print(f"cs: a file of the glossary is broken: {error}. cs glossary check lists everything.", file=sys.stderr)
        return EXIT["usage"]
    except SettingsError as error:
        print(f"cs: {error}", file=sys.stderr)
        return EXIT["usage"]
    except OSError as error:
        from bot.terminal.standard_streams import exit_code_of_write_error

        return exit_code_of_write_error(error)
    return exit_code


def _prepare_streams() -> None:
    """Opens what was closed, and puts plain letters for what the output's encoding lacks: Python ends with an error on
    both.
    """
    if None in (sys.stdin, sys.stdout, sys.stderr):
        from bot.terminal.standard_streams import open_closed_streams

        open_closed_streams()
    codecs.register_error(_PLAIN_LETTERS, _in_plain_letters)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=_PLAIN_LETTERS)


def _in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    from bot.terminal.plain_letters import in_plain_letters  # hardly any output needs it

    return in_plain_letters(error)


def _run(words: list[str], *, answers_once: bool) -> int:
    if operation := operator_words(words):
        from bot.terminal.operator_commands import run_operator_command

        return run_operator_command(operation)
    words = [SHORT.get(word, word) for word in words if word != "--"]
    options = [word for word in words if word.startswith("--") and len(word) > 2]
    options += [word for word in words[:1] if word[0:1] == "-" and word[1:].isalpha() and len(word) == 2]
    if unknown := [option for option in options if option not in OPTIONS]:
        return _unknown(unknown[0])
    if "--version" in options:
        from importlib.metadata import version

        print("cs", version("cs-bot"))
        return 0
    asked = " ".join(word for word in words if word not in options)
    if "--help" in options:
        asked = _help_on(asked)
    if not asked and not options and _is_terminal(sys.stdin) and _is_terminal(sys.stdout):
        from bot.terminal.prompt import run_prompt

        return run_prompt()
    return ask(asked, as_json="--json" in options, as_csv="--csv" in options, answers_once=answers_once)


def _help_on(asked: str) -> str:
    """The request that `--help` behind a request makes: how a metric is calculated, of whatever else its help."""
    from bot.parsing.grammar import is_metric_name

    return f"calculate {asked}" if is_metric_name(asked) else f"help {asked}"


def ask(text: str, *, as_json: bool = False, as_csv: bool = False, answers_once: bool = False) -> int:
    """Answers one request on standard output and returns the exit code; `answers_once` says that the process ends
    then.
    """
    if not as_csv and _print_kept_card(text, as_json=as_json):
        return EXIT["answered"]
    if answers_once:
        from bot.operating.garbage_collection import leave_garbage

        leave_garbage()
    from bot.commands import respond
    from bot.context import Context
    from bot.terms.word_snapshot import glossary_at_once

    context = Context(glossary_at_once())
    try:
        request, reply = respond(text, context, OPERATIONS)
    finally:
        context.workspace.close()
    if as_csv or (request.as_csv and not as_json):
        return print_csv(reply)
    if as_json:
        _print_json(reply.data)
    else:
        from bot.render.terminal import print_reply

        print_reply(reply, sys.stdout)
        if reply.data["kind"] == "help" and reply.rows:
            print(_for_the_terminal(request.text))
    if EXIT[reply.outcome] and (meant := _nearest_operation(text)):
        print(f"cs: did you mean cs {meant}? {OPERATIONS[meant]}", file=sys.stderr)
    if reply.data["kind"] == "term" and reply.data["match"]["how"] == "exact":
        _keep_cards()
    return EXIT[reply.outcome]


def _print_kept_card(text: str, *, as_json: bool) -> bool:
    """Prints the card that answers the request, if there is one that is kept. Returns whether there was."""
    from bot.terminal.kept_cards import kept_card

    card = kept_card(text)
    if card is None:
        return False
    data, blocks = card
    if as_json:
        _print_json(data)
    else:
        from bot.render.terminal_blocks import print_blocks

        print_blocks(blocks, sys.stdout)
    return True


def _keep_cards() -> None:
    """Lets whoever asks next wait less; the answer of now is shown before."""
    from bot.terminal.kept_cards import keep_cards

    sys.stdout.flush()
    keep_cards()


def _print_json(data: "Mapping[str, Any]") -> None:
    import json

    from bot.render.printable import printable_json

    print(printable_json(json.dumps(dict(data), ensure_ascii=not _is_unicode(sys.stdout))))


def print_csv(reply: "Reply") -> int:
    """Prints the list of an answer, and nothing else on standard output; without one, says so beside it."""
    from bot.render.printable import printable
    from bot.render.table_csv import csv_text
    from bot.render.terminal import print_reply

    if reply.table is not None:
        from bot.terminal.output import write_data

        write_data()
        text = csv_text(reply.table)
        print(printable(text) if _is_terminal(sys.stdout) else text, end="")
        return EXIT[reply.outcome]
    print_reply(reply, sys.stderr)
    if reply.outcome == "answered":
        print("cs: there is no list in this answer to be printed as CSV", file=sys.stderr)
    return EXIT[reply.outcome] or EXIT["usage"]


def _for_the_terminal(verb: str) -> str:
    """What there is besides the commands of Slack; of one of those, the operators' verbs that begin with it."""
    under = verbs_under(verb.casefold())
    lines = [f"  cs {each}: {summary}" for each, summary in OPERATIONS.items() if each in under or not verb]
    options = [] if verb else ["", *(f"  {option}: {summary}" for option, summary in OPTIONS.items())]
    return "\n".join(["", *lines, *options]) if lines else ""


def _nearest_operation(text: str) -> str:
    """The operator's verb of two words whose second word was mistyped or left out; empty where there is none."""
    from difflib import get_close_matches

    from bot.commands import COMMANDS

    first, _, rest = text.casefold().partition(" ")
    under = verbs_under(first)
    if under and not rest and first not in COMMANDS.verbs:
        return under[0]
    near = get_close_matches(rest.partition(" ")[0], [each.partition(" ")[2] for each in under], n=1)
    return f"{first} {near[0]}" if near else ""


def _is_terminal(stream: "TextIO | None") -> bool:
    return stream is not None and stream.isatty()


def _is_unicode(stream: "TextIO") -> bool:
    return (stream.encoding or "").lower().replace("-", "").startswith("utf")


def _unknown(option: str) -> int:
    from difflib import get_close_matches

    from bot.render.printable import printable_line

    near = get_close_matches(option, OPTIONS, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"Options: {', '.join(OPTIONS)}."
    print(printable_line(f"cs: there is no option {option}. {hint}"), file=sys.stderr)
    return EXIT["usage"]


if __name__ == "__main__":
    sys.exit(main())
