"""Asking a digest: a question about what it said, answered from what was posted and from how things are now."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from accounts.digests.posted import PostedDigest, posted_of
from accounts.digests.since import AccountSince, account_names, accounts_since
from accounts.digests.subscriptions import SubscriptionError
from accounts.names.normalisation import fold
from accounts.names.similarity import NEAR, parse_query, similarity
from accounts.renewals.renewal_model import DAYS
from bot.accounts.action_texts import action_text
from bot.accounts.card import card_reply
from bot.accounts.formatting import LOOKS, count, sentence, short_date
from bot.context import TERMINAL, Context
from bot.digests.commands.asked_digest import Asked, asked_reply, health_text
from bot.digests.commands.asked_lists import arr_of, at_risk_of, late_of, owners_of, renewals_of
from bot.digests.questions import DigestQuestion, read_question
from bot.render.digest_rows import accounts_in, list_request, rows_in
from bot.reply import Choice, Fact, Reply, Row
from store.database import Store

EXAMPLE = "why is acme red?"
_ASKED = re.compile(
    r"#?(?P<id>\d{1,9})(?:\s+(?P<occasion>\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?: alert)?)?))?(?:\s+(?P<question>.+))?",
    re.DOTALL,
)
_HEALTH = re.compile(r"\b(red|yellow|green) (\d{1,3})\b")


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
            " which are past due, how much ARR that is and how much of it is at risk, and for the rest."
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
        return asked_reply(asked, "No accounts", ("That digest told of no account.",))
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
        return asked_reply(asked, "Which account?", (wanted,), choices=names)
    card = card_reply(asked.context, each.account_id)
    posted = " ".join(map(sentence, asked.rows[each.account_id][:3]))
    return asked_reply(
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
    return asked_reply(asked, title, tuple(filter(None, (of_them,))), rows=rows)


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
    return asked_reply(asked, title, rows=rows, choices=choices)


def _then_and_now(each: AccountSince) -> str:
    now = "left" if each.gone else health_text(each.score, each.band)
    then = health_text(each.score_then, each.band_then) if each.band_then else ""
    if each.came_back:
        return f"{now}, left and came back since"
    return f"{then} then, {now} now" if then and then != now else f"{now} still" if then else now


def _since(asked: Asked, each: AccountSince) -> Iterator[str]:
    """What happened to an account since the digest, the most important first."""
    today = asked.context.today
    if each.gone:
        yield "is no customer any more"
    if each.came_back:
        yield "left and came back, and isn't compared with what it was before it left"
    if each.moved:
        yield f"{health_text(each.score_then, each.band_then)} → {health_text(each.score, each.band)}"
    yield from (f"{how} {short_date(on, today)}" for how, on in each.became)
    yield from (action_text(one, today) for one in each.actions[:3])


_ANSWERS: Mapping[str, Callable[[Asked], Reply]] = {
    "changed": _changed,
    "owners": owners_of,
    "renewals": renewals_of,
    "late": late_of,
    "arr": arr_of,
    "at risk": at_risk_of,
    "rest": _rest,
}
