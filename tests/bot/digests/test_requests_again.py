"""The request that makes a digest again, which its buttons and its form hold, makes the same digest."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.digests.conditions import Condition
from accounts.digests.recurrence import WEEKLY, Recurrence
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscription_parser import COUNTRY_ZONES, parse_subscription
from accounts.digests.subscriptions import Digest, Subscription
from bot.digests.commands.selection import as_request
from tests.examples import examples

RECURRENCES = (
    *(WEEKLY, Recurrence("week", 2, "weekday", date(2026, 6, 15)), Recurrence("month", 1), Recurrence("quarter", -1)),
    *(Recurrence("month", nth, "day") for nth in (1, 2, 15, 22, 31, -1)),
    *(Recurrence("quarter", nth, "day") for nth in (1, 15, -1)),
    *(Recurrence(period, nth, "workday") for period in ("month", "quarter") for nth in (1, 3, -1)),
)
CONDITIONS = (
    (Condition("turned", "red"), Condition("turned", "yellow")),
    (Condition("at-risk", limit=Decimal("1500000.5"), currency="EUR"), Condition("score", limit=Decimal(60))),
    (Condition("turned", "yellow"), Condition("at-risk", limit=Decimal("1E+6"), currency="USD")),
)
AT_RISK = (Condition("at-risk", limit=Decimal(200_000)),)
SCOPES = (
    *("", "@Dana Sample", "segment Enterprise", "red over 100k", "mine", "country Japan", "at least 50k", "unowned"),
    *("segment Mid Market", "my team", "plan Pro", "segment Monday", "@May Noon", "@cs-emea", "champion missing"),
)
ZONES = ("Europe/Berlin", "UTC", "America/New_York", "Japan", "EST5EDT", "Eire")


@st.composite
def digests(draw: st.DrawFn) -> Subscription:
    digest: Digest = draw(st.sampled_from(("health", "renewals", "portfolio", "term")))
    recurrence = draw(st.sampled_from(RECURRENCES))
    days = draw(st.frozensets(st.integers(0, 6), min_size=1))
    if recurrence.period != "week":
        days = frozenset({min(days)}) if recurrence.of == "weekday" else EVERY_DAY
    at = draw(st.times(max_value=time(18), timezones=st.none())).replace(second=0, microsecond=0)
    of_digest: dict[str, Any] = {}
    if digest == "health":
        of_digest["conditions"] = draw(st.sampled_from(((), AT_RISK, *CONDITIONS)))
    if digest == "renewals":
        of_digest = {
            "conditions": draw(st.sampled_from(((), AT_RISK))),
            "horizon": draw(st.sampled_from((None, 30, 365))),
        }
    if digest in {"health", "renewals"}:
        of_digest["mentions"] = draw(st.sampled_from(("", "owners", "@cs-emea", "owners and @cs-emea")))
    return Subscription(
        team="T1",
        channel="C1",
        created_by="U1",
        digest=digest,
        scope=draw(st.sampled_from(("", "retention") if digest == "term" else SCOPES)),
        schedule=Schedule(at, days, draw(st.sampled_from(ZONES)), draw(st.sampled_from(HOLIDAYS)), recurrence),
        only_changes=draw(st.booleans()),
        skip_empty=draw(st.booleans()),
        at_once=bool(of_digest.get("conditions")) and draw(st.booleans()),
        wait_until=draw(st.sampled_from((None, at.replace(hour=at.hour + 2)))),
        **of_digest,
    )


HOLIDAYS = ("", "DE", "DE-BY", "US", "GB-SCT", "NO", "CA")


@settings(max_examples=examples(4))
@given(digests())
def test_a_digest_is_read_as_it_is_from_its_request(each: Subscription) -> None:
    read, schedule = parse_subscription(as_request(each)), each.schedule
    assert (read.digest, read.scope, read.conditions) == (each.digest, each.scope, each.conditions)
    assert (read.at, read.weekdays, read.holidays or "") == (schedule.at, schedule.weekdays, schedule.holidays)
    assert (read.zone, read.recurrence or WEEKLY) == (
        COUNTRY_ZONES.get(schedule.zone, schedule.zone),
        schedule.recurrence,
    )
    assert (read.only_changes, read.skip_empty, bool(read.at_once)) == (
        each.only_changes,
        each.skip_empty,
        each.at_once,
    )
    assert (read.horizon, read.wait_until, read.mentions or "") == (each.horizon, each.wait_until, each.mentions)
