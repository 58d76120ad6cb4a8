"""Effects of an account's modal: a snooze, done, a call, a pulse, and undo."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta

from accounts.actions import reading, recording
from accounts.actions.model import Action, Actor, ChangedMeanwhileError
from accounts.errors import PulseError
from accounts.health import Sayer, set_pulse, withdraw_pulse
from bot.accounts.days import EXAMPLES, HELD, parse_day
from bot.context import Context
from bot.render import action_modals as rendered

SHOWN = timedelta(days=30)  # for how long what was done is shown with a way to take it back


class WrongFieldError(Exception):
    """A field holds what can't be taken; the message says why, `block` which."""

    def __init__(self, block: str, message: str) -> None:
        super().__init__(message)
        self.block = block


def standing_actions(context: Context, account_id: int) -> list[Action]:
    """What was done lately about an account and stands, the latest first."""
    since = datetime.combine(context.today - SHOWN, time(), UTC)
    return reading.actions_on(context.store.reading, [account_id], since).get(account_id, [])


def undo_action(context: Context, account_id: int, kind: str, number: int, who: Actor) -> Action:
    """Takes something back. Raises `ActionError` or `PulseError`."""
    if kind != "pulse":
        return recording.undo(context.store, number, who, context.health)
    found = next(
        (each for each in standing_actions(context, account_id) if (each.kind, each.id) == (kind, number)), None
    )
    if found is None:
        raise PulseError("That pulse was taken back already.")
    recording.check_may_undo(context.store.reading, found, who)
    withdraw_pulse(context.store, number, context.now, context.health)
    return found


def _snooze(context: Context, account_id: int, values: Mapping[str, str], who: Actor) -> Action:
    until = parse_day(values[rendered.DAY] or values[rendered.UNTIL], context.today)
    if until is None or until <= context.today:
        block = rendered.DAY if values[rendered.DAY] else rendered.UNTIL
        raise WrongFieldError(block, f"Say a day that is ahead: {EXAMPLES}.")
    return recording.snooze(context.store, account_id, until, values[rendered.NOTE], who)


def _done_with(context: Context, account_id: int, values: Mapping[str, str], who: Actor) -> Action:
    return recording.done(context.store, account_id, values[rendered.NOTE], who, context.health)


def _call(context: Context, account_id: int, values: Mapping[str, str], who: Actor) -> Action:
    held = parse_day(values[rendered.DAY], context.today, past=True)
    if held is None or held > context.today:
        raise WrongFieldError(rendered.DAY, f"Say a day that has been: {HELD}.")
    return recording.log_call(context.store, account_id, values[rendered.NOTE], who, context.health, held)


def _pulse(context: Context, account_id: int, values: Mapping[str, str], who: Actor) -> Action:
    if not values[rendered.SCORE]:
        raise WrongFieldError(rendered.SCORE, "Choose a pulse from 1 to 5.")
    score, note = int(values[rendered.SCORE]), values[rendered.NOTE]
    if who.seen and who.seen != reading.state_of(context.store.reading, account_id):
        raise ChangedMeanwhileError("Somebody did something about it meanwhile.")
    set_pulse(context.store, account_id, score, note, Sayer(who.id, who.name), context.now, context.health)
    return next(each for each in standing_actions(context, account_id) if each.kind == "pulse")


ACTS: Mapping[str, Callable[[Context, int, Mapping[str, str], Actor], Action]] = {
    rendered.SNOOZE: _snooze,
    rendered.DONE: _done_with,
    rendered.CALL: _call,
    rendered.PULSE: _pulse,
}
"""What each form does, by what was chosen."""
