"""`/cs digest …`: who gets which digest, when, and what became of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.digests.planning import send_now
from accounts.digests.record import Delivery, deliveries, last_sent_on
from accounts.digests.schedule import EVERY_DAY, WEEKDAYS, Schedule
from accounts.digests.subscriptions import (
    Digest,
    Subscription,
    SubscriptionError,
    pause,
    resume,
    subscribe,
    subscriptions,
    unsubscribe,
)
from bot.accounts.asked import scope_of
from bot.accounts.wording import MONTHS
from bot.context import TERMINAL, Context
from bot.digests.occasion import WEEKDAYS as DAYS
from bot.digests.occasion import Occasion
from bot.digests.wishes import DIGESTS, Wish, WishError, quoted, read_id, read_wish, words_of
from bot.registry import Command
from bot.reply import Choice, Fact, Reply, Row

AT = time(9)
USUALLY_ON = {"portfolio": frozenset({0}), "term": WEEKDAYS, "health": WEEKDAYS, "renewals": WEEKDAYS}
SHOWN = 5  # deliveries of a digest in its status

Answer = Callable[[Context, str], Reply]


def reply(command: Command, context: Context, text: str) -> Reply:
    """Answers what follows `digest`. What can't be had is said with what was perhaps meant."""
    verb, _, rest = text.partition(" ")
    verb = verb.casefold()
    if verb in DIGESTS:
        verb, rest = "subscribe", text
    answer = VERBS.get(verb or "list")
    if answer is None:
        return _unknown(command, verb, rest)
    try:
        return answer(context, rest.strip())
    except WishError as error:
        choices = tuple(Choice(mended, f"digest {verb} {mended}") for mended in error.mended(rest))
        return command.mistake(str(error), error.argument, choices)
    except SeveralError as error:
        choices = tuple(Choice(f"{verb.capitalize()} {each.id}", f"digest {verb} {each.id}") for each in error.found)
        return command.mistake(str(error), "digest", choices)
    except SubscriptionError as error:
        return command.mistake(str(error), "digest", (Choice("Digests here", "digest list"),))


class SeveralError(SubscriptionError):
    """Several digests may be meant."""

    def __init__(self, found: list[Subscription]) -> None:
        numbers = ", ".join(f"{each.id} ({_name(each).lower()}, {each.scope or 'all accounts'})" for each in found)
        super().__init__(f"Say which digest, by its number: {numbers}.")
        self.found = found


def _unknown(command: Command, verb: str, rest: str) -> Reply:
    from difflib import get_close_matches

    near = get_close_matches(verb, [*VERBS, *DIGESTS], n=1)
    choices = tuple(Choice(f"{each} {rest}".strip(), f"digest {each} {rest}".strip()) for each in near)
    message = f"“{verb}” is nothing that digests do: {', '.join(VERBS)}."
    return command.mistake(message, "digest", choices or (Choice("Digests here", "digest list"),))


def _subscribe(context: Context, text: str) -> Reply:
    if refused := cannot_post(context):
        raise SubscriptionError(refused)
    if not text:
        return replace(_offer(context), form="digest subscribe")
    return subscribed(context, read_wish(text))


def cannot_post(context: Context) -> str:
    """Why no digest can go where somebody asks for one; nothing when it can."""
    if context.place == TERMINAL:
        return "A digest goes to a conversation in Slack: subscribe there, by /cs digest."
    if not context.member:
        return "I am not in this channel, so I can't post here. Invite me with /invite, and ask again."
    return ""


def subscribed(context: Context, wish: Wish) -> Reply:
    """Begins the digest that is wished for, or changes it, and says when it comes.

    Raises `SubscriptionError` when there is no day for it, `UnknownScopeError` when there are no such accounts.
    """
    made = subscribe(context.store, _wanted(context, wish), context.now)
    return _made(context, made)


def usual_days(digest: str) -> frozenset[int]:
    """The weekdays on which a digest comes unless others are named."""
    return USUALLY_ON[digest]


def _wanted(context: Context, wish: Wish) -> Subscription:
    schedule = Schedule(
        wish.at or AT,
        wish.weekdays or USUALLY_ON[wish.digest],
        wish.zone or context.asker.zone or "UTC",
        wish.holidays,
    )
    return Subscription(
        team=context.team,
        channel=context.place,
        digest=wish.digest,  # type: ignore[arg-type]  # one of DIGESTS
        scope=scope_of(context, wish.scope).request,
        created_by=context.asker.id,
        schedule=schedule,
        only_changes=wish.only_changes,
        skip_empty=wish.skip_empty,
    )


def _made(context: Context, made: Subscription) -> Reply:
    personal = " It comes to you alone." if context.place.startswith("D") else ""
    alike = [
        each
        for each in subscriptions(context.store, context.team, context.place)
        if each.digest == made.digest and each.id != made.id
    ]
    return Reply(
        title=f"{_name(made)} digest: {_when(made)}",
        data={"kind": "digests", "digests": [_data(made)]},
        paragraphs=(f"The next one comes {_next(made)}.{personal}",),
        facts=tuple(_settings(made)),
        actions=(
            Choice("Preview", f"digest preview {made.id}"),
            Choice("Send one now", f"digest now {made.id}"),
            Choice("Change", f"digest subscribe {_words(made)}", form=True),
            Choice("Unsubscribe", f"digest unsubscribe {made.id}"),
            *(Choice(f"Unsubscribe {each.id}", f"digest unsubscribe {each.id}") for each in alike[:3]),
        ),
        footnotes=tuple(
            f"Beside it comes {each.id}. {_name(each)}, {_when(each)}, {each.scope or 'all accounts'}."
            for each in alike[:3]
        ),
    )


def _settings(each: Subscription) -> Iterator[Fact]:
    yield Fact("Accounts", each.scope or "all accounts")
    if each.only_changes:
        yield Fact("Only", "when something changed")
    if each.skip_empty:
        yield Fact("Silent", "when there is nothing to report")
    if each.schedule.holidays:
        yield Fact("Left out", f"public holidays of {each.schedule.holidays}")


def _offer(context: Context) -> Reply:
    """The digests that can be subscribed to, each at a tap."""
    zone = context.asker.zone or "UTC"
    return Reply(
        title="Which digest?",
        data={"kind": "digests", "digests": [], "offered": dict(DIGESTS)},
        paragraphs=(f"They come at 9:00 in {zone}, on weekdays, unless you say otherwise.",),
        rows=tuple(Row(f"digest subscribe {name}", what, request=True) for name, what in DIGESTS.items()),
        choices=tuple(Choice(name.capitalize(), f"digest subscribe {name}", form=True) for name in DIGESTS),
        facts=(Fact("For example", "digest subscribe health at 8:30 mon,thu Europe/Berlin mine", request=True),),
    )


def _list(context: Context, text: str) -> Reply:  # noqa: ARG001  every verb is called alike
    listed = _here(context)
    if not listed:
        return replace(_offer(context), title="No digests here yet")
    return Reply(
        title=f"{len(listed)} digest{'s' * (len(listed) > 1)} here",
        data={"kind": "digests", "digests": [_data(each) for each in listed]},
        rows=tuple(_row(context, each) for each in listed),
        actions=(Choice("Status", "digest status"), Choice("Subscribe to another", "digest subscribe")),
        footnotes=("Pause, resume or end one by its number: digest pause 1.",),
    )


def _here(context: Context) -> list[Subscription]:
    """The digests of this conversation; in a direct message all of the asker's own, in the terminal everybody's."""
    if context.place == TERMINAL:
        return subscriptions(context.store)
    here = subscriptions(context.store, context.team, context.place)
    if not context.place.startswith("D"):
        return here
    own = subscriptions(context.store, context.team, created_by=context.asker.id)
    return list({each.id: each for each in (*here, *own)}.values())


def _row(context: Context, each: Subscription) -> Row:
    where = "" if each.channel == context.place else f" in {each.channel}"
    paused = f"paused{f': {each.why}' if each.why else ''}" if each.state == "paused" else f"next {_next(each)}"
    return Row(f"{each.id}. {_name(each)}{where}", f"{_when(each)}, {each.scope or 'all accounts'}", detail=paused)


def _status(context: Context, text: str) -> Reply:
    listed = [_one(context, text)] if text else _here(context)
    if not listed:
        return _list(context, "")
    rows = []
    for each in listed:
        rows.append(_row(context, each))
        rows += [_delivered(each, delivery) for delivery in deliveries(context.store, each.id, SHOWN)]
    return Reply(
        title="Digests: what came and what comes",
        data={"kind": "digests", "digests": [_data(each) for each in listed]},
        rows=tuple(rows),
        actions=tuple(_remedies(listed)),
    )


def _remedies(listed: list[Subscription]) -> Iterator[Choice]:
    for each in listed[:5]:
        if each.state == "paused":
            yield Choice(f"Resume {each.id}", f"digest resume {each.id}")
        else:
            yield Choice(f"Send {each.id} now", f"digest now {each.id}")


def _delivered(each: Subscription, delivery: Delivery) -> Row:
    when = delivery.finished or delivery.due
    tries = f", {delivery.attempts} attempts" if delivery.attempts > delivery.messages + 1 else ""
    why = f": {delivery.reason}" if delivery.reason else ""
    return Row(f"{each.id}. {delivery.occasion[:10]}", f"{delivery.state}{why}, {_clock(each, when)}{tries}")


def _preview(context: Context, text: str) -> Reply:
    from bot.digests.composing import DIGESTS as COMPOSERS

    digest, occasion = _previewed(context, text)
    shown = COMPOSERS[digest](occasion).reply
    note = "A preview: nothing is recorded as delivered."
    return replace(shown, footnotes=(*shown.footnotes, note), share="", alone=True)


def _previewed(context: Context, text: str) -> tuple[Digest, Occasion]:
    """A digest as it would come now: of a subscription, since the last one that was sent; else of the last week."""
    if read_id(text) is None:
        wish = read_wish(text or "health")
        return wish.digest, Occasion(context, scope_of(context, wish.scope))  # type: ignore[return-value]  # of DIGESTS
    each = _one(context, text)
    there = replace(context, now=context.now.astimezone(ZoneInfo(each.schedule.zone)))
    since = last_sent_on(context.store, each.id, f"{there.today + timedelta(1)}")
    return each.digest, Occasion(there, scope_of(context, each.scope), since, each.id)


def _now(context: Context, text: str) -> Reply:
    listed = [_one(context, text)] if read_id(text) is not None else _named(context, text)
    if not listed:
        return replace(_offer(context), title="No digest here to send")
    for each in listed:
        send_now(context.store, each.id, context.now)
    names = " and ".join(_name(each).lower() for each in listed)
    return Reply(
        title=f"On its way: {names}",
        data={"kind": "digests", "digests": [_data(each) for each in listed]},
        paragraphs=(_arriving(context, listed),),
        actions=(Choice("Status", "digest status"),),
    )


def _arriving(context: Context, listed: list[Subscription]) -> str:
    elsewhere = any(each.channel != context.place for each in listed)
    where = "where it goes" if elsewhere else "here"
    seen = "" if context.place.startswith("D") else ", for all to see"
    return f"It is posted {where} in a moment{seen}. Those of the schedule come as planned."


def _named(context: Context, text: str) -> list[Subscription]:
    here = [each for each in subscriptions(context.store, context.team, context.place) if each.state == "active"]
    if not text:
        return here
    wish = read_wish(text)
    return [each for each in here if each.digest == wish.digest]


def _pause(context: Context, text: str) -> Reply:
    each = _one(context, text)
    pause(context.store, each.id)
    return _changed(each, "paused", Choice("Resume", f"digest resume {each.id}"))


def _resume(context: Context, text: str) -> Reply:
    each = resume(context.store, _one(context, text).id, context.now)
    return _changed(each, f"goes on {_next(each)}", Choice("Pause", f"digest pause {each.id}"))


def _unsubscribe(context: Context, text: str) -> Reply:
    each = _one(context, text)
    unsubscribe(context.store, each.id)
    return _changed(each, "ended", Choice("Undo", f"digest subscribe {_words(each)}"))


def _changed(each: Subscription, how: str, undo: Choice) -> Reply:
    return Reply(
        title=f"{_name(each)} digest {how}",
        data={"kind": "digests", "digests": [_data(each)]},
        paragraphs=(f"{each.id}. {_name(each)}, {_when(each)}, {each.scope or 'all accounts'}.",),
        actions=(undo, Choice("Digests here", "digest list")),
    )


def _one(context: Context, text: str) -> Subscription:
    """The digest of this conversation that a number or a name means; the only one there is needs neither.

    Raises `SubscriptionError` when there is none or there are several.
    """
    here = _here(context)
    id_ = read_id(text)
    if id_ is not None:
        found = [each for each in here if each.id == id_]
    else:
        found = [each for each in here if not text or each.digest == read_wish(text).digest]
    if len(found) == 1:
        return found[0]
    if found:
        raise SeveralError(found)
    raise SubscriptionError(f"There is no digest {text} here." if text else "There is no digest here.")


def _name(each: Subscription) -> str:
    return each.digest.capitalize()


def _when(each: Subscription) -> str:
    schedule = each.schedule
    return f"{words_of(schedule.weekdays)} at {schedule.at:%H:%M} {schedule.zone}"


def _next(each: Subscription) -> str:
    if each.next_on is None:
        return "never"
    return _clock(each, each.schedule.instant(each.next_on))


def _clock(each: Subscription, instant: datetime) -> str:
    """An instant in the digest's own zone, which is always shown: `Mon 15 Jun at 09:00 Europe/Berlin`."""
    local = instant.astimezone(ZoneInfo(each.schedule.zone))
    return f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} at {local:%H:%M} {each.schedule.zone}"


def _words(each: Subscription) -> str:
    """The wish that makes the same subscription."""
    schedule = each.schedule
    days = (
        "daily" if schedule.weekdays == EVERY_DAY else ",".join(DAYS[day].lower() for day in sorted(schedule.weekdays))
    )
    parts = (
        each.digest,
        f"at {schedule.at:%H:%M}",
        days,
        schedule.zone,
        f"holidays {schedule.holidays}" if schedule.holidays else "",
        "only-changes" if each.only_changes else "",
        "skip-empty" if each.skip_empty else "",
        quoted(each.scope),
    )
    return " ".join(part for part in parts if part)


def _data(each: Subscription) -> dict[str, object]:
    return {
        "id": each.id,
        "digest": each.digest,
        "channel": each.channel,
        "scope": each.scope,
        "at": f"{each.schedule.at:%H:%M}",
        "weekdays": [DAYS[day].lower() for day in sorted(each.schedule.weekdays)],
        "zone": each.schedule.zone,
        "holidays": each.schedule.holidays,
        "only_changes": each.only_changes,
        "skip_empty": each.skip_empty,
        "state": each.state,
        "why": each.why,
        "next_on": each.next_on.isoformat() if each.next_on else None,
    }


VERBS: dict[str, Answer] = {
    "subscribe": _subscribe,
    "list": _list,
    "status": _status,
    "preview": _preview,
    "now": _now,
    "pause": _pause,
    "resume": _resume,
    "unsubscribe": _unsubscribe,
}
