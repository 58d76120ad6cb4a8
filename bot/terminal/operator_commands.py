"""The operators' verbs of `cs`: serve, demo, doctor and the checks of the curated files."""

import asyncio
import os
from collections.abc import Sequence
from datetime import datetime

import click

from bot.terminal.digest_commands import digest
from bot.terminal.glossary_commands import glossary
from bot.terminal.health_commands import health
from bot.terminal.import_group import import_
from bot.terminal.mcp_commands import mcp
from bot.terminal.moments import CLOCK
from bot.terminal.operator_verbs import OPERATIONS
from bot.terminal.output import say, say_error
from bot.terminal.source_commands import sources, sync
from bot.terminal.store_commands import accounts as accounts_
from bot.terminal.store_commands import audit, backup, restore, sample
from bot.terminal.store_copy_command import store
from bot.terminal.tenant_commands import tenants


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cs() -> None:
    """The operators' verbs. Everything else is asked: see `cs help`."""


for command in (
    *(accounts_, audit, backup, digest, glossary, health, import_, mcp, restore, sample),
    *(sources, store, sync, tenants),
):
    cs.add_command(command)


def run_operator_command(words: Sequence[str]) -> int:
    """Runs an operator's verb and returns its exit code: 2 for a usage error."""
    try:
        with cs.make_context("cs", list(words)) as context:
            return cs.invoke(context) or 0
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        say_error(error)
        return error.exit_code
    except click.Abort:
        return 130


@cs.command(help=OPERATIONS["serve"])
def serve() -> int:
    from bot.configuration.settings_error import SettingsError
    from bot.operating.logs import configure
    from bot.operating.tracing import traced
    from bot.settings import load_settings, process_settings
    from bot.slack.server import serve as serve_slack
    from bot.tenants.settings import load_tenant_settings, serves_many
    from store.errors import StoreError

    try:
        configure(process_settings().cs_log)
        with traced():
            if serves_many():
                from bot.tenants.server import run_server

                run_server(load_tenant_settings())
            else:
                asyncio.run(serve_slack(load_settings()))
    except (SettingsError, StoreError) as error:
        raise click.ClickException(f"{error}\ncs doctor checks the whole set-up; cs demo needs none of it.") from error
    return 0


@cs.command(help=OPERATIONS["demo"])
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=3000,
    show_default=True,
    help="The page's port; another is taken if it isn't free.",
)
@click.option(
    "--clock",
    type=CLOCK,
    help="The time in the demo when it begins, such as 8:59: the digests come at 9:00.",
)
@click.option("--fetch-only", is_flag=True, help="Fetch the Slack look-alike and stop.")
def demo(*, port: int, clock: datetime | None, fetch_only: bool) -> int:
    from bot.terminal.demo import run_demo
    from bot.terminal.local_slack import LocalSlackError, binary

    try:
        return 0 if fetch_only and binary() else run_demo(port, clock.time() if clock else None)
    except LocalSlackError as error:
        raise click.ClickException(f"{error}. The terminal needs no Slack: cs define nrr") from error


@cs.command(help=OPERATIONS["doctor"])
@click.option("--live", is_flag=True, help="Try what the bot counts on in Slack itself, and print a report.")
@click.option("--blocks", is_flag=True, help="Have Slack judge every shape of message and view that the bot draws.")
@click.option("--channel", default="", help="With --live: the id of a channel that the bot was invited to.")
@click.option("--user", default="", help="With --live: your own member id, who is sent a message for you alone.")
def doctor(*, live: bool, blocks: bool, channel: str, user: str) -> int:
    if blocks and not live:
        from bot.slack.block_check import examine_blocks
        from bot.terminal.demo import sample_workspace

        return examine_blocks(say, sample_workspace)
    if not live:
        from bot.slack.doctor import examine

        if channel or user:
            raise click.UsageError("--channel and --user go with --live.")
        return examine(say)
    from bot.configuration.settings_error import SettingsError
    from bot.settings import load_settings
    from bot.slack.live import examine_live

    try:
        return examine_live(say, load_settings(), channel, user, os.environ.get("SLACK_CONFIG_TOKEN", ""))
    except SettingsError as error:
        raise click.ClickException(f"{error}\ndocs/first-run.md goes through it step by step.") from error
