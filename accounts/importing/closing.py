"""When tickets were closed, of files that say how long they were open, or only that they aren't."""

from datetime import date, timedelta

from accounts.importing.batches import Batch, Values

_SAYING = ("closed_on", "status", "hours_open", "days_open")


def closed(batch: Batch) -> dict[str, Values]:
    """The column `closed_on`, if the file says anything of it: the day, else the one after so many hours or days, else
    for what is closed the day that it was opened on.
    """
    if not batch.has(*_SAYING):
        return {}
    days = batch.of("closed_on")
    if not batch.has(*_SAYING[1:]):
        return {"closed_on": days}
    others = zip(*(batch.of(name) for name in ("opened_on", *_SAYING[1:])), strict=True)
    return {"closed_on": [day or _after(*said) for day, said in zip(days, others, strict=True)]}


def _after(opened: str | None, status: str | None, hours: int | None, days: int | None) -> str | None:
    if opened is None or status == "open" or (status, hours, days) == (None, None, None):
        return None
    try:
        return (date.fromisoformat(opened) + timedelta(days=days or 0, hours=hours or 0)).isoformat()
    except OverflowError:
        return None
