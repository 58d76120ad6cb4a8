"""Reading what a digest should be: `health at 9:00 weekdays Europe/Berlin mine only-changes`, in any order."""

from bot.digests.wishes.calendars import read_holidays
from bot.digests.wishes.days import words_of
from bot.digests.wishes.reading import quoted, read_wish
from bot.digests.wishes.times import read_time
from bot.digests.wishes.wish import DIGESTS, NAMES, Wish, WishError
from bot.digests.wishes.zones import read_zone

__all__ = [
    "DIGESTS",
    "NAMES",
    "Wish",
    "WishError",
    "quoted",
    "read_holidays",
    "read_time",
    "read_wish",
    "read_zone",
    "words_of",
]
