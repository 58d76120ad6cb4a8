"""`cs mcp`: serves an assistant on this machine, and makes, lists and revokes the tokens for the door over HTTP."""

import asyncio
from datetime import datetime, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from bot.clock import utc_now
from bot.configuration.user_name import user_name
from bot.terminal.operator_verbs import OPERATIONS
from bot.terminal.output import say
from bot.terminal.store_access import open_existing, open_or_create, report_errors
from store.extras import how_to_install

if TYPE_CHECKING:
    from accounts.access_tokens import AccessToken

LONGEST = 365  # days that a token may be one
LABEL = 60
PERSON = r"[UW][A-Z0-9]{2,30}|[^@\s]{1,64}@[^@\s]{1,190}"


@click.group(help=OPERATIONS["mcp"], invoke_without_command=True)
@click.option("--read-only", is_flag=True, help="Offer no tool that changes anything.")
@click.option("--each-metric", is_flag=True, help="Offer each metric as a tool of its own, beside calculate.")
@click.pass_context
def mcp(context: click.Context, *, read_only: bool, each_metric: bool) -> int:
    if context.invoked_subcommand is None:
        return _serve(writing=not read_only, each_metric=each_metric)
    return 0


def _serve(*, writing: bool, each_metric: bool) -> int:
    if find_spec("mcp") is None:
        raise click.ClickException(f"cs mcp needs a library that isn't installed: {how_to_install('mcp')}")
    from bot.mcp.stdio import serve_stdio
    from bot.operating.logs import configure
    from bot.settings import account_settings
    from bot.terms.team_words import follow_words
    from bot.workspace import Workspace

    with report_errors():
        settings = account_settings()
        configure(settings.cs_log)  # to standard error: standard output is the assistant's
        workspace = Workspace(settings)
        glossary = follow_words(workspace).glossary
        asyncio.run(serve_stdio(glossary, workspace, writing=writing, each_metric=each_metric))
    return 0


@mcp.group(help="Tokens by which assistants come in over HTTP, each for one person.")
def token() -> None:
    pass


@token.command("make", help="Make a token for PERSON, a Slack id such as U0123ABC or an email. It is shown once.")
@click.argument("person")
@click.option("--label", default="", help="What it is for, such as “Claude on Dana's laptop”.")
@click.option("--days", type=click.IntRange(1, LONGEST), default=90, show_default=True, help="How long it is one.")
@click.option("--writing", is_flag=True, help="Let it change things too: pulses, owners, snoozes, calls, suggestions.")
def make(*, person: str, label: str, days: int, writing: bool) -> int:
    import os
    import re

    from accounts.access_tokens import NewToken, keep_token
    from bot.mcp.tokens import new_secret

    if not re.fullmatch(PERSON, person):
        raise click.UsageError(f"{person} is neither a Slack id, such as U0123ABC, nor an email.")
    now, secret = utc_now(), new_secret(os.environ.get("CS_TENANT", "").strip())
    name = " ".join(label.split())[:LABEL]
    new = NewToken(person.casefold() if "@" in person else person, name, writing, user_name(), now, _ends(now, days))
    with report_errors(), open_or_create() as store:
        kept = keep_token(store, secret, new)
    say(secret)
    said = "reads and changes" if writing else "only reads"
    say(
        f"Token {kept.id} {said} as {person} until {kept.expires_at.date()}. It isn't shown again: only its hash is "
        f"kept. To end it: cs mcp token revoke {kept.id}",
        err=True,
    )
    return 0


@token.command("list", help="List the tokens, without their secrets.")
@click.option("--all", "every", is_flag=True, help="Those too that have ended.")
def list_(*, every: bool) -> int:
    from accounts.access_tokens import list_tokens

    now = utc_now()
    with report_errors(), open_or_create() as store:
        found = [each for each in list_tokens(store) if every or each.is_valid(now)]
    say("\n".join(_line(each, now) for each in found) or "There are no tokens. To make one: cs mcp token make PERSON")
    return 0


@token.command("revoke", help="End token NUMBER at once.")
@click.argument("number")
def revoke(*, number: str) -> int:
    import re

    from accounts.access_tokens import list_tokens, revoke_token

    if not re.fullmatch(r"[1-9][0-9]{0,17}", number):
        raise click.UsageError(f"{number[:LABEL]} is no number of a token. cs mcp token list lists them.")
    now = utc_now()
    with report_errors(), open_existing() as store:
        found = next((each for each in list_tokens(store) if each.id == int(number)), None)
        if found and found.is_valid(now):
            revoke_token(store, found.id, now)
    if found is None:
        raise click.ClickException(f"There is no token {number}. cs mcp token list lists them.")
    ended = (found.revoked_at or found.expires_at).date()
    say(f"Token {number} of {found.person} {'has ended' if found.is_valid(now) else f'had ended already, on {ended}'}.")
    return 0


def _ends(now: datetime, days: int) -> datetime:
    return now + timedelta(days=days)


def _line(each: "AccessToken", now: datetime) -> str:
    state = (
        f"revoked {each.revoked_at.date()}"
        if each.revoked_at
        else f"{'until' if each.is_valid(now) else 'ended'} {each.expires_at.date()}"
    )
    used = f"used {each.used_on}" if each.used_on else "never used"
    may = "reads and changes" if each.writes else "only reads"
    return "  ".join(filter(None, (f"{each.id}", each.person, may, state, used, each.label)))
