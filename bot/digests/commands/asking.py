"""Asking a digest: a question about what it said, answered from what was posted and from how things are now."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from accounts.digests.posted import PostedDigest, posted_of
from accounts.digests.since import AccountSince, account_names, accounts_since
from accounts.digests.subscriptions import SubscriptionError
from accounts.money.rates import total
from accounts.names.normalisation import fold
from accounts.names.similarity import NEAR, parse_query, similarity
from accounts.renewals.upcoming import DAYS
from bot.accounts.action_texts import action_text
from bot.accounts.card import card_reply
from bot.accounts.formatting import LOOKS, arr_text, count, days_away, join_texts, sentence, short_date, to_json
from bot.context import TERMINAL, Context
from bot.digests.commands.selection import digest_name, local_time_text
from bot.digests.questions import DigestQuestion, read_question
from bot.render.digest_rows import accounts_in, list_request, rows_in
from bot.reply import Choice, Fact, Reply, Row
from store.database import Store

MOST, OPENED, NAMED = 100, 10, 5  # rows of an answer, those with a button, and accounts named in a sentence
EXAMPLE = "why is acme red?"
_ASKED = re.compile(
    r"#?(?P<id>\d{1,9})(?:\s+(?P<occasion>\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?: alert)?)?))?(?:\s+(?P<question>.+))?",
    re.DOTALL,
)
_HEALTH = re.compile(r"\b(red|yellow|green) (\d{1,3})\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """A digest that is asked, the rows that it posted, and its accounts then and now."""

    context: Context
    posted: PostedDigest
    rows: Mapping[int, tuple[str, ...]]
    accounts: Sequence[AccountSince]
    share: str

    @property
    def of(self) -> str:
        """Which digest it is: `Account health of Mon 15 Jun at 09:00 Europe/Berlin`."""
        each = self.posted.subscription
        return f"{digest_name(each)} of {local_time_text(each, self.posted.due)}"


def ask(context: Context, text: str) -> Reply:
    """Answers a question about a digest that was posted: `1 why is acme red?`. Raises `SubscriptionError`."""
    found = _ASKED.fullmatch(text.strip())
    if found is None or not found["question"]:
        raise SubscriptionError(f"Say which digest, by its number, and what you ask: digest ask 1 {EXAMPLE}")
    posted = posted_of(context.store, int(found["id"]), found["occasion"] or "")
    if posted is None or context.place not in {posted.subscription.channel, TERMINAL}:
        raise SubscriptionError(f"Nothing that digest {found['id']} posted here is kept: that is done for 30 days.")
    question = read_question(found["question"])
    asked = about(context, posted, f"digest ask {found['id']} {posted.occasion} {found['question']}")
    if question is None:
        raise SubscriptionError(
            "A digest can be asked why an account is in it, what changed since, who owns these, when they renew,"
            " how much ARR that is, and for the rest."
        )
    return answer(asked, question)


def about(context: Context, posted: PostedDigest, share: str = "") -> Asked:
    """A digest with its accounts then and now."""
    rows = dict(rows_in(posted.messages))
    local = posted.subscription.schedule.local(posted.due)
    with context.store.snapshot() as connection:
        accounts = accounts_since(
            connection,
            {id_: _posted_health(lines) for id_, lines in rows.items()},
            posted.due,
            local.date(),
            context.today,
        )
    return Asked(context, posted, rows, accounts, share)


def answer(asked: Asked, question: DigestQuestion) -> Reply:
    """The answer to a question about a digest."""
    if question.kind in {"why", "account"}:
        return _one(asked, question)
    if not asked.accounts:
        return _reply(asked, "No accounts", ("That digest told of no account.",))
    return _ANSWERS[question.kind](asked)


def named_in(accounts: Sequence[AccountSince], name: str) -> AccountSince | None:
    """The account of a digest that a name means: the only one there is where it is empty, else the one that is nearest
    beyond doubt.
    """
    if not name:
        return accounts[0] if len(accounts) == 1 else None
    query = parse_query(name)
    scores = sorted(
        ((similarity(query, fold(each.name), ""), each.account_id, each) for each in accounts), reverse=True
    )
    if not scores or scores[0][0] < NEAR or (len(scores) > 1 and scores[1][0] == scores[0][0]):
        return None
    return scores[0][2]


def named_in_posted(store: Store, posted: PostedDigest, name: str) -> bool:
    """Whether a name means an account that a digest told of, or several of them."""
    names = account_names(store.reading, accounts_in(posted.messages))
    query = parse_query(name)
    return any(similarity(query, fold(each), "") >= NEAR for each in names.values())


def whole_list(posted: PostedDigest) -> str:
    """The request for the whole list that a digest is of, though it has no button for it; empty where it is of none."""
    about = posted.subscription
    verb = {"renewals": f"renewals {about.horizon or DAYS}", "health": "health", "portfolio": "health"}
    if found := list_request(posted.messages):
        return found
    return f"{verb[about.digest]} {about.scope}".strip() if about.digest in verb else ""


def _posted_health(lines: Sequence[str]) -> tuple[int, str] | None:
    """The score and band that a row says."""
    found = _HEALTH.search(" ".join(lines))
    return (int(found[2]), found[1]) if found else None


def _one(asked: Asked, question: DigestQuestion) -> Reply:
    """Why an account is in the digest: what was posted, how it is now and why, and what happened in between."""
    each = named_in(asked.accounts, question.name)
    if each is None:
        names = tuple(
            Choice(one.name, f"digest ask {asked.posted.subscription.id} {asked.posted.occasion} why {one.name}")
            for one in asked.accounts[:5]
        )
        wanted = f"“{question.name}” isn’t among its accounts for sure." if question.name else "Say which account."
        return _reply(asked, "Which account?", (wanted,), choices=names)
    card = card_reply(asked.context, each.account_id)
    posted = " ".join(map(sentence, asked.rows[each.account_id][:3]))
    return _reply(
        asked,
        f"{each.name}: {_then_and_now(each)}",
        (f"Posted: {posted}", f"Now: {' '.join(card.paragraphs)}"),
        facts=(
            Fact("Since then", "; ".join(_since(asked, each)) or "nothing that is known"),
            *(fact for fact in card.facts if fact.label in {"Renewal", "Owner", "Use", "Open tickets", "Changed"}),
        ),
        actions=(
            Choice("Show account", f"account id {each.account_id}"),
            Choice("Act", f"act id {each.account_id}", form=True),
        ),
    )


def _changed(asked: Asked) -> Reply:
    """What became of the accounts since the digest was posted."""
    changed = [each for each in asked.accounts if each.changed]
    rows = tuple(
        Row(each.name, "; ".join(_since(asked, each)), look=LOOKS[each.band], opens=f"account id {each.account_id}")
        for each in changed
    )
    same = len(asked.accounts) - len(changed)
    of_them = (
        f"Nothing is known to have changed of {same:,} of its {count(len(asked.accounts), 'account')}." if same else ""
    )
    title = f"{count(len(changed), 'account')} changed since" if changed else "Nothing is known to have changed since"
    return _reply(asked, title, tuple(filter(None, (of_them,))), rows=rows)


def _owners(asked: Asked) -> Reply:
    """Who owns the accounts now."""
    ordered = sorted(asked.accounts, key=lambda each: (not each.owner, each.owner.casefold()))
    rows = [
        Row(owner or "Nobody", ", ".join(each.name for each in theirs))
        for owner, found in groupby(ordered, key=lambda each: each.owner)
        for theirs in (list(found),)
    ]
    return _reply(asked, f"{count(len(asked.accounts), 'account')}, by owner", rows=tuple(rows))


def _renewals(asked: Asked) -> Reply:
    """When the accounts renew, the first first."""
    today = asked.context.today
    dated = sorted((each for each in asked.accounts if each.renews_on), key=lambda each: (each.renews_on, each.name))
    rows = tuple(
        Row(each.name, _renews(asked, each), look=LOOKS[each.band], opens=f"account id {each.account_id}")
        for each in dated
    )
    without = [each for each in asked.accounts if not each.renews_on]
    more = f" and {len(without) - NAMED} more" if len(without) > NAMED else ""
    lacking = f"No renewal is known of {', '.join(each.name for each in without[:NAMED])}{more}." if without else ""
    late = sum(1 for each in dated if each.renews_on and each.renews_on < today)
    of = f"{count(len(dated), 'renewal')} of {count(len(asked.accounts), 'account')}"
    title = f"{of}, {late} past due" if late else of
    return _reply(asked, title, tuple(filter(None, (lacking,))), rows=rows)


def _arr(asked: Asked) -> Reply:
    """The ARR of the accounts together, as it is now."""
    known = [each.arr for each in asked.accounts if each.arr is not None]
    unknown = len(asked.accounts) - len(known)
    lacking = f"Of {count(unknown, 'account')} no ARR is known." if unknown else ""
    summed = arr_text(total(known, asked.context.rates))
    return _reply(asked, f"{count(len(asked.accounts), 'account')}: {summed}", tuple(filter(None, (lacking,))))


def _rest(asked: Asked) -> Reply:
    """The accounts that the first message had no room for, as they were posted."""
    first = dict(rows_in(asked.posted.messages[:1]))
    left = [each for each in asked.accounts if each.account_id not in first]
    whole = whole_list(asked.posted)
    rows = tuple(
        Row(each.name, asked.rows[each.account_id][0], look=LOOKS[each.band], opens=f"account id {each.account_id}")
        for each in left
    )
    title = f"{count(len(left), 'more account')}" if left else "Its first message has them all"
    choices = (Choice("The whole list, as it is now", whole, first=True),) if whole else ()
    return _reply(asked, title, rows=rows, choices=choices)


def _renews(asked: Asked, each: AccountSince) -> str:
    today = asked.context.today
    if each.renews_on is None:
        return ""
    when = f"{'past due since' if each.renews_on < today else 'renews'} {short_date(each.renews_on, today)}"
    act = f"act by {short_date(each.act_by, today)}" if each.act_by and today <= each.act_by < each.renews_on else ""
    leaves = "notice given" if each.leaving else ""
    return join_texts((f"{when}, {days_away(each.renews_on, today)}", act, str(each.arr or "ARR unknown"), leaves))


def _then_and_now(each: AccountSince) -> str:
    now = "left" if each.gone else _health(each.score, each.band)
    then = _health(each.score_then, each.band_then) if each.band_then else ""
    return f"{then} then, {now} now" if then and then != now else f"{now} still" if then else now


def _health(score: int | None, band: str) -> str:
    return f"{band} {score}" if score is not None else "health unknown"


def _since(asked: Asked, each: AccountSince) -> Iterator[str]:
    """What happened to an account since the digest, the most important first."""
    today = asked.context.today
    if each.gone:
        yield "is no customer any more"
    if each.moved:
        yield f"{_health(each.score_then, each.band_then)} → {_health(each.score, each.band)}"
    yield from (f"{how} {short_date(on, today)}" for how, on in each.became)
    yield from (action_text(one, today) for one in each.actions[:3])


def _reply(  # noqa: PLR0913  what an answer may have
    asked: Asked,
    title: str,
    paragraphs: tuple[str, ...] = (),
    *,
    rows: tuple[Row, ...] = (),
    facts: tuple[Fact, ...] = (),
    choices: tuple[Choice, ...] = (),
    actions: tuple[Choice, ...] = (),
) -> Reply:
    return Reply(
        title=title,
        data={
            "kind": "digest_answer",
            "digest": asked.posted.subscription.id,
            "occasion": asked.posted.occasion,
            "accounts": to_json(tuple(asked.accounts)),
        },
        paragraphs=(*paragraphs, *((f"The first {MOST} of {len(rows):,}.",) if len(rows) > MOST else ())),
        rows=tuple(replace(each, opens=each.opens * (at < OPENED)) for at, each in enumerate(rows[:MOST])),
        facts=facts,
        choices=choices,
        actions=actions,
        footnotes=(f"Asked of {asked.of}.",),
        share=asked.share,
        is_list=bool(rows),
    )


_ANSWERS: Mapping[str, Callable[[Asked], Reply]] = {
    "changed": _changed,
    "owners": _owners,
    "renewals": _renewals,
    "arr": _arr,
    "rest": _rest,
}
