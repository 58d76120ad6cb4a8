"""Timing of a source: `every = "30m"`, or `at = "06:30 Europe/Berlin weekdays"`."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final

from pydantic import PlainSerializer, PlainValidator

from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscription_parser import SubscriptionRequest, SubscriptionRequestError, parse_subscription

LONGEST: Final = timedelta(days=3_660)
AT_EXAMPLE: Final = "06:30 Europe/Berlin weekdays"
_PART: Final = re.compile(r"(\d+)\s*(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?)")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_duration(value: object) -> timedelta:
    """The time that a text such as `90s`, `30m`, `26h`, `1d 12h` says. Raises `ValueError`."""
    if isinstance(value, timedelta):
        return value
    text = value.strip().casefold() if isinstance(value, str) else ""
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text).strip():
        raise ValueError("is a number and a unit, such as 30m, 26h or 2d")
    try:
        found = sum((timedelta(**{_UNITS[unit[0]]: int(number)}) for number, unit in parts), timedelta())
    except OverflowError:
        found = LONGEST + timedelta(1)
    if found > LONGEST:
        raise ValueError("is ten years at most, such as 30m, 26h or 2d")
    return found


def duration_text(value: timedelta) -> str:
    """A time as `parse_duration` reads it: `1d 2h`."""
    left, parts = int(value.total_seconds()), []
    for unit, seconds in (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        number, left = divmod(left, seconds)
        if number:
            parts.append(f"{number}{unit}")
    return " ".join(parts) or "0s"


def parse_at(value: object) -> Schedule:
    """The schedule of a text such as `06:30 Europe/Berlin weekdays`. Raises `ValueError`."""
    if isinstance(value, Schedule):
        return value
    if not isinstance(value, str):
        raise ValueError(f"is a time, a zone and days, such as {AT_EXAMPLE}")  # noqa: TRY004 - what pydantic takes
    try:
        asked = parse_subscription(f"health {value}")
    except SubscriptionRequestError as error:
        raise ValueError(f"can't be read: {str(error).rstrip('.')}; write it as {AT_EXAMPLE}") from None
    if asked.at is None or not asked.zone:
        raise ValueError(f"is a time, a zone and days, such as {AT_EXAMPLE}")
    if _only_timing(asked) != asked:
        raise ValueError(f"is a time, a zone and days, and nothing more: {AT_EXAMPLE}")
    weekdays = EVERY_DAY if asked.weekdays is None else asked.weekdays
    if asked.recurrence is None:
        return Schedule(asked.at, weekdays, asked.zone, asked.holidays or "")
    return Schedule(asked.at, weekdays, asked.zone, asked.holidays or "", asked.recurrence)


def _only_timing(asked: SubscriptionRequest) -> SubscriptionRequest:
    return SubscriptionRequest(
        asked.digest, asked.at, asked.weekdays, asked.zone, holidays=asked.holidays, recurrence=asked.recurrence
    )


Duration = Annotated[timedelta, PlainValidator(parse_duration), PlainSerializer(duration_text)]
At = Annotated[Schedule, PlainValidator(parse_at)]


@dataclass(frozen=True, slots=True)
class Timing:
    """Every so long after the last run began, or at a time on some days."""

    every: timedelta | None = None
    at: Schedule | None = None

    def after(self, began: datetime) -> datetime | None:
        """The instant of the run after one that began then; None where nothing is planned."""
        if self.every is not None:
            return began + self.every
        if self.at is None or (day := self.at.first_after(began)) is None:
            return None
        return self.at.instant(day)
