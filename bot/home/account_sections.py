"""The parts of the Home tab for those who may see account data: accounts, renewals and digests of their own, and how
fresh the data is. Each reads the store once.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from accounts.digests.subscriptions import Subscription, subscriptions
from accounts.own_accounts import NextRenewal, OwnAccounts, OwnBand, has_accounts, own_accounts
from bot.accounts.arguments import requester
from bot.accounts.formatting import LOOKS, amounts, count, days_away, join_texts, short_date
from bot.commands import answer_request
from bot.context import Context
from bot.digests.commands.selection import change_request, digest_name, state_text, terms_text
from bot.home.model import Section
from bot.home.word_sections import NOTHING_YET
from bot.parsing.grammar import Request
from bot.reply import Choice, Row

FEW, DIGESTS, SOURCES = 5, 5, 8
DAYS = 60  # of the renewals ahead
WATCH = "watch"  # the digest of watched accounts, which is changed by watch and unwatch


def accounts_sections(context: Context) -> Iterator[Section]:
    """The accounts that somebody owns by health, and their renewals ahead; for who owns none where to look."""
    own = own_accounts(context.store, requester(context), context.today, DAYS, FEW)
    if own is not None and own.accounts:
        yield _mine(context, own)
        yield _renewals(context, own)
    elif has_accounts(context.store):
        yield Section(
            title="Accounts",
            rows=(Row("", "None is yours: accounts know their owner by email or Slack user, or by /cs own."),),
            choices=(
                Choice("Red accounts", "health red"),
                Choice("All by health", "health"),
                Choice(f"Renewals in {DAYS} days", f"renewals {DAYS}"),
                Choice("Owners", "owners"),
            ),
        )
    else:
        yield NOTHING_YET


def _mine(context: Context, own: OwnAccounts) -> Section:
    return Section(
        title=f"My accounts ({own.accounts:,})",
        rows=tuple(_band(context, each) for each in own.bands),
        choices=(
            *((Choice("My red accounts", "health red mine"),) if own.accounts_of("red") else ()),
            Choice("My accounts", "health mine"),
            Choice("My portfolio", "portfolio mine"),
        ),
    )


def _band(context: Context, each: OwnBand) -> Row:
    unpriced = f"{each.unpriced:,} without ARR" if each.unpriced else ""
    arr = amounts(each.arr, context.rates)
    text = join_texts((count(each.accounts, "account"), f"{arr} ARR" if arr else "", unpriced))
    return Row(each.band.capitalize(), text, look=LOOKS[each.band])


def _renewals(context: Context, own: OwnAccounts) -> Section:
    late = f", {own.past_due:,} past due" if own.past_due else ""
    more = own.renewals - len(own.next_renewals)
    return Section(
        title=f"My renewals in {DAYS} days ({own.renewals:,}{late})",
        rows=tuple(_renewal(each, context.today) for each in own.next_renewals) or (Row("", "None comes up."),),
        note=f"{more:,} more: the button has them." if more else "",
        choices=(
            Choice(f"My renewals in {DAYS} days", f"renewals {DAYS} mine"),
            *(Choice(f"Brief: {each.account}", f"brief id {each.account_id}") for each in own.next_renewals[:2]),
        ),
    )


def _renewal(each: NextRenewal, today: date) -> Row:
    worth = str(each.arr) if each.arr else "ARR unknown"
    return Row(each.account, join_texts((_when(each, today), worth)), look=LOOKS[each.band])


def _when(each: NextRenewal, today: date) -> str:
    """By when to act, and when it renews."""
    day = short_date(each.renews_on, today)
    if each.renews_on < today:
        return f"past due since {day}"
    if each.act_by is None:
        return f"renews {day}, {days_away(each.renews_on, today)}, notice unknown"
    acting = short_date(each.act_by, today)
    if each.act_by < today:
        return f"last day to act was {acting}; renews {day}"
    return f"act by {acting}, {days_away(each.act_by, today)}; renews {day}"


def digests_sections(context: Context) -> Iterator[Section]:
    """The digests that somebody set up, each with what pauses, resumes and changes it."""
    own = subscriptions(context.store, context.team, created_by=context.requester.id)
    if not own:
        yield Section(
            title="My digests (0)",
            rows=(Row("", "One tells a channel, or you, each morning what changed: /cs digest subscribe."),),
            choices=(Choice("Subscribe…", "digest subscribe", form=True),),
        )
        return
    for number, each in enumerate(own[:DIGESTS]):
        yield _digest(each, f"My digests ({len(own):,})" if number == 0 else "")
    more = f"{len(own) - DIGESTS:,} more: Status has them." if len(own) > DIGESTS else ""
    other = (Choice("Status", "digest status"), Choice("Subscribe…", "digest subscribe", form=True))
    yield Section(title="", note=more, choices=other)


def _digest(each: Subscription, title: str) -> Section:
    paused = each.state == "paused"
    turn = Choice(f"Resume {each.id}", f"digest resume {each.id}")
    if not paused:
        turn = Choice(f"Pause {each.id}", f"digest pause {each.id}")
    change = Choice(f"Change {each.id}…", change_request(each), form=True)
    text = join_texts((terms_text(each), state_text(each)), "; ")
    return Section(
        title=title,
        rows=(Row(f"{each.id}. {digest_name(each)}", text, channel=each.channel),),
        choices=(turn,) if each.digest == WATCH else (turn, change),
        place=each.channel,
    )


def sources_section(context: Context) -> Section | None:
    """How fresh the account data is, what isn't well first with what is wrong; imports by hand by their days."""
    data = answer_request(Request("data", ""), context)
    if not data.rows:
        return None
    by_hand = not data.data.get("sources")
    rows = [*_imports(data.rows)] if by_hand else sorted(data.rows, key=lambda row: row.look == "green")
    more = f"{len(rows) - SOURCES:,} more: the button has them." if len(rows) > SOURCES else ""
    return Section(
        title="Account data" if by_hand else data.title,
        rows=tuple(
            Row(row.label, join_texts((row.text, "" if row.look == "green" else row.detail)), look=row.look)
            for row in rows[:SOURCES]
        ),
        note=" ".join(filter(None, ("Imported by hand." if by_hand else "", more))),
        choices=(Choice("All of it", "data"),),
    )


def _imports(rows: Sequence[Row]) -> Iterator[Row]:
    """The kinds of files by when they were imported, a row for those of the same time."""
    by_time: dict[str, list[str]] = {}
    for row in rows:
        by_time.setdefault(row.text.rpartition(" · ")[2], []).append(row.label)
    yield from (Row(", ".join(kinds), when) for when, kinds in by_time.items())
