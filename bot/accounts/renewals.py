"""The renewals ahead, past due ones first."""

from collections.abc import Iterator, Sequence
from datetime import date

from accounts.health.explanations import examine_all, explain
from accounts.money.rates import Rates
from accounts.renewals.leaving import LeavingList, list_leaving
from accounts.renewals.renewal_model import WINDOWS, Renewal, Renewals, RenewalSum
from accounts.scopes.scope import ALL, Scope
from bot.accounts.acted_rows import with_done, with_lately
from bot.accounts.arguments import parse_scope_argument
from bot.accounts.formatting import (
    LOOKS,
    act_by,
    amounts,
    converted_at,
    count,
    counted_choice,
    health_and_people,
    join_texts,
    missing_data,
    renewal_date,
    short_date,
)
from bot.accounts.health import lead_reason
from bot.accounts.listed_first import scope_among
from bot.accounts.lists import GridRows, ListPage, limit_notes, list_reply
from bot.accounts.order import Order, parse_order, split_among
from bot.accounts.paging import SIZE, parse_page
from bot.accounts.renewal_order import ALL_ROWS, Listed, day_order, listed_renewals, order_note
from bot.accounts.renewal_window import LONGEST, RenewalWindow, read_window
from bot.accounts.table_cells import day_cell, health_cell, money_columns, name_cell
from bot.context import Context
from bot.data_table import NOT_KNOWN, Cell
from bot.registry import Command
from bot.reply import Choice, Fact, Reply, Row, Table

NAMED = 5  # accounts that leave, of whom a list of renewals says when
PERIODS = ("30", "60", "overdue")  # what is offered for days that aren't understood
HEADER = (
    "account", "owner", "segment", "arr", "currency", "renews_on", "act_by", "days_to_act", "notice_days",
    "auto_renews", "score", "band", "score_before", "champion", "known", "crm_url",
)  # fmt: skip


def renewals_reply(context: Context, text: str, command: Command) -> Reply:
    """Lists the renewals of so many days and a scope."""
    asked, page = parse_page("renewals", text)
    asked, among = split_among(asked)
    order = parse_order(asked)
    window, named = read_window(context, order.scope)
    days = window.days
    if days > LONGEST:
        return command.usage_error(f"Renewals are looked ahead for {LONGEST:,} days at most.", "days")
    if order.most == 0:
        return command.usage_error("Say how many renewals: renewals top 5.", "number")
    scope = scope_among(context, parse_scope_argument(context, named, PERIODS), among)
    listed = listed_renewals(context, window, scope, order)
    found = listed(SIZE, page.offset)
    leaving = list_leaving(context.store, scope, lambda entries: min(entries, SIZE))
    total = found.up.renewals

    return list_reply(
        ListPage(
            title=_title(found, window),
            page=page,
            total=total,
            rows=with_done(context, tuple(_rows(context, found.rows))),
            data=_data(found, leaving),
            objects=found.rows,
            said=() if total else (_nothing_up(scope, window.text(context.today)),),
            facts=tuple(_facts(found, leaving, context.today, context.rates)),
            notes=(
                *_notes(found, window, context.rates, order_note(order, found, context.rates)),
                *limit_notes(context, scope),
            ),
            terms=(Choice("What is a notice period?", "define notice-period"),) if total else (),
            actions=(*_windows(days, named, order, among), counted_choice("renewals")),
            most=order.most,
            table=_table(f"renewals-{_span(days)}-{context.today}", listed) if total else None,
            grid=lambda rows: with_lately(context, _grid(listed(rows, page.offset).rows, context.rates)),
            order="" if order.said else day_order(found.rows),
        )
    )


def _table(name: str, listed: Listed) -> Table:
    """All renewals of a list, read when they are asked for."""
    return Table(name, HEADER, lambda: map(_cells, listed(ALL_ROWS, 0).rows))


def _span(days: int) -> str:
    """The days of a list in the name of its file."""
    return f"{days}-days" if days >= 0 else "past-due"


def _data(found: Renewals, leaving: LeavingList) -> dict[str, object]:
    totals = {"totals": found.up, "past_due": found.past_due, "bands": found.bands, "missing": found.missing}
    totals |= {"leaving": leaving}
    return {"list": "renewals", "days": max(found.days, 0), "scope": found.scope.words, **totals}


def _nothing_up(scope: Scope, when: str) -> str:
    return f"Nothing{'' if scope == ALL else f' of {scope.words}'} comes up for renewal {when}."


def _windows(days: int, named: str, order: Order, among: str) -> Iterator[Choice]:
    """The other usual windows, in the same order and of the same accounts."""
    those = f"among {among}" if among else ""
    for each in WINDOWS:
        if each != days:
            asked = ("renewals", str(each), named, order.request, those)
            yield Choice(f"{each} days", " ".join(filter(None, asked)))


def _title(found: Renewals, window: RenewalWindow) -> str:
    if not found.up.renewals:
        return "No renewals"
    return f"{count(found.up.renewals, 'renewal')} {window.text(found.today)}: {found.scope.words}"


def _facts(found: Renewals, leaving: LeavingList, today: date, rates: Rates | None) -> Iterator[Fact]:
    if leaving.accounts:
        worth = f"{amounts(leaving.arr, rates) or 'no ARR'} ({count(leaving.accounts, 'account')})"
        yield Fact("Leaving", f"{worth}: {_leavers(leaving, today)}")
    if not found.up.renewals:
        return
    yield Fact("Up for renewal", _sum(found.up, rates), first=True)
    if found.past_due.renewals:
        yield Fact("Of that past due", _sum(found.past_due, rates))
    at_risk = (
        f"{band} {_sum(up, rates)}" for band, up in (("red", found.red), ("yellow", found.yellow)) if up.renewals
    )
    if said := join_texts(at_risk):
        yield Fact("At risk", said)


def _leavers(leaving: LeavingList, today: date) -> str:
    """The first to leave, each with the day."""
    named = [
        f"{each.account} {f'on {short_date(each.leaves_on, today)}' if each.leaves_on else 'on no known day'}"
        for each in leaving.rows[:NAMED]
    ]
    more = leaving.entries - len(named)
    return f"{', '.join(named)}{f' and {more:,} more' if more else ''}"


def _sum(up: RenewalSum, rates: Rates | None) -> str:
    return f"{amounts(up.arr, rates) or 'no ARR'} ({count(up.renewals, 'renewal')})"


def _rows(context: Context, found: Sequence[Renewal]) -> Iterator[Row]:
    """The rows, those at risk with what costs them most."""
    ids = [each.account_id for each in found if each.band in {"red", "yellow"}]
    with context.store.snapshot() as connection:
        examined = examine_all(connection, ids, context.today, context.health)
    for each in found:
        why = explain(examined[each.account_id], None)[0] if each.account_id in examined else ""
        yield _row(each, context.today, why)


def _row(each: Renewal, today: date, why: str) -> Row:
    arr = str(each.arr) if each.arr else "ARR unknown"
    return Row(
        each.account,
        join_texts((_last_day(each, today), renewal_date(each, today), arr)),
        detail=join_texts((join_texts((_time_left(each, today), health_and_people(each))), why), "\n"),
        why=join_texts((_days_to_act(each), lead_reason([why] if why else [])), ". "),
        look=LOOKS.get(each.band, "unknown"),
        opens=f"account id {each.account_id}",
        url=each.crm_url,
    )


def _last_day(each: Renewal, today: date) -> str:
    """The last day to act, by which the list is ordered; where none is known that is the day that it renews."""
    if each.past_due or each.notice_days is None:
        return ""
    day = short_date(each.act_by, today)
    return f"last day to act was {day}" if each.missed else f"act by {day}"


def _time_left(each: Renewal, today: date) -> str:
    """How long there is to act, or that it isn't known."""
    return act_by(each, today) if each.past_due or each.notice_days is None else _days_to_act(each)


def _days_to_act(each: Renewal) -> str:
    known = not (each.past_due or each.missed or each.notice_days is None)
    return f"{count(each.days_to_act, 'day')} to act" if known else ""


def _notes(found: Renewals, window: RenewalWindow, rates: Rates | None, order: str) -> Iterator[str]:
    when = (
        window.text(found.today)
        if window.since or found.days < 0
        else f"{count(found.days, 'day')} from {short_date(found.today, found.today)}"
    )
    if missing := missing_data(found.missing):
        yield missing
    yield join_texts((f"Filter: {found.scope.words}, {when}.", order), " ")
    if rates_note := converted_at(found.up.arr, rates):
        yield rates_note


def _grid(rows: Sequence[Renewal], rates: Rates | None) -> GridRows:
    """The renewals for a table that is sorted where it is read."""
    arr = money_columns("ARR", [(each.arr,) if each.arr else () for each in rows], rates)
    return GridRows(
        ("Account", *arr.names, "Renews on", "Days left", "Act by", "Health", "Owner", "Champion"),
        [
            (
                name_cell(each.account),
                *money,
                day_cell(each.renews_on),
                Cell(
                    f"{-each.days_to_renewal:,} past due" if each.past_due else f"{each.days_to_renewal:,}",
                    each.days_to_renewal,
                ),
                Cell(NOT_KNOWN) if each.notice_days is None else day_cell(each.act_by),
                health_cell(each.band, each.score, each.known),
                name_cell(each.owner, "no owner"),
                name_cell(each.champion, "no champion"),
            )
            for each, money in zip(rows, arr.cells, strict=True)
        ],
        tuple(f"account id {each.account_id}" for each in rows),
        arr.note,
    )


def _cells(each: Renewal) -> tuple[object, ...]:
    arr = (each.arr.decimal, each.arr.currency) if each.arr else ("", "")
    deadline = ("", "") if each.notice_days is None else (each.act_by, each.days_to_act)  # else it isn't known
    return (
        each.account, each.owner, each.segment, *arr, each.renews_on, *deadline, each.notice_days,
        each.auto_renews, each.score, each.band, each.score_before, each.champion, each.known, each.crm_url,
    )  # fmt: skip
