"""How a renewal reads, in a list and in a digest."""

from datetime import date

from accounts.renewals.upcoming import MissingData, Renewal
from bot.accounts.wording import away, count, day, health, joined


def when(each: Renewal, today: date) -> str:
    """`renews 30 Jun`, `past due since 21 Oct`."""
    if each.past_due:
        return f"past due since {day(each.renews_on, today)}"
    return f"renews {day(each.renews_on, today)}"


def act(each: Renewal, today: date) -> str:
    """The last day to act, and how far off it is."""
    if each.past_due:
        return away(each.renews_on, today)
    if each.notice_days is None:
        return f"{away(each.renews_on, today)}, notice unknown"
    if each.missed:
        return f"last day to act was {day(each.act_by, today)}"
    return f"act by {day(each.act_by, today)}, {away(each.act_by, today)}"


def people(each: Renewal) -> str:
    """Health and its direction, and who is there: owner, champion, nobody."""
    return joined(
        (
            health(each.band, each.score, each.direction),
            each.owner or "no owner",
            f"champion {each.champion}" if each.champion else "no champion",
            "renews by itself" if each.auto_renews else "",
        )
    )


def lacking(missing: MissingData) -> str:
    """What data is missing, in a sentence; nothing when it is all there."""
    lacks = [
        f"{count(number, 'account')} without {what}"
        for number, what in (
            (missing.undated, "a renewal date"),
            (missing.unpriced, "ARR"),
            (missing.unowned, "an owner"),
            (missing.without_champion, "a champion"),
        )
        if number
    ]
    return f"Missing: {', '.join(lacks)}." if lacks else ""
