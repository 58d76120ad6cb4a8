"""What is asked of all accounts of a digest: their owners, renewals, ARR, and what of it is past due or at risk."""

from collections.abc import Iterable
from itertools import groupby

from accounts.digests.since import AccountSince
from accounts.money.rates import Total, total
from bot.accounts.formatting import LOOKS, arr_text, count, days_away, join_texts, one_arr, short_date
from bot.digests.commands.asked_digest import Asked, asked_reply, health_text
from bot.reply import Reply, Row

NAMED = 5  # accounts named in a sentence
RISKY = frozenset({"red", "yellow"})


def owners_of(asked: Asked) -> Reply:
    """Who owns the accounts now."""
    ordered = sorted(asked.accounts, key=lambda each: (not each.owner, each.owner.casefold()))
    rows = [
        Row(owner or "Nobody", ", ".join(each.name for each in theirs))
        for owner, found in groupby(ordered, key=lambda each: each.owner)
        for theirs in (list(found),)
    ]
    return asked_reply(asked, f"{count(len(asked.accounts), 'account')}, by owner", rows=tuple(rows))


def renewals_of(asked: Asked) -> Reply:
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
    return asked_reply(asked, title, tuple(filter(None, (lacking,))), rows=rows)


def late_of(asked: Asked) -> Reply:
    """The accounts whose renewal is past due, the longest first."""
    today = asked.context.today
    late = [each for each in asked.accounts if each.renews_on and each.renews_on < today and not each.gone]
    rows = tuple(
        Row(each.name, _renews(asked, each), look=LOOKS[each.band], opens=f"account id {each.account_id}")
        for each in sorted(late, key=lambda each: (each.renews_on, each.name))
    )
    return asked_reply(asked, f"{len(late):,} of {count(len(asked.accounts), 'account')} past due", rows=rows)


def arr_of(asked: Asked) -> Reply:
    """The ARR of the accounts together, as it is now."""
    there = [each for each in asked.accounts if not each.gone]
    unknown, left = sum(each.arr is None for each in there), len(asked.accounts) - len(there)
    notes = (
        f"Of {count(unknown, 'account')} no ARR is known." if unknown else "",
        f"{count(left, 'account')} that left since {'is' if left == 1 else 'are'} left out." if left else "",
    )
    summed = arr_text(_sum(asked, there), unknown)
    return asked_reply(asked, f"{count(len(there), 'account')}: {summed}", tuple(filter(None, notes)))


def at_risk_of(asked: Asked) -> Reply:
    """The ARR of the accounts that are red or yellow now, without those that leave."""
    risky = [each for each in asked.accounts if each.band in RISKY and not each.gone and not each.leaving]
    summed = arr_text(_sum(asked, risky), sum(each.arr is None for each in risky)) if risky else "none"
    rows = tuple(
        Row(
            each.name,
            join_texts((health_text(each.score, each.band), one_arr(each.arr, each.other_arr))),
            look=LOOKS[each.band],
            opens=f"account id {each.account_id}",
        )
        for each in sorted(risky, key=lambda each: (each.band != "red", each.name))
    )
    of = f"{len(risky):,} of {count(len(asked.accounts), 'account')}, red or yellow today"
    return asked_reply(asked, f"At risk: {summed}", (f"{of}; those that leave are left out.",), rows=rows)


def _sum(asked: Asked, accounts: Iterable[AccountSince]) -> Total:
    """What accounts pay in all their currencies."""
    amounts = (money for each in accounts if each.arr for money in (each.arr, *each.other_arr))
    return total(amounts, asked.context.rates)


def _renews(asked: Asked, each: AccountSince) -> str:
    today = asked.context.today
    if each.renews_on is None:
        return ""
    when = f"{'past due since' if each.renews_on < today else 'renews'} {short_date(each.renews_on, today)}"
    act = f"act by {short_date(each.act_by, today)}" if each.act_by and today <= each.act_by < each.renews_on else ""
    leaves = "notice given" if each.leaving else ""
    return join_texts((f"{when}, {days_away(each.renews_on, today)}", act, one_arr(each.arr, each.other_arr), leaves))
