"""`cs tenants`: who has installed the bot, what is set for each, and taking their data out or away."""

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.configuration.user_name import user_name
from bot.terminal.operator_verbs import OPERATIONS
from bot.terminal.output import say
from bot.terminal.tenant_copy_command import copy
from bot.terminal.tenant_move_command import move
from bot.terminal.tenant_registry import opened_registry

if TYPE_CHECKING:
    from bot.tenants.overview import TenantOverview

LIMITS = ("accounts", "digests", "imports", "requests")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="JSON: one object a line.")


@click.group(help=OPERATIONS["tenants"], invoke_without_command=True)
@AS_JSON
@click.pass_context
def tenants(context: click.Context, *, as_json: bool) -> None:
    """Without a verb: the list."""
    if context.invoked_subcommand is None:
        context.invoke(list_, as_json=as_json)
    elif as_json:
        raise click.UsageError(f"--json stands after the verb: cs tenants {context.invoked_subcommand} … --json")


tenants.add_command(copy)
tenants.add_command(move)


@tenants.command("list")
@AS_JSON
def list_(*, as_json: bool) -> int:
    """All workspaces and organisations that ever installed the bot."""
    from bot.tenants.overview import overviews

    with opened_registry() as (registry, files):
        found = overviews(registry, files, _listed())
    if as_json:
        _say_json([each.data for each in found])
    elif not found:
        say("No workspace has installed the bot yet. It is installed at /slack/install of its address.")
    else:
        _say_table(found)
    return 0


@tenants.command()
@click.argument("tenant")
@AS_JSON
def show(*, tenant: str, as_json: bool) -> int:
    """One of them: where it stands, what is set for it, and what became of it."""
    from bot.tenants.overview import overview
    from tenants.log import entries
    from tenants.preferences import preferences
    from tenants.registry import known_tenant

    with opened_registry() as (registry, files):
        found = overview(known_tenant(registry, tenant), files, _listed())
        own, log = preferences(registry, tenant), entries(registry, tenant)
    if as_json:
        _say_json([{**found.data, "settings": own, "log": [{**asdict(e), "at": e.at.isoformat()} for e in log]}])
        return 0
    for name, value in found.data.items():
        say(f"{name:14} {'–' if value in {None, ''} else value}")
    say("\n".join(f"{name}={value}" for name, value in own.items()) or "nothing is set for it")
    for entry in log:
        say(f"{entry.at:%Y-%m-%d %H:%M} UTC  {entry.event:16} {entry.who:12} {entry.detail}".rstrip())
    return 0


@tenants.command("set")
@click.argument("tenant")
@click.argument("values", nargs=-1, required=True, metavar="NAME=VALUE…")
def set_(*, tenant: str, values: Sequence[str]) -> int:
    """Set variables for one of them, such as CS_CURRENCY=EUR; an empty value takes one away."""
    _change(tenant, dict(map(_pair, values)))
    say("Done. Servers that run take it over within seconds.")
    return 0


@tenants.command()
@click.argument("tenant")
@click.argument("values", nargs=-1, required=True, metavar="NAME=NUMBER…")
def limit(*, tenant: str, values: Sequence[str]) -> int:
    """Limit accounts, digests, imports (in 24 hours) and requests (a minute): accounts=50000 digests=20; accounts= for
    as many as it likes.
    """
    given = dict(map(_pair, values))
    if unknown := sorted(given.keys() - set(LIMITS)):
        raise click.ClickException(f"{unknown[0]} can't be limited. These can: {', '.join(LIMITS)}.")
    _change(tenant, {f"CS_LIMIT_{name.upper()}": value for name, value in given.items()})
    say("Done. Servers that run take it over within seconds.")
    return 0


@tenants.command()
@click.argument("tenant")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def export(*, tenant: str, file: Path, force: bool) -> int:
    """Copy all data of one of them to FILE, a store of its own: CS_DATABASE=FILE cs accounts export reads it."""
    from accounts import open_store
    from bot.operating.store_packages import PACKAGES
    from store.backup import export as write
    from tenants.registry import known_tenant

    with opened_registry() as (registry, files):
        known_tenant(registry, tenant)
        if not files.has_store(tenant):
            raise click.ClickException(f"{tenant} has no data.")
        with closing(open_store(files.place(tenant))) as store:
            size = write(store, file, PACKAGES, force=force)
    say(f"{file}: {size:,} bytes, checked.")
    return 0


@tenants.command()
@click.argument("tenant")
@click.option("--yes", is_flag=True, help="Don't ask.")
@AS_JSON
def erase(*, tenant: str, yes: bool, as_json: bool) -> int:
    """End one of them and erase its data now, without a grace. Nothing brings it back."""
    from bot.clock import utc_now
    from bot.tenants.overview import overview
    from tenants.registry import end_tenant, erase_tenant, known_tenant

    with opened_registry() as (registry, files):
        known = known_tenant(registry, tenant)
        if known.state == "erased" and not files.are_there(tenant):
            raise click.ClickException(f"{tenant} is erased already.")
        found = overview(known, files)
        if not yes:
            _confirm(found)
        end_tenant(registry, tenant, utc_now(), "ended by the operator", timedelta(0))
        if not erase_tenant(registry, tenant, utc_now(), lambda: files.erase(tenant), _operator(), again=True):
            raise click.ClickException(f"{tenant} has installed the bot again at this moment: nothing was erased.")
        left = overview(known_tenant(registry, tenant), files)
    if as_json:
        _say_json([left.data])
    else:
        say(f"{tenant} is erased: {found.size:,} bytes. In Slack the app stays listed until the workspace removes it.")
    return 0


def _confirm(found: "TenantOverview") -> None:
    """Asks for the id, which is typed by nobody who meant another."""
    said = f"{found.tenant.id} ({found.tenant.name}) has {_count(found.accounts)} accounts and {_count(found.digests)} "
    say(f"{said}digests. Erased data can't be brought back; cs tenants export {found.tenant.id} copy.db keeps a copy.")
    if click.prompt("Type its id to erase it", default="", show_default=False) != found.tenant.id:
        raise click.ClickException("Nothing was erased.")


def _change(tenant: str, values: dict[str, str]) -> None:
    from bot.clock import utc_now
    from bot.tenants.account_settings import check_preference
    from tenants.preferences import change_preferences
    from tenants.registry import installed_tenant

    with opened_registry() as (registry, _):
        installed_tenant(registry, tenant)
        for name, value in values.items():
            check_preference(name, value)
        change_preferences(registry, tenant, values, utc_now(), _operator())


def _pair(text: str) -> tuple[str, str]:
    name, given, value = text.partition("=")
    if not given or not name:
        raise click.BadParameter(f"“{text}” is no NAME=VALUE, such as CS_CURRENCY=EUR.")
    return name.strip(), value.strip()


def _listed() -> frozenset[str]:
    from bot.tenants.settings import may_install

    return may_install()


def _say_table(found: "Sequence[TenantOverview]") -> None:
    counted = f"{'accounts':>9} {'digests':>7} {'size':>9}"
    say(f"{'id':14} {'state':7} {counted}  {'installed':10} {'by':12} {'last seen':16}  name")
    for each in found:
        tenant = each.tenant
        seen = f"{tenant.seen_at:%Y-%m-%d %H:%M}" if tenant.seen_at else "–"
        counts = f"{_count(each.accounts):>9} {_count(each.digests):>7} {_size(each.size):>9}"
        installed = f"{tenant.installed_at:%Y-%m-%d} {tenant.installed_by or '–':12}"
        say(f"{tenant.id:14} {tenant.state:7} {counts}  {installed} {seen:16}  {tenant.name}{_end(each)}".rstrip())


def _end(each: "TenantOverview") -> str:
    tenant = each.tenant
    if tenant.erased_at is not None:
        return f"erased {tenant.erased_at:%Y-%m-%d} ({tenant.ended_reason})"
    if tenant.erase_at is not None:
        return f" · {tenant.ended_reason}, to be erased {tenant.erase_at:%Y-%m-%d}"
    return "" if each.listed else " · not in CS_MAY_INSTALL"


def _count(number: int | None) -> str:
    return "?" if number is None else f"{number:,}"


def _size(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"


def _say_json(rows: Sequence[dict[str, Any]]) -> None:
    say("\n".join(json.dumps(row) for row in rows))


def _operator() -> str:
    return user_name()
