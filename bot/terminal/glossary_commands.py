"""The terminal's `cs glossary`: checks of the curated files, and of what the terms are from."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from bot.terminal.operator_verbs import OPERATIONS
from bot.terminal.output import say
from bot.terminal.own_words_commands import export, import_
from glossary import GlossaryError, load
from glossary.rules import check
from glossary.source_report import SourceReport, source_report
from glossary.term_files import SOURCES, TERMS, read_terms


@click.group(help=OPERATIONS["glossary"])
def glossary() -> None:
    """The curated files."""


glossary.add_command(import_)
glossary.add_command(export)


@glossary.command(name="check")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--list", "listed", is_flag=True, help="Name the sources and the terms that are counted.")
@click.option(
    "--sources",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file of the sources that FOLDER's terms cite; else the shipped one.",
)
def check_(folder: Path | None, sources: Path | None, *, listed: bool) -> int:
    """Check every rule of the curated files, and say how well the terms are founded.

    FOLDER takes the place of the shipped terms. Without it the files of CS_GLOSSARY are checked as well.
    """
    if folder and not any(folder.glob("*.toml")):
        raise click.UsageError(f"There are no .toml files in {folder}.")
    problems = check(folder or TERMS, sources or SOURCES, all_cited=not folder)
    for problem in problems:
        say(str(problem), err=True)
    if problems:
        say(f"{len(problems)} problem{'s' * (len(problems) > 1)}", err=True)
        return 1
    terms = list(read_terms(folder or TERMS, sources or SOURCES))
    for line in _report(source_report(terms, datetime.now().astimezone().date()), listed=listed):
        say(line)
    say(f"{len(terms)} term{'s' * (len(terms) != 1)}, nothing wrong")
    return 0 if folder else _check_own_files()


def _check_own_files() -> int:
    """Says what is wrong with the team's own files, where there are any."""
    own = os.environ.get("CS_GLOSSARY", "").strip()
    if not own:
        return 0
    from glossary.team_files import fingerprint, read_folder

    path = Path(own).expanduser()
    try:
        fingerprint(path)
        words, wrong = read_folder(path, load().curated)
    except (GlossaryError, OSError) as error:
        raise click.ClickException(str(error)) from error
    for problem in wrong:
        say(f"CS_GLOSSARY: {problem}", err=True)
    state = f"{len(wrong)} problem{'s' * (len(wrong) != 1)}" if wrong else "nothing wrong"
    say(f"CS_GLOSSARY: {len(words)} word{'s' * (len(words) != 1)} taken from {path}, {state}", err=bool(wrong))
    return 1 if wrong else 0


def _report(found: SourceReport, *, listed: bool) -> Iterator[str]:
    count = len(found.verified) + len(found.unverified)
    yield f"{count} sources: {len(found.verified)} looked up, {len(found.unverified)} not verified"
    counted = (
        ("Not verified", [source.id for source in found.unverified]),
        ("Terms without a source that was looked up", found.unfounded),
        ("Published more than two years ago", [f"{source.id} ({source.year})" for source in found.published_before]),
        ("Looked up more than two years ago", [f"{s.id} ({s.looked_up})" for s in found.looked_up_before]),
    )
    for label, names in counted:
        yield f"{label}: {len(names)}{': ' if names and listed else ''}{', '.join(names) if listed else ''}"
