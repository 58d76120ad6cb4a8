"""Acting on an account in words: own, snooze, done, log call, and taking it back."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from accounts.actions import reading, recording
from accounts.actions.model import Action, ActionError, AlreadyOwnedError
from bot.accounts.account_notes import MOST as TOGETHER
from bot.accounts.account_notes import Listed, is_joined, parse_accounts
from bot.accounts.action_texts import action_text, day_text
from bot.accounts.actor import actor
from bot.accounts.arguments import account_name, ask_for_account, find_account, requester, which_account_reply
from bot.accounts.days import EXAMPLES, HELD, take_day, unread_day
from bot.accounts.formatting import count, to_json
from bot.accounts.listed_accounts import Asked
from bot.accounts.name_or_note import name_or_note_reply
from bot.accounts.pulse import undo_pulse
from bot.context import TERMINAL, Context
from bot.registry import Command
from bot.reply import Choice, Reply, Row

SHOWN = timedelta(days=30)  # for how long what was done is shown
MOST = 5
_UNTIL = re.compile(r"\s+(?:until|till|til|for|to)\s+", re.IGNORECASE)
_CALL = re.compile(r"(?:a\s+)?call(?:\s+(?:with|for|to|of))?(?:\s+(?P<rest>.*))?", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"#?(\d{1,18})")


_Dated = tuple[re.Match[str], date, str]  # what parts an account from a day, the day, and the note behind it

NOTHING = Reply(
    title="Nothing to take back",
    data={"kind": "action", "action": None},
    paragraphs=("You did nothing about an account that could be taken back.",),
)


def act_reply(context: Context, text: str, command: Command) -> Reply:
    """Offers what can be done about an account, in a form where there are forms."""
    if not text.strip():
        return ask_for_account(context, command)
    found = find_account(context, text)
    if found.exact is None:
        return which_account_reply(command.verb, text, found)
    name = account_name(context, found.exact)
    done = reading.actions_on(context.store.reading, [found.exact], context.now - SHOWN).get(found.exact, [])
    return Reply(
        title=f"What to do about {name}",
        data={"kind": "action", "action": None, "account": name},
        paragraphs=tuple(action_text(each, context.today) for each in done[:MOST]),
        rows=(
            Row(f"own id {found.exact}", "makes you its owner", request=True),
            Row(f"snooze id {found.exact} until monday", "leaves it out of digests until then", request=True),
            Row(f"done id {found.exact} NOTE", "says that what it asked for is done", request=True),
            Row(f"pulse id {found.exact} 4 NOTE", "sets your own word on it, from 1 to 5", request=True),
            Row(f"log call id {found.exact} NOTE", "keeps a call as a touchpoint", request=True),
        ),
        actions=(Choice("Show account", f"account id {found.exact}"),),
        share=f"account id {found.exact}",
        form=f"act id {found.exact}",
    )


def own_reply(context: Context, text: str, command: Command) -> Reply:
    """Makes whoever asks the owner of an account."""
    if context.place == TERMINAL and not requester(context).email:
        return _usage(
            command, "Say who you are, by the email that accounts know: CS_EMAIL=you@company.example", "account"
        )
    listed = _whole(context, text)
    return _acted(context, command, listed, lambda id_: recording.own(context.store, id_, actor(context)))


def snooze_reply(context: Context, text: str, command: Command) -> Reply:
    """Leaves an account out of digests until a day."""
    parts = [*_UNTIL.finditer(f"{text} ")]
    if not text.strip():
        return ask_for_account(context, command)
    if not parts:
        return _lacking(command, text, "until when", "day")
    read = ((each, *take_day(text[each.end() :], context.today)) for each in parts)
    dated = [(each, day, note) for each, day, note in read if day is not None]
    if not dated:
        return _usage(command, f"“{text[parts[-1].end() :].strip()}” is no day: say {EXAMPLES}.", "day")
    each, until, note = _behind_account(context, text, dated)
    listed = _whole(context, text[: each.start()], text[each.start() :].strip())

    def snooze(id_: int) -> Action:
        return recording.snooze(context.store, id_, until, note, actor(context))

    return _acted(context, command, listed, snooze)


def _behind_account(context: Context, text: str, dated: Sequence[_Dated]) -> _Dated:
    """The day that stands right behind accounts: a note may name days as well, and so may an account."""
    if len(dated) > 1:
        for each in reversed(dated):
            if (listed := _whole(context, text[: each[0].start()])).last.account_id is not None and not listed.unsure:
                return each
    return dated[-1]


def done_reply(context: Context, text: str, command: Command) -> Reply:
    """Says that what an account asked for is done, with a note."""
    listed = parse_accounts(context, text)

    def done(id_: int) -> Action:
        return recording.done(context.store, id_, _unquoted(listed.last.rest), actor(context), context.health)

    return _acted(context, command, listed, done)


def log_reply(context: Context, text: str, command: Command) -> Reply:
    """Logs a call with an account, of today or of the day that its note begins with."""
    said = _CALL.fullmatch(text.strip() or "call")
    if said is None:
        return _usage(command, "What is logged is a call: say log call and which account.", "account")
    listed = parse_accounts(context, said["rest"] or "")
    day, note = take_day(listed.last.rest, context.today, past=True)
    if day is None and listed.last.account_id is not None and (odd := unread_day(note, context.today)):
        unread = f"“{odd}” is no day that is read: say {HELD}. A note that begins so stands in quotes."
        return _usage(command, unread, "note")

    def log(id_: int) -> Action:
        return recording.log_call(context.store, id_, _unquoted(note), actor(context), context.health, day)

    return _acted(context, command, listed, log, verb="log call")


def undo_reply(context: Context, text: str, command: Command) -> Reply:
    """Takes back what the asker did last, or what is of a number."""
    number = _NUMBER.fullmatch(text.strip())
    if text.strip() and number is None:
        return _usage(
            command, "Say the number of what is to be taken back, or nothing for what you did last.", "number"
        )
    who = actor(context)
    last = None if number else reading.last_of_person(context.store.reading, who.id)
    if number is None and last is None:
        return NOTHING
    if last is not None and last.kind == "pulse":
        return undo_pulse(context, last.id)
    try:
        return undone_reply(
            context,
            recording.undo(context.store, last.id if last else int(number[1] if number else 0), who, context.health),
        )
    except ActionError as error:
        return _usage(command, str(error), "number")


def acted_reply(context: Context, done: Action) -> Reply:
    """The reply to what was done."""
    name = account_name(context, done.account_id)
    said = {
        "own": f"You own {name} now",
        "snooze": f"{name} is snoozed until {day_text(done.until, context.today) if done.until else 'then'}",
        "done": f"{name}: done",
        "call": f"{name}: call logged",
        "pulse": f"{name}: pulse {done.score} of 5",
    }[done.kind]
    kept = done.kind in {"done", "call"} and (done.note or done.kind == "call")
    notes = {
        "own": ("It stays so when a file with another owner is imported, until a file says the same.",),
        "snooze": ("Digests leave it out until then, and say so. Lists and its card still show it.",),
    }.get(done.kind, ("Kept as a touchpoint.",) if kept else ())
    return Reply(
        title=said,
        data={"kind": "action", "action": to_json(done), "account": name},
        paragraphs=(action_text(done, context.today),),
        footnotes=notes,
        actions=(
            Choice("Undo", f"undo {done.id}"),
            Choice("Show account", f"account id {done.account_id}"),
        ),
        share=f"account id {done.account_id}",
    )


def owned_reply(context: Context, account_id: int) -> Reply:
    """The reply to whoever owns an account already."""
    name = account_name(context, account_id)
    return Reply(
        title=f"You own {name} already",
        data={"kind": "action", "action": None, "account": name},
        actions=(Choice("Show account", f"account id {account_id}"),),
        share=f"account id {account_id}",
    )


def undone_reply(context: Context, undone: Action) -> Reply:
    """The reply to what was taken back."""
    name = account_name(context, undone.account_id)
    owner = reading.owner_name(context.store.reading, undone.account_id) if undone.kind == "own" else None
    stands = "" if owner is None else f"Its owner is {owner}." if owner else "It has no owner."
    return Reply(
        title=f"{name}: taken back",
        data={"kind": "action", "action": to_json(undone), "account": name},
        paragraphs=tuple(filter(None, (f"No longer: {action_text(undone, context.today)}", stands))),
        actions=(Choice("Show account", f"account id {undone.account_id}"),),
        share=f"account id {undone.account_id}",
    )


def _whole(context: Context, text: str, rest: str = "") -> Listed:
    """The accounts that a whole text names, without a note; `rest` is what follows."""
    whole = Asked(text, find_account(context, text), rest)
    if whole.account_id is None:
        listed = parse_accounts(context, text)
        if listed.unsure:
            said = listed.unsure.said.rstrip(",:")
            others = listed.unsure.rest if is_joined(listed.unsure) else ""
            unsure = replace(
                listed.unsure, said=listed.unsure.said if others else said, rest=f"{others} {rest}".strip()
            )
            return replace(listed, last=replace(listed.last, rest=""), unsure=unsure)
        if listed.before and not listed.last.rest:
            return replace(listed, last=replace(listed.last, rest=rest))
        if listed.last.account_id is None and is_joined(listed.last):
            return Listed(replace(listed.last, rest=f"{listed.last.rest} {rest}".strip()))
    return Listed(whole)


def _acted(context: Context, command: Command, listed: Listed, act: Callable[[int], Action], verb: str = "") -> Reply:
    account_id = listed.last.account_id
    if account_id is None or listed.unsure or len(listed.ids) > TOGETHER:
        return _not_clear(context, command, listed, verb or command.verb)
    if listed.before:
        return _acted_on_all(context, listed.ids, act)
    try:
        return acted_reply(context, act(account_id))
    except AlreadyOwnedError:
        return owned_reply(context, account_id)
    except ActionError as error:
        return _usage(command, str(error), "account")


def _not_clear(context: Context, command: Command, listed: Listed, verb: str) -> Reply:
    """What is asked back before anything is done."""
    asked = listed.last
    if not asked.said.strip():
        return ask_for_account(context, command)
    if asked.account_id is None:
        return which_account_reply(verb, asked.said, asked.found, asked.rest)
    if listed.unsure and len(listed.ids) <= TOGETHER:
        return name_or_note_reply(verb, listed, listed.unsure)
    return _usage(command, f"Up to {TOGETHER} accounts at a time, and these are more. Nothing was done.", "account")


def _acted_on_all(context: Context, ids: Sequence[int], act: Callable[[int], Action]) -> Reply:
    """The reply to what was done about several accounts, each to be taken back by itself; what failed is said."""
    done, failed = [], []
    for id_ in ids:
        try:
            done.append(act(id_))
        except ActionError as error:
            failed.append(Row(account_name(context, id_), str(error)))
    names = ", ".join(account_name(context, each.account_id) for each in done)
    return Reply(
        title=f"{count(len(done), 'account')}: {names}" if done else "Nothing was done",
        data={"kind": "action", "action": None, "actions": to_json(done), "accounts": len(done)},
        rows=(
            *(Row(account_name(context, each.account_id), action_text(each, context.today)) for each in done),
            *failed,
        ),
        actions=tuple(Choice(f"Undo {account_name(context, each.account_id)}", f"undo {each.id}") for each in done),
        outcome="answered" if done else "usage",
    )


def _lacking(command: Command, text: str, what: str, argument: str) -> Reply:
    return _usage(command, f"Say {what} {text.strip()} is to be left out: {EXAMPLES}.", argument)


def _usage(command: Command, message: str, argument: str) -> Reply:
    return command.usage_error(message, argument)


def _unquoted(text: str) -> str:
    found = re.fullmatch(r'"(.*)"', text.strip(), re.DOTALL)
    return found[1].strip() if found else text.strip()
