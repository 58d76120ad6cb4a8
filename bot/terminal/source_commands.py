"""`cs sync` and `cs sources`: reading sources once, and what is known of them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from shlex import quote
from typing import TYPE_CHECKING

import click

from bot.clock import utc_now
from bot.terminal.operator_verbs import OPERATIONS
from bot.terminal.output import say
from bot.terminal.store_access import open_or_create, report_errors

if TYPE_CHECKING:
    from accounts import Store
    from bot.settings import AccountSettings
    from sources import Source

JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


@click.command(help=OPERATIONS["sync"])
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--all", "all_", is_flag=True, help="Read all of them now, due or not.")
@JSON
def sync(*, names: tuple[str, ...], all_: bool, as_json: bool) -> int:
    from accounts.health import load_config
    from bot.sources.running import sync_context
    from bot.sources.texts import report_text
    from sources import sync_due, sync_named

    worst = done = 0
    with _configured() as (settings, known), open_or_create() as store:
        context = sync_context(store, settings, load_config(settings.cs_health))
        for report in sync_named(known, names, context) if names or all_ else sync_due(known, context):
            say(json.dumps(asdict(report), default=str) if as_json else report_text(report))
            worst, done = max(worst, int(report.outcome in {"failed", "held"})), done + 1
        if not done and not as_json:
            say(_nothing_due(store, known))
    return worst


@click.group(help=OPERATIONS["sources"])
def sources() -> None:
    pass


@sources.command(help="How each source is: last good run, rows, rejects, age, next run.")
@JSON
def status(*, as_json: bool) -> int:
    from bot.sources.texts import status_lines
    from sources.status import source_status

    with _configured() as (_, known), open_or_create() as store:
        found = source_status(store, known, utc_now())
    for each in found:
        say(json.dumps(each.data) if as_json else "\n".join(status_lines(each, utc_now())))
    return int(any(not each.is_well for each in found))


@sources.command(help="Validate the file, try each source, and show what three rows would become.")
@click.argument("names", nargs=-1, metavar="[NAME]...")
def check(*, names: tuple[str, ...]) -> int:
    from accounts.health import load_config
    from bot.sources.running import sync_context
    from bot.sources.texts import check_lines
    from sources.check import check_source
    from sources.sync import chosen

    worst = 0
    with _configured() as (settings, known), open_or_create() as store:
        context = sync_context(store, settings, load_config(settings.cs_health))
        for source in chosen(known, names):
            found = check_source(source, context)
            say("\n".join(check_lines(found)))
            worst = max(worst, int(bool(found.fault)))
    return worst


@sources.command(help="Write a source into the file by asking, and try it.")
def add() -> int:
    from bot.settings import account_settings
    from bot.terminal.source_questions import add_source

    with report_errors():
        settings = account_settings()
        path = settings.cs_sources or settings.beside_store.with_name("sources.toml")
        name = add_source(path)
    if settings.cs_sources is None:
        say(f"Written to {path}. Set CS_SOURCES={quote(str(path))}, and then: cs sources check {name}")
        return 0
    say(f"Written to {path}. It is tried now, and nothing is imported:")
    return int(check.main(args=[name], standalone_mode=False) or 0)


@sources.command(help="What a source listed once and doesn't any more; it stays in the store.")
@click.argument("name")
@JSON
def gone(*, name: str, as_json: bool) -> int:
    from bot.sources.texts import moment
    from sources import state
    from sources.gone import gone_rows
    from sources.sync import chosen

    with _configured() as (_, known), open_or_create() as store:
        (source,) = chosen(known, [name])
        state.prepare(store)
        found = gone_rows(store, source)
    for each in found:
        told = {"key": each.key, "account": each.account, "since": each.since.isoformat()}
        say(json.dumps(told) if as_json else f"{each.key}  {each.account}, since {moment(each.since)}")
    if not found and not as_json:
        say(f"Nothing that {name} listed is gone.")
    return 0


@sources.command(help="Let the next answer of a source that is held through, however much it shrank.")
@click.argument("name")
def release(*, name: str) -> int:
    from sources import state
    from sources.sync import chosen

    with _configured() as (_, known), open_or_create() as store:
        chosen(known, [name])
        state.prepare(store)
        if not state.release(store, name, utc_now()):
            say(f"{name} isn't held: there is nothing to release.")
            return 1
    say(f"{name}: its next answer is taken as it is. It is due now: cs sync {name}")
    return 0


@contextmanager
def _configured() -> "Iterator[tuple[AccountSettings, tuple[Source, ...]]]":
    """The settings and the sources. Errors become messages; that there are no sources is one."""
    from bot.configuration.setting_texts import WHERE
    from bot.settings import account_settings
    from bot.sources.running import configured_sources
    from sources.file import EXAMPLE

    with report_errors():
        settings = account_settings()
        if settings.cs_sources is None:
            raise click.ClickException(
                f"CS_SOURCES isn't set. It is {WHERE['CS_SOURCES']}. cs sources add writes it by asking, or:\n{EXAMPLE}"
            )
        known = configured_sources(settings)
        if not known:
            raise click.ClickException(
                f"{settings.cs_sources} has no source. cs sources add writes one by asking, or:\n{EXAMPLE}"
            )
        yield settings, known


def _nothing_due(store: "Store", known: "tuple[Source, ...]") -> str:
    from bot.sources.texts import moment
    from sources.sync import next_due

    coming = next_due(known, store, utc_now())
    when = f" The next is due at {moment(coming)}." if coming else ""
    return f"No source is due.{when} cs sync --all reads them now."
