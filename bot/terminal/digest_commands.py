"""The operators' side of digests: deliver them from cron or in a process of its own, and see the log."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from bot.clock import utc_now
from bot.terminal.operator_verbs import OPERATIONS
from bot.terminal.output import say
from bot.terminal.store_access import report_errors

if TYPE_CHECKING:
    from accounts import Store
    from accounts.digests.changes import Change
    from accounts.digests.delivery_log import Attempt, Delivery
    from accounts.digests.planning import Due
    from bot.clock import Clock
    from bot.digests.service import PostSettings
    from bot.workspace import Workspace


@click.group()
def digest() -> None:
    """Deliver digests. Who gets which is said in Slack, with /cs digest."""


@digest.command(help=OPERATIONS["digest work"])
def work() -> int:
    from bot.digests.service import run_worker as run
    from bot.operating.logs import configure
    from bot.operating.tracing import traced
    from bot.tenants.settings import serves_many

    if serves_many():
        _work_for_many()
        return 0
    with _workspace() as workspace, traced():
        configure(workspace.settings.cs_log)
        asyncio.run(run(_post(workspace), workspace))
    return 0


def _work_for_many() -> None:
    from bot.operating.logs import configure
    from bot.settings import process_settings
    from bot.tenants.server import run_server
    from bot.tenants.settings import load_tenant_settings

    with report_errors():
        settings = load_tenant_settings()
        configure(process_settings().cs_log)
    run_server(settings, listen=False)


@digest.command(help=OPERATIONS["digest deliver"])
@click.option("--at", "moment", help="The moment to act as if it were now, such as 2026-03-29T09:00:00+02:00.")
@click.option("--dry-run", is_flag=True, help="Say what would be delivered, and deliver nothing.")
def deliver(*, moment: str | None, dry_run: bool) -> int:
    from accounts.digests.planning import preview_plan
    from bot.digests.service import deliver_once as run

    now = _instant(moment) if moment else utc_now()
    with _workspace() as workspace:
        if dry_run:
            lines = [line for due in preview_plan(workspace.store, now) for line in _would(due)]
            say("\n".join(lines) or f"Nothing is due at {now.isoformat(timespec='seconds')}.")
            return 0
        asyncio.run(run(_post(workspace), workspace, _from(now)))
        pending = _pending(workspace.store, now)
    say(f"Done. {pending} still to be delivered." if pending else "Done. Nothing is left to be delivered.")
    return 0


@digest.command(help=OPERATIONS["digest log"])
@click.argument("number", required=False, type=int)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many deliveries.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def log(*, number: int | None, limit: int, as_json: bool) -> int:
    from accounts.digests.changes import changes
    from accounts.digests.delivery_log import attempts, deliveries

    with _workspace() as workspace:
        changed = changes(workspace.store, number, limit)
        logged = [
            (each, attempts(workspace.store, each.digest_id, each.occasion))
            for each in deliveries(workspace.store, number, limit)
        ]
    for each, tries in logged:
        say(_as_json(each, tries) if as_json else "\n".join(_as_text(each, tries)))
    for change in changed:
        say(_change_as_json(change) if as_json else _change_as_text(change))
    if not logged and not as_json:
        say(f"No delivery of digest {number} is on record." if number else "No delivery is on record yet.")
    return 0


def _as_json(each: "Delivery", tries: "list[Attempt]") -> str:
    told = {**asdict(each), "tries": [asdict(attempt) for attempt in tries]}
    return json.dumps(told, default=lambda value: value.isoformat())


def _as_text(each: "Delivery", tries: "list[Attempt]") -> Iterator[str]:
    why = f" ({each.reason})" if each.reason else ""
    yield f"{each.occasion}  digest {each.digest_id}  {each.state}{why}  due {each.due:%Y-%m-%d %H:%M} UTC"
    for attempt in tries:
        yield f"    {attempt.at:%H:%M:%S} {attempt.outcome} {attempt.detail}".rstrip()


def _change_as_json(change: "Change") -> str:
    return json.dumps(asdict(change), default=str)


def _change_as_text(change: "Change") -> str:
    from accounts.digests.changes import DONE
    from bot.digests.commands.selection import schedule_text

    was = f"; it was {schedule_text(change.was)}, of {change.was.created_by}" if change.was else ""
    return f"{change.at:%Y-%m-%d %H:%M} UTC  digest {change.digest_id}  {change.who} {DONE[change.what]}{was}"


def _would(due: "Due") -> Iterator[str]:
    each = due.subscription
    name = f"digest {each.id}, {each.digest} for {each.channel}"
    for day in due.missed:
        yield f"skip     {name}: {day} was missed"
    if due.day:
        yield f"deliver  {name}: {due.day} at {each.schedule.at:%H:%M} {each.schedule.zone}"


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except ValueError:
        pass
    raise click.BadParameter(f"“{text}” is no moment with its offset. Write it as 2026-03-29T09:00:00+02:00.")


@contextmanager
def _workspace() -> "Iterator[Workspace]":
    """The book of accounts, which must be there. Errors become messages."""
    from bot.workspace import Workspace

    with report_errors(), closing(Workspace()) as workspace:
        _ = workspace.store
        yield workspace


def _post(workspace: "Workspace") -> "PostSettings":
    from bot.configuration.slack_settings import web_api_settings
    from bot.digests.service import PostSettings

    settings = web_api_settings()
    token = settings.slack_bot_token.get_secret_value()
    return PostSettings(token=token, url=settings.slack_api_url, on_crash=workspace.settings.cs_digest_on_crash)


def _from(moment: datetime) -> "Clock":
    """A clock that showed the moment when it was made."""
    ahead = moment - utc_now()
    return lambda: utc_now() + ahead


def _pending(store: "Store", now: datetime) -> int:
    from accounts.digests.delivery_log import pending_count

    return pending_count(store, now + timedelta(minutes=5))
