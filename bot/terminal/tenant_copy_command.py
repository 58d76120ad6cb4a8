"""`cs tenants copy FROM TO`: all workspaces move from a folder to PostgreSQL, or back."""

import shlex
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.terminal.output import say
from bot.terminal.store_copy_command import check_url

if TYPE_CHECKING:
    from tenants.copying import Copied


@click.command()
@click.argument("origin", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(*, origin: str, target: str) -> int:
    """Copy all of them to an empty place: from a folder to PostgreSQL, or back. Each is as in CS_TENANTS."""
    from bot.clock import utc_now
    from bot.operating.store_packages import PACKAGES
    from bot.tenants.own_values import tenants_place_of
    from store import StoreError
    from tenants import TenantError
    from tenants.copying import Tenancy, check_origin, check_target, copy_tenants

    try:
        for name, place in (("FROM", origin), ("TO", target)):
            check_url(name, place)
            _check_folder(name, place)
        from_place, to_place = tenants_place_of(origin), tenants_place_of(target)
        with _named("FROM"):
            check_origin(from_place)
        with _named("TO"):
            check_target(to_place)
        of = Tenancy.open(from_place)
        with closing(of.registry), closing((to := Tenancy.open(to_place)).registry):
            done = copy_tenants(of, to, PACKAGES, utc_now(), _tell)
            kept = str(to.registry)
    except (StoreError, TenantError) as error:
        raise click.ClickException(str(error)) from error
    say(f"{kept}: who has installed the bot, with tokens, settings, limits and log: {done.rows:,} rows, compared.")
    _say_next(target)
    return 0


@contextmanager
def _named(side: str) -> Iterator[None]:
    """Says on which side it is what fails."""
    from store import StoreError

    try:
        yield
    except StoreError as error:
        raise StoreError(f"{side}: {error}") from error


def _tell(copied: "Copied") -> None:
    tenant, result = copied.tenant, copied.result
    name = f" ({tenant.name})" if tenant.name else ""
    said = "was there already, the same" if copied.before else "were copied and compared, one by one"
    say(f"{tenant.id}{name}: {result.rows:,} rows of {result.tables} tables {said}.")


def _say_next(target: str) -> None:
    from store.opening import is_postgresql

    named = "to it" if is_postgresql(target) else f"to {shlex.quote(target)}"
    say(f"Set CS_TENANTS {named} and start the bot; check it with cs doctor and cs tenants first.")
    say(
        "What was copied from is as it was, tokens included. Start no bot on it any more: the two would exchange each "
        "other's tokens. Delete it when it isn't needed."
    )


def _check_folder(name: str, place: str) -> None:
    """Raises `TenantError` for the path of a file."""
    from tenants import TenantError

    if Path(place).is_file():
        raise TenantError(f"{name} is a file, {place}. Name the folder of CS_TENANTS, such as {Path(place).parent}.")
