"""The form of a pulse: opened filled with what is known, and taken or sent back with what is wrong."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.accounts import pulse
from bot.accounts.arguments import account_name, find_account
from bot.context import Context
from bot.parsing.grammar import Request
from bot.render import account_modals as rendered
from bot.render.account_choice import account_field, chosen_account, is_picked
from bot.render.modal_fields import errors
from bot.render.mrkdwn import shorten
from bot.render.pickers import Pick
from bot.slack.access import RequestOrigin
from bot.slack.account_requests import AccountRequests, AnsweredRequest
from bot.slack.modals.metric_form import ValidationErrors
from bot.slack.posting import ReplyTarget

View = Mapping[str, Any]
VERB, POSTS = "pulse", False
PEOPLE: tuple[str, ...] = ()
SHOWN = 200  # characters of an account's name that the form shows


@dataclass(frozen=True, slots=True)
class PulsePrefill:
    """What a form is opened with: `id` is that of the account, where its name alone might not tell it."""

    account: str = ""
    id: int | None = None
    score: str = ""
    note: str = ""


def prefill(context: Context, text: str) -> PulsePrefill:
    """What a request says of a pulse that is to be set in a form. Reads the store."""
    said = pulse.parse_pulse(context, text.removeprefix(VERB).strip())
    score = "" if pulse.score_fault(said.score) else said.score
    exact = find_account(context, said.account).exact if said.account else None
    name = account_name(context, exact) if exact is not None else said.account
    return PulsePrefill(name or said.account, exact, score, said.note)


async def open_modal(
    request: str, account_requests: AccountRequests, origin: RequestOrigin, place: ReplyTarget, client: AsyncWebClient
) -> dict[str, Any]:
    """The modal that a request opens, for somebody who may set a pulse. Raises `NoAccessError`."""
    context = await account_requests.context(origin, client, VERB)
    known = await account_requests.run(lambda: prefill(context, request))
    return modal(known, place, pickers=account_requests.pickers)


def modal(known: PulsePrefill, place: ReplyTarget, *, pickers: bool = False) -> dict[str, Any]:
    """The modal that asks for a pulse. What comes back with it is as short for a long name as for a short one."""
    shown = shorten(known.account, SHOWN)
    metadata = json.dumps({"id": known.id, "shown": _digest(shown), **asdict(place)})
    account = Pick("" if known.id is None else str(known.id), shown)
    field = account_field(rendered.ACCOUNT, account if known.id is not None or not pickers else None, pickers=pickers)
    return rendered.pulse_modal(
        field, known.score, known.note, meanings=pulse.MEANINGS, longest=pulse.NOTE, metadata=metadata
    )


def place_of(view: View) -> ReplyTarget:
    """Where the answer to a filled form goes."""
    kept = json.loads(view["private_metadata"])
    return ReplyTarget(kept["channel"], kept["thread"], kept["url"])


def channel_of(view: View) -> str:
    """The conversation that a filled form is about: where it was opened."""
    return place_of(view).channel


def submitted(context: Context, view: View) -> AnsweredRequest | ValidationErrors:
    """Sets the pulse of a filled form, or says what is wrong with which field; either is recorded in the audit log."""
    answer = _set(context, view)
    context.record(VERB, "usage" if isinstance(answer, ValidationErrors) else answer.reply.outcome)
    return answer


def _set(context: Context, view: View) -> AnsweredRequest | ValidationErrors:
    account, (score, note) = chosen_account(view, rendered.ACCOUNT), rendered.pulse_values(view)
    kept = json.loads(view["private_metadata"])
    if fault := pulse.score_fault(score):
        return _refused({rendered.SCORE: "Choose a pulse from 1 to 5." if not score else fault})
    if not account:
        return _refused({rendered.ACCOUNT: "This is needed: the account's name."})
    picked = is_picked(view, rendered.ACCOUNT)
    untouched = not picked and kept.get("id") is not None and _digest(account) == kept.get("shown")
    found = find_account(context, f"id {kept['id']}" if untouched else account)
    if found.exact is None:
        return _refused({rendered.ACCOUNT: pulse.suggestions(found.candidates)})
    return AnsweredRequest(
        Request(VERB, f"id {found.exact}"), pulse.set_and_show(context, found.exact, int(score), note)
    )


def _digest(name: str) -> str:
    """What tells whether a name was changed in the form, however long it is."""
    return hashlib.sha256(name.strip().encode("utf-8", "replace")).hexdigest()[:16]


def refused(why: str, view: View) -> ValidationErrors:  # noqa: ARG001  as other forms have it
    """What tells somebody, in the form, that they may not set a pulse."""
    return _refused({rendered.ACCOUNT: why})


def _refused(said: Mapping[str, str]) -> ValidationErrors:
    return ValidationErrors({"response_action": "errors", "errors": errors(said)})
