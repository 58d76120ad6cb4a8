"""`cs audit`: who looked at account data, when and where."""

import click

from bot.terminal.operator_verbs import OPERATIONS
from bot.terminal.stored import existing, reported


@click.command(help=OPERATIONS["audit"])
@click.option("--who", metavar="ID", default="", help="Only the looks of one person: a Slack user's id, or a login.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many, newest first.")
def audit(*, who: str, limit: int) -> int:
    from accounts.audit import entries

    with reported(), existing() as store:
        found = entries(store, limit, who)
    for look in found:
        at = look.at.astimezone()
        click.echo(f"{at:%Y-%m-%d %H:%M:%S}  {look.who:12}  {look.place:12}  {look.verb:10}  {look.outcome}")
    if not found:
        click.echo("nobody has looked yet" if not who else f"{who} has not looked yet")
    return 0
