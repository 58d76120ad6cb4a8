"""The CSM's own word on an account: set, shown with what it did to the score, and taken back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from accounts.errors import PulseError
from accounts.health import PulseChange, Sayer, StoredScore, set_pulse, withdraw_pulse
from accounts.health.explanations import examine_all, explain
from accounts.names.account_search import Candidate
from bot.accounts.actor import actor
from bot.accounts.arguments import account_name, find_account, which_account_reply
from bot.accounts.formatting import join_texts, to_json
from bot.context import Context
from bot.registry import Command
from bot.reply import Choice, Fact, Reply

MEANINGS = {1: "in danger", 2: "worrying", 3: "so-so", 4: "good", 5: "thriving"}
NOTE = 2000  # characters that a note may have
MOST = 4  # numbers of a text that may be the score: names have few, and notes come behind it

_UNDO = re.compile(r"undo\s+(\d{1,18})", re.IGNORECASE)
_SCORE = re.compile(r"(?<=\s)([+-]?\d+(?:[.,]\d+)?)(?:\s*/\s*5)?(?=\s|$)")
_QUOTED = re.compile(r'^"(.*)"$', re.DOTALL)
SCORE_WANTED = "A pulse is a whole number from 1, in danger, to 5, thriving"


@dataclass(frozen=True, slots=True)
class PulseRequest:
    """What a text says of an account: `score` is as typed, and empty when it says none."""

    account: str
    score: str = ""
    note: str = ""


def pulse_reply(context: Context, text: str, command: Command) -> Reply:
    """Sets the pulse that the text says, or takes one back; asks for what is missing."""
    if undone := _UNDO.fullmatch(text.strip()):
        return _undo(context, int(undone[1]), command)
    said = parse_pulse(context, text)
    if not said.score:
        return _lacking(said, command)
    fault = score_fault(said.score)
    if fault:
        return _usage_error(command, fault, "score", said.account)
    found = find_account(context, said.account)
    if found.exact is None:
        return which_account_reply("pulse", said.account, found, f"{said.score} {said.note}".strip())
    return set_and_show(context, found.exact, int(said.score), said.note)


def parse_pulse(context: Context, text: str) -> PulseRequest:
    """The account, score and note of a text. A name may hold a number, and so may a note: the longest name wins that
    means one account.
    """
    splits = list(_splits(text.strip()))
    whole = PulseRequest(_unquoted(text))
    if not splits:
        return whole
    for said in (*reversed(splits), whole):
        if find_account(context, said.account).exact is not None:
            return said
    return splits[0]


def score_fault(score: str) -> str:
    """What is wrong with a score as typed, in a sentence; nothing when it is one."""
    return "" if score in {"1", "2", "3", "4", "5"} else f"{SCORE_WANTED}, not {score}."


def set_and_show(context: Context, account_id: int, score: int, note: str) -> Reply:
    """Sets a pulse and shows the score before and after."""
    changed = set_pulse(context.store, account_id, score, note, _who(context), context.now, context.health)
    title = f"{account_name(context, account_id)}: pulse {score} of 5, {MEANINGS[score]}"
    return _shown(context, changed, account_id, title, undo=True)


def suggestions(candidates: tuple[Candidate, ...]) -> str:
    """The names of accounts that may be meant, in a sentence for a form's field."""
    if not candidates:
        return "There is no account like that."
    names = [f"{each.name} ({each.domain})" if each.domain else each.name for each in candidates[:3]]
    return f"Which one: {', '.join(names)}? Type its whole name or domain."


def _splits(text: str) -> Iterator[PulseRequest]:
    for number in islice(_SCORE.finditer(text), MOST):
        note = text[number.end() :].strip().lstrip("-–—:,").strip()
        yield PulseRequest(_unquoted(text[: number.start()]), number[1], _unquoted(note))
        if _QUOTED.match(note):
            return


def _unquoted(text: str) -> str:
    text = text.strip()
    quoted = _QUOTED.match(text)
    return quoted[1].strip() if quoted else text


def _who(context: Context) -> Sayer:
    who = actor(context)
    return Sayer(who.id, who.name)


def _undo(context: Context, pulse_id: int, command: Command) -> Reply:
    try:
        return undo_pulse(context, pulse_id)
    except PulseError as error:
        return _usage_error(command, str(error), "pulse", "")


def undo_pulse(context: Context, pulse_id: int) -> Reply:
    """Takes a pulse of the asker's back. Raises `PulseError` for another's, and for one that is gone already."""
    changed = withdraw_pulse(context.store, pulse_id, context.now, context.health, _who(context).id)
    account_id = next((each.account_id for each in (changed.previous, changed.pulse) if each), 0)
    return _shown(context, changed, account_id, f"{account_name(context, account_id)}: pulse taken back", undo=False)


def _shown(context: Context, changed: PulseChange, account_id: int, title: str, *, undo: bool) -> Reply:
    pulse, previous = changed.pulse, changed.previous
    before, after = changed.before, changed.after
    moved = before.score != after.score
    health = f"Health {_score(before.score)} → {_score(after.score)}" if moved else _unmoved(context, account_id, after)
    return Reply(
        title=title,
        data={"kind": "pulse", "pulse": to_json(pulse), "before": to_json(before), "after": to_json(after)},
        paragraphs=tuple(filter(None, (f"“{pulse.note}”" if pulse and pulse.note else "", health))),
        facts=tuple(
            Fact(label, join_texts((f"{said.score} of 5", said.said_by, f"“{said.note}”" if said.note else ""), ", "))
            for label, said in (("Before", previous if undo else None), ("Counts now", None if undo else pulse))
            if said
        ),
        choices=(Choice("What is a pulse?", "define csm-pulse"),),
        actions=(
            *((Choice("Undo", f"pulse undo {pulse.id}"),) if undo and pulse else ()),
            Choice("Show account", f"account id {account_id}"),
        ),
        share=f"account id {account_id}",
    )


def _unmoved(context: Context, account_id: int, after: StoredScore) -> str:
    """Where health stays, and what holds it; where it isn't known, what would tell."""
    with context.store.snapshot() as connection:
        now = examine_all(connection, [account_id], context.today, context.health)[account_id]
    if after.score is None and not after.known and now.known:
        return "It is no customer: its health isn't scored."
    if after.score is None:
        lacking = [f"{part.name} ({part.weight}%)" for part in now.parts if part.points is None and part.weight]
        known = " ".join(explain(now, None)) if now.score is None else "It is no customer."
        return (
            f"Health isn't known. {known} Not known: {', '.join(lacking)}."
            if lacking
            else f"Health isn't known. {known}"
        )
    if not now.held:
        return f"Health stays {after.score}"
    return f"Health stays {after.score}, the most that it is after such a fall of use: {now['usage'].reason}."


def _score(score: int | None) -> str:
    return "unknown" if score is None else str(score)


def _lacking(said: PulseRequest, command: Command) -> Reply:
    wanted = (
        f"Say your pulse for {said.account}, from 1 to 5." if said.account else "Say which account, and your pulse."
    )
    argument = "score" if said.account else "account"
    return _usage_error(command, wanted, argument, said.account, form=True)


def _usage_error(command: Command, message: str, argument: str, account: str, *, form: bool = False) -> Reply:
    request = f"pulse {account}".strip()
    reply = command.usage_error(message, argument)
    return replace(reply, actions=(Choice("Fill in a form", request, form=True),), form=request if form else "")
