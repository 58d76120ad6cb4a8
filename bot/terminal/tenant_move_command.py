"""`cs tenants move FROM TO`: the data of a workspace goes to its organisation, which has installed the bot since."""

import time

import click

from bot.configuration.user_name import user_name
from bot.terminal.output import say
from bot.terminal.tenant_registry import opened_registry

PATIENCE = 60.0  # seconds until servers that run have let go of the workspace: they look every five


@click.command()
@click.argument("origin", metavar="FROM")
@click.argument("target", metavar="TO")
def move(*, origin: str, target: str) -> int:
    """End workspace FROM and give its data and settings to TO, its organisation, which has the bot and no data yet."""
    from bot.clock import utc_now
    from bot.operating.store_packages import PACKAGES
    from bot.tenants.settings import grace_of_environment
    from store.errors import StoreInUseError
    from tenants.moving import check_move, move_tenant
    from tenants.registry import known_tenant

    until = time.monotonic() + PATIENCE
    with opened_registry() as (registry, stores):
        grace = grace_of_environment()
        tenants = check_move(registry, stores, origin, target)
        while True:
            try:
                done = move_tenant(registry, stores, tenants, PACKAGES, now=utc_now(), grace=grace, who=user_name())
                break
            except StoreInUseError:
                if time.monotonic() > until:
                    raise
                time.sleep(1.0)
        erased_at = known_tenant(registry, origin).erase_at
    say(f"{done.rows:,} rows of {done.tables} tables were copied from {origin} to {target} and compared, one by one.")
    when = f"{erased_at:%Y-%m-%d}" if erased_at else "once that is asked for"
    say(f"Servers that run take it over within seconds. {origin} has ended; its own data is erased {when}.")
    say(
        f"Make tokens of assistants anew, CS_TENANT={target} cs mcp token make, and invite the bot where it is missing."
    )
    return 0
