"""What is done once a day, by whoever comes first: contracts as they stand, scores, and what to tell of them."""

from datetime import date, datetime

from accounts import standing
from accounts.digests import daybook
from accounts.health import HealthConfig, score_all
from accounts.health.scoring import last_scored
from accounts.store import Store


def bring_up_to_date(store: Store, today: date, config: HealthConfig, now: datetime) -> bool:
    """Scores the day if nobody has, and notes who moved; what people said since the last scoring is noted with that.

    Run twice, or by several at once, it comes to the same. Returns whether there was anything to do.
    """
    last = last_scored(store.reading)
    if last is not None and (last > today or (last == today and daybook.noted(store.reading, today))):
        return False
    if last is not None:
        daybook.note(store, last)
    standing.keep_current(store, today)
    score_all(store, today, config, now)
    daybook.note(store, today)
    return True
