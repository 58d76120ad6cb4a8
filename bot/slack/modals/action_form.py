"""The modal of actions on an account, opened from a row or a card, and its result.

Where it was opened stands in the modal, and what was done in the store: any server goes on from there.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from accounts.actions import reading, recording
from accounts.actions.model import AccountGoneError, ActionError, ChangedMeanwhileError
from accounts.errors import PulseError
from bot.accounts import pulse
from bot.accounts.action_texts import action_text, day_text
from bot.accounts.actor import actor
from bot.accounts.arguments import GONE, find_account
from bot.accounts.card import card_reply
from bot.accounts.days import offered_days
from bot.context import Context
from bot.render import action_modals as rendered
from bot.render.blocks import answered_request
from bot.render.modal_fields import errors
from bot.slack.access import NoAccessError, RequestOrigin
from bot.slack.account_requests import AccountRequests
from bot.slack.modals.action_effects import ACTS, WrongFieldError, standing_actions, undo_action
from bot.slack.modals.metric_form import ValidationErrors
from bot.slack.posting import ReplyTarget

View = Mapping[str, Any]
VERB = "act"
FACTS = ("Owner", "Renewal", "ARR", "Last contact", "Snoozed", "Leaving", "Open tickets")  # of the card, that it shows
MOST = 5
MEANWHILE = "Meanwhile somebody did something about this account. Look, and then do it again if it still holds."


@dataclass(frozen=True, slots=True)
class Opened:
    """What a modal was opened for: the account, where, on which message (`ts`, none where only one person sees it), the
    request that the message answers, and what had been done about the account by then.
    """

    id: int
    channel: str
    thread: str = ""
    url: str = ""
    ts: str = ""
    answers: str = ""
    kind: str = ""
    state: str = ""

    @property
    def place(self) -> ReplyTarget:
        """Where what is said to one person goes."""
        return ReplyTarget(self.channel, self.thread, self.url)

    @property
    def text(self) -> str:
        """What the modal keeps of it."""
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, view: View) -> "Opened":
        """What a view was opened for. Raises what reading raises for one of an earlier version."""
        return cls(**json.loads(view["private_metadata"]))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a press or a submission: the view that is shown next, or what is wrong; `done` says in a sentence
    what was done, empty where nothing was.
    """

    view: Mapping[str, Any] | None = None
    wrong: ValidationErrors | None = None
    done: str = ""


async def open_modal(
    request: str, account_requests: AccountRequests, origin: RequestOrigin, place: ReplyTarget, client: AsyncWebClient
) -> dict[str, Any]:
    """The modal that a request opens, of a slash command or a card. Raises `NoAccessError`."""
    context = await account_requests.context(origin, client, VERB)

    def made() -> dict[str, Any]:
        found = find_account(context, request.removeprefix(VERB).strip())
        if found.exact is None:
            raise NoAccessError(pulse.suggestions(found.candidates))
        return menu(context, Opened(found.exact, place.channel, place.thread, place.url))

    return await account_requests.run(made)


def with_message(view: dict[str, Any], body: View) -> dict[str, Any]:
    """The modal with the message that it was opened from, where everybody sees that."""
    message = body.get("message") or {}
    private = bool((body.get("container") or {}).get("is_ephemeral")) or not message.get("ts")
    if private or view.get("callback_id") != rendered.CALLBACK:
        return view
    opened = replace(Opened.of(view), ts=str(message["ts"]), answers=answered_request(message))
    return {**view, "private_metadata": opened.text}


def menu(context: Context, opened: Opened, notice: str = "") -> dict[str, Any]:
    """The modal that shows the account, what was done, and what can be. Raises `AccountGoneError`."""
    try:
        card = card_reply(context, opened.id)
    except LookupError as error:
        raise AccountGoneError(GONE) from error
    facts = [f"{each.label}: {each.text}" for each in card.facts if each.label in FACTS]
    connection = context.store.reading
    opened = replace(opened, kind="", state=reading.state_of(connection, opened.id))
    return rendered.menu_modal(
        card.title, [*card.paragraphs, *facts], [*_done(context, opened.id)], notice, opened.text
    )


def opened_form(context: Context, opened: Opened) -> dict[str, Any]:
    """The modal of an account, or the form of the kind that it is opened for. Raises `AccountGoneError`."""
    if not opened.kind:
        return menu(context, opened)
    return _form(context, replace(opened, state=reading.state_of(context.store.reading, opened.id)))


def choose(context: Context, view: View, value: str) -> Outcome:
    """The form for what was chosen in the modal, of what needs one."""
    opened = Opened.of(view)
    return Outcome(_form(context, replace(opened, kind=value))) if value in ACTS else Outcome()


def submitted(context: Context, view: View) -> Outcome:
    """What a modal does that is submitted, or what is wrong with which field; either is recorded in the audit log."""
    opened = Opened.of(view)
    try:
        outcome = (
            _filled(context, opened, rendered.form_values(view)) if opened.kind else _chosen(context, opened, view)
        )
    except (ActionError, PulseError) as error:
        outcome = _refused({rendered.NOTE if opened.kind else rendered.WHAT: str(error)})
    context.record(VERB, "usage" if outcome.wrong else "answered")
    return outcome


def refused(view: View, why: str) -> ValidationErrors:
    """What tells somebody, in the form, that they may not."""
    field = next(block["block_id"] for block in view["blocks"] if block["type"] == "input")
    return ValidationErrors({"response_action": "errors", "errors": errors({field: why})})


def _chosen(context: Context, opened: Opened, view: View) -> Outcome:
    """Does what was chosen, or shows the form that it needs."""
    value = rendered.chosen(view)
    if value in ACTS:
        return Outcome(_form(context, replace(opened, kind=value)))
    if not value:
        return _refused({rendered.WHAT: "Choose what to do."})
    who = replace(actor(context), seen=opened.state)
    try:
        if value == rendered.OWN:
            return Outcome(done=action_text(recording.own(context.store, opened.id, who), context.today))
        _, kind, number = value.split(" ")
        undone = undo_action(context, opened.id, kind, int(number), who)
    except ChangedMeanwhileError:
        return Outcome(menu(context, opened, MEANWHILE))
    return Outcome(done=f"Taken back: {action_text(undone, context.today)}")


def _filled(context: Context, opened: Opened, values: Mapping[str, str]) -> Outcome:
    """Does what a form says; where somebody did something meanwhile, it is shown first, and the form once more."""
    who = replace(actor(context), seen=opened.state)
    try:
        return Outcome(done=action_text(ACTS[opened.kind](context, opened.id, values, who), context.today))
    except WrongFieldError as error:
        return _refused({error.block: str(error)})
    except ChangedMeanwhileError:
        fresh = replace(opened, state=reading.state_of(context.store.reading, opened.id))
        latest = next(iter(standing_actions(context, opened.id)), None)
        said = f"{MEANWHILE} {action_text(latest, context.today) if latest else ''}".strip()
        return Outcome(_form(context, fresh, said, values))


def _form(
    context: Context, opened: Opened, notice: str = "", values: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The form of what was chosen, with what was filled in before."""
    before = values or {}
    chosen = before.get(rendered.UNTIL) or before.get(rendered.SCORE) or before.get(rendered.DAY) or ""
    days = dict(_days(context.today))
    return rendered.form_modal(
        opened.kind,
        card_name(context, opened.id),
        opened.text,
        notice=notice,
        days=days,
        scores={str(n): f"{n}: {pulse.MEANINGS[n]}" for n in sorted(pulse.MEANINGS, reverse=True)},
        day=chosen or (next(iter(days)) if opened.kind == rendered.SNOOZE else ""),
        note=before.get(rendered.NOTE, ""),
        longest=recording.LONGEST,
    )


def card_name(context: Context, account_id: int) -> str:
    """The name of an account. Raises `AccountGoneError`."""
    from accounts.names.account_search import account_by_id

    one = account_by_id(context.store, account_id)
    if one is None:
        raise AccountGoneError(GONE)
    return one.name


def _days(today: date) -> Iterator[tuple[str, str]]:
    """The days that an account is snoozed until most often, as they are read, and in words."""
    for said, day in offered_days(today):
        yield day.isoformat(), f"{said}: {day_text(day, today)}"


def _done(context: Context, account_id: int) -> Iterator[tuple[str, str]]:
    """What was done lately, with what takes it back where whoever looks may do so."""
    who = actor(context)
    for each in standing_actions(context, account_id)[:MOST]:
        may = recording.may_undo(context.store.reading, each, who)
        yield action_text(each, context.today), f"{each.kind} {each.id}" if may else ""


def _refused(said: Mapping[str, str]) -> Outcome:
    return Outcome(wrong=ValidationErrors({"response_action": "errors", "errors": errors(said)}))
