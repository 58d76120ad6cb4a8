"""The sample company on days of every kind: what is listed, shown and posted of it comes out on each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from accounts import Store
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Digest, Subscription, subscribe
from accounts.sample import activity, dataset
from accounts.sample.contracts import Row
from accounts.sample.scenarios import Scenario
from bot import clock
from bot.commands import respond
from bot.context import Context
from bot.digest_message import DigestMessage
from bot.digests.content.composer import Composer
from bot.render.digest import digest_messages
from bot.render.slack import message
from bot.terminal.main import main
from glossary import load
from tests.bot.digests.mornings import OpenBook

WEEK = [date(2026, 11, 23) + timedelta(days=n) for n in range(7)]
MONTH_ENDS = [date(2027 + n // 12, n % 12 + 1, 1) - timedelta(days=1) for n in range(12)]
MONTH_STARTS = [date(2027, month, 1) for month in (1, 2, 3, 4, 7, 10)]
LEAP = [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1), date(2029, 2, 28)]
YEAR_CHANGE = [date(2026, 12, 24), date(2026, 12, 30), date(2027, 1, 2), date(2030, 12, 31), date(2031, 1, 1)]
CLOCKS_CHANGE = [  # in Europe, in the United States, in Australia
    *(date(2027, 3, 27), date(2027, 3, 28), date(2027, 10, 30)),
    *(date(2027, 3, 13), date(2027, 3, 14), date(2027, 11, 7)),
    *(date(2027, 4, 3), date(2027, 10, 3)),
]
DATES = sorted({*WEEK, *MONTH_ENDS, *MONTH_STARTS, *LEAP, *YEAR_CHANGE, *CLOCKS_CHANGE})
GLOSSARY = load()
ASKED = (
    *("portfolio", "portfolio last quarter", "portfolio since 2026-01-01", "renewals", "renewals 30", "health"),
    *("health red", "health green", "owners", "account northwind"),
)
DIGESTS: tuple[Digest, ...] = ("health", "renewals", "portfolio", "term")
MOST_CHARACTERS = 2_000  # of a digest's first message, buttons included: what 1.6 screens of a phone hold


def test_days_of_every_kind_are_tried() -> None:
    assert len(DATES) >= 40
    assert {day.weekday() for day in DATES} == set(range(7))


@pytest.fixture(params=DATES, ids=str)
def day(request: pytest.FixtureRequest) -> date:
    """A day that is today."""
    chosen: date = request.param
    return chosen


@pytest.fixture
def company(day: date, store: Store, monkeypatch: pytest.MonkeyPatch) -> OpenBook:
    """The sample company as it is on the day, scored for the days that a digest compares."""
    monkeypatch.setitem(dataset.FILES, "usage", recent_usage)
    monkeypatch.setenv("CS_DATABASE", store.place)
    dataset.load_sample(store, day, datetime.combine(day, time(8), UTC), scored=2)
    return OpenBook(store)


def recent_usage(story: Scenario) -> Iterator[Row]:
    """The use of the last weeks alone: reading half a year of it is most of the time that a day takes."""
    return activity.usage(replace(story, since=max(story.since, story.today - timedelta(days=70))))


def texts(part: Any) -> Iterator[str]:
    """Every text of blocks, as it is sent."""
    if isinstance(part, dict):
        yield from (part["text"],) if isinstance(part.get("text"), str) else ()
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from texts(each)


@pytest.mark.dates
def test_everything_about_the_sample_company_comes_out(
    day: date, company: OpenBook, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.combine(day, time(9), UTC)
    for asked in ASKED:
        reply = respond(asked, Context(GLOSSARY, company, now=now))[1]
        assert reply.outcome == "answered", (asked, reply.paragraphs)
        assert message(reply)["blocks"]
    with clock.starting_at(now):
        assert main(["--json", "renewals", "60"]) == 0
        assert main(["digest", "log"]) == 0
    assert '"kind": "accounts"' in capsys.readouterr().out
    composer = Composer(GLOSSARY, company)
    for digest in DIGESTS:
        schedule = Schedule(time(9), EVERY_DAY, "UTC")
        wanted = Subscription(team="T1", channel="C1", digest=digest, scope="", created_by="U1", schedule=schedule)
        subscription = subscribe(company.store, wanted, now)
        composed = composer.compose(subscription, now, day - timedelta(days=1))
        if isinstance(composed.said, DigestMessage):
            first, *thread = digest_messages(composed.said)
            assert first["text"]
            assert len(" ".join(texts(first["blocks"]))) < MOST_CHARACTERS
            assert all(each["blocks"] for each in thread)
