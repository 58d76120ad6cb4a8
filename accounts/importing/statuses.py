"""Where an account or a subscription is in its life, out of what a row says of it in several columns."""

from functools import partial
from typing import Any, cast

from accounts.importing.batches import Batch, Remembered, Values
from accounts.values import ValueFault

Word = str | None
Flag = bool | None


def account_status(batch: Batch) -> dict[str, Values]:
    """The column `status`, if the file says anything of it."""
    names = ("status", "churned", "active", "trial", "churned_on")
    if not batch.has(*names):
        return {}
    blame = next(name for name in names if batch.has(name))
    settle = Remembered(partial(_account, batch.today.isoformat()))
    said = (batch.of("status"), _churned(batch), batch.of("trial"), batch.of("churned_on"))
    return {"status": batch.made(blame, settle, *said)}


def _churned(batch: Batch) -> Values:
    """Whether it has left, of a file that may say whether it hasn't."""
    if not batch.has("active"):
        return batch.of("churned")
    pairs = zip(batch.of("churned"), batch.of("active"), strict=True)
    return [not active if churned is None and active is not None else churned for churned, active in pairs]


def _account(today: str, status: Word, churned: Flag, trial: Flag, left: Word) -> Word:
    gone = bool(churned) or status == "churned"
    if gone and churned is False:
        raise ValueFault("says it has left, and another column says it hasn't")
    if gone and status not in (None, "churned"):
        raise ValueFault("says it hasn't left, and another column says it has")
    if left and left <= today and not gone:
        if status or churned is False:
            raise ValueFault(f"says it hasn't left, yet it left on {left}")
        gone = True
    if gone:
        return "churned"
    if trial and status in (None, "active"):
        return "trial"
    return status or (None if churned is None and trial is None and not left else "active")


def subscription_status(batch: Batch) -> dict[str, Values]:
    """The columns `status` and `cancelled_on`, if the file says anything of them."""
    names = ("status", "churned", "active", "trial", "cancelled_on")
    if not batch.has(*names):
        return {}
    blame = next(name for name in names if batch.has(name))
    settle = Remembered(partial(_subscription, batch.today.isoformat()))
    said = (batch.of("status"), _churned(batch), *(batch.of(name) for name in ("trial", "cancelled_on", "ends_on")))
    settled = batch.made(blame, settle, *said)
    columns: dict[str, Values] = {"status": [each and each[0] for each in settled]}
    if batch.has("churned", "active", "cancelled_on"):
        columns["cancelled_on"] = [each and each[1] for each in settled]
    return columns


def _subscription(today: str, *said: Any) -> tuple[Word, Word]:  # noqa: ANN401 - read as the next line says
    status, churned, trial, cancelled, ends = cast("tuple[Word, Flag, Flag, Word, Word]", said)
    if status == "replaced":
        over = cancelled or ends
        status = "cancelled" if over and over <= today else "active"
    if churned:
        return "cancelled", cancelled or ends
    if churned is False and status == "cancelled":
        raise ValueFault("says it is cancelled, and another column says it isn't")
    if status is None and cancelled and cancelled <= today:
        return "cancelled", cancelled
    if trial and status in (None, "active"):
        return "trial", cancelled
    runs = churned is not None or trial is not None or bool(cancelled)
    return status or ("active" if runs else None), cancelled
