"""How a subscription reads: its name, its days and time, its next date, and the words that make it again."""

from datetime import datetime
from zoneinfo import ZoneInfo

from accounts.digests.schedule import EVERY_DAY
from accounts.digests.subscriptions import Subscription
from bot.accounts.wording import MONTHS
from bot.digests.occasion import WEEKDAYS as DAYS
from bot.digests.wishes import quoted, words_of


def name(each: Subscription) -> str:
    """Its digest: `Health`."""
    return each.digest.capitalize()


def accounts(each: Subscription) -> str:
    """The accounts that it is about, as they are asked for."""
    return each.scope or "all accounts"


def when(each: Subscription) -> str:
    """Its days and time: `on weekdays at 09:00 Europe/Berlin`."""
    schedule = each.schedule
    return f"{words_of(schedule.weekdays)} at {schedule.at:%H:%M} {schedule.zone}"


def described(each: Subscription) -> str:
    """All that tells it from others: `1. Health, on weekdays at 09:00 Europe/Berlin, all accounts.`"""
    return f"{each.id}. {name(each)}, {when(each)}, {accounts(each)}."


def next_(each: Subscription) -> str:
    """When it comes next."""
    return "never" if each.next_on is None else clock(each, each.schedule.instant(each.next_on))


def clock(each: Subscription, instant: datetime) -> str:
    """An instant in the digest's own zone, which is always shown: `Mon 15 Jun at 09:00 Europe/Berlin`."""
    local = instant.astimezone(ZoneInfo(each.schedule.zone))
    return f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} at {local:%H:%M} {each.schedule.zone}"


def wish_for(each: Subscription) -> str:
    """The wish that makes the same subscription."""
    schedule = each.schedule
    daily = schedule.weekdays == EVERY_DAY
    parts = (
        each.digest,
        f"at {schedule.at:%H:%M}",
        "daily" if daily else ",".join(DAYS[day].lower() for day in sorted(schedule.weekdays)),
        schedule.zone,
        f"holidays {schedule.holidays}" if schedule.holidays else "",
        "only-changes" if each.only_changes else "",
        "skip-empty" if each.skip_empty else "",
        quoted(each.scope),
    )
    return " ".join(part for part in parts if part)


def data(each: Subscription) -> dict[str, object]:
    """A subscription in the JSON contract."""
    return {
        "id": each.id,
        "digest": each.digest,
        "channel": each.channel,
        "scope": each.scope,
        "at": f"{each.schedule.at:%H:%M}",
        "weekdays": [DAYS[day].lower() for day in sorted(each.schedule.weekdays)],
        "zone": each.schedule.zone,
        "holidays": each.schedule.holidays,
        "only_changes": each.only_changes,
        "skip_empty": each.skip_empty,
        "state": each.state,
        "why": each.why,
        "next_on": each.next_on.isoformat() if each.next_on else None,
    }
