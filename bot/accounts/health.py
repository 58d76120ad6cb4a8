"""The accounts by health, each with why."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import cast

from accounts.health import Band, BandTotal, HealthList, HealthRow, list_by_health
from accounts.money.rates import Rates
from accounts.scopes.scope import Scope
from bot.accounts.acted_rows import with_done, with_lately
from bot.accounts.arguments import parse_scope_argument
from bot.accounts.formatting import (
    LOOKS,
    arr_text,
    count,
    counted_choice,
    health,
    join_texts,
    none_of,
    of_that_past_due,
    one_arr,
    other_amounts,
    sentence,
    short_date,
    signed,
    since_day,
    with_trials,
)
from bot.accounts.listed_first import scope_among
from bot.accounts.lists import GridRows, ListPage, limit_notes, list_reply
from bot.accounts.order import split_among
from bot.accounts.paging import SIZE, parse_page
from bot.accounts.table_cells import health_cell, money_columns, name_cell
from bot.context import Context
from bot.data_table import NOT_KNOWN, Cell
from bot.reply import Choice, Fact, Reply, Row, Table

ALL_ROWS = 1_000_000
_PART = re.compile(r"^[A-Z][a-z]+ \d{1,3}: ")  # `Usage 39: `, beside the row’s own score
SHOWN = 2  # reasons of a row; its card has them all
HEADER = (
    "account", "owner", "arr", "currency", "score", "band", "change", "band_before", "known", "why", "advice",
    "crm_url", "other_arr", "on_trial", "change_since",
)  # fmt: skip


def health_reply(context: Context, text: str) -> Reply:
    """Lists the accounts of a band and a scope."""
    asked, page = parse_page("health", text)
    asked, among = split_among(asked)
    band, scope = split_band(scope_among(context, parse_scope_argument(context, asked), among))
    found = list_by_health(context.store, band, scope, SIZE, page.offset, context.health, context.rates)

    def everything() -> Iterable[tuple[object, ...]]:
        return map(
            health_cells, list_by_health(context.store, band, scope, ALL_ROWS, 0, context.health, context.rates).rows
        )

    def grid(rows: int) -> GridRows:
        listed = list_by_health(context.store, band, scope, rows, page.offset, context.health, context.rates)
        return with_lately(context, health_grid(listed.rows, context.rates, context.today))

    return list_reply(
        ListPage(
            title=_title(band, scope, found),
            page=page,
            total=found.total,
            rows=with_done(context, tuple(health_row(each, context.today) for each in found.rows)),
            data={"list": "health", "band": band or "", "scope": scope.words, "bands": found.bands},
            objects=found.rows,
            said=() if found.total else (none_of(f"{band or ''} accounts".strip(), scope),),
            facts=tuple(_facts(found)),
            notes=(*_notes(found, band, scope, context.today), *limit_notes(context, scope)),
            terms=(Choice("What is a health score?", "define customer-health-score"),) if found.total else (),
            actions=(
                *(_band_choice(each, scope, among) for each in found.bands if each.accounts and each.band != band),
                counted_choice("health"),
            ),
            table=Table(f"health-{context.today}", HEADER, everything) if found.total else None,
            grid=grid,
        )
    )


def split_band(scope: Scope) -> tuple[Band | None, Scope]:
    """The one band that a scope is narrowed to, and the scope without it; of several bands none is told apart."""
    bands = scope.narrowing.bands
    return (cast("Band", bands[0]), scope.any_band()) if len(bands) == 1 else (None, scope)


def _band_choice(each: BandTotal, scope: Scope, among: str) -> Choice:
    label = f"{each.band.capitalize()} ({each.accounts:,})"
    those = f"among {among}" if among else ""
    return Choice(label, " ".join(filter(None, ("health", each.band, scope.any_band().request, those))))


def _title(band: Band | None, scope: Scope, found: HealthList) -> str:
    which = f"{band} account" if band else "account"
    return f"{with_trials(count(found.total, which), found.on_trial)}: {scope.words}" if found.total else f"No {which}s"


def _facts(found: HealthList) -> Iterator[Fact]:
    for each in found.bands:
        if each.accounts:
            late = of_that_past_due(str(each.past_due), each.past_due_accounts)
            arr = join_texts((arr_text(each.arr, each.unpriced), late), ", ")
            yield Fact(each.band.capitalize(), join_texts((count(each.accounts, "account"), arr)))


def health_row(each: HealthRow, today: date) -> Row:
    """An account in a list: score, revenue, owner, and why."""
    before = f"was {each.band_before}" if each.band_before not in {each.band, "unknown"} else ""
    return Row(
        each.name,
        join_texts(
            (
                health(each.band, each.score, each.change, each.known, since_day(each.since, today)),
                before,
                "came back" if each.came_back else "",
                _arr(each, today),
                each.owner or "no owner",
            )
        ),
        detail=" ".join(map(sentence, each.why[:SHOWN])),
        why=lead_reason(each.why),
        look=LOOKS[each.band],
        opens=f"account id {each.account_id}",
        url=each.crm_url,
    )


def lead_reason(why: Sequence[str]) -> str:
    """What costs a score most, without the part's points and what is said besides: `No use for 59 days.`"""
    return sentence(_PART.sub("", why[0].partition("; ")[0])) if why else ""


def _arr(each: HealthRow, today: date) -> str:
    """ARR with what is past due of it, that notice was given, and that an account is on trial."""
    whole = each.arr == each.past_due and not each.other_arr
    late = f"{'all' if whole else each.past_due} of it past due" if each.past_due else ""
    leaves = f", leaves {short_date(each.leaves_on, today)}" if each.leaves_on else ""
    return join_texts(
        (
            one_arr(each.arr, each.other_arr),
            late,
            f"notice given{leaves}" if each.notice_given else "",
            "on trial" if each.on_trial else "",
        ),
        ", ",
    )


def _notes(found: HealthList, band: Band | None, scope: Scope, today: date) -> Iterator[str]:
    scored = f" Scored {short_date(found.scored_on, today)}." if found.scored_on else ""
    if found.missing:
        yield f"Missing: {' '.join(map(sentence, found.missing))}"
    yield f"Filter: {scope.words}, {band or 'every band'}, most revenue first.{scored}"


def health_grid(rows: Sequence[HealthRow], rates: Rates | None, today: date) -> GridRows:
    """The accounts for a table that is sorted where it is read."""
    arr = money_columns("ARR", [(each.arr, *each.other_arr) if each.arr else () for each in rows], rates)
    return GridRows(
        ("Account", *arr.names, "Health", _changed_since(rows, today), "Owner", "Why"),
        [
            (
                name_cell(each.name),
                *money,
                health_cell(each.band, each.score, each.known),
                Cell(NOT_KNOWN) if each.change is None else Cell(signed(each.change), each.change),
                name_cell(each.owner, "no owner"),
                name_cell(sentence(each.why[0]) if each.why else ""),
            )
            for each, money in zip(rows, arr.cells, strict=True)
        ],
        tuple(f"account id {each.account_id}" for each in rows),
        arr.note,
    )


def _changed_since(rows: Sequence[HealthRow], today: date) -> str:
    """The name of the column of changes, with the day that all of them are counted from."""
    days = {each.since for each in rows if each.change}
    return join_texts(("Change", since_day(days.pop(), today) if len(days) == 1 else ""), " ")


def health_cells(each: HealthRow) -> tuple[object, ...]:
    """The cells of an account, under `HEADER`."""
    arr = (each.arr.decimal, each.arr.currency) if each.arr else ("", "")
    why = "; ".join(reason.rstrip(".") for reason in each.why)
    return (
        each.name, each.owner, *arr, each.score, each.band, each.change, each.band_before, each.known, why, each.advice,
        each.crm_url, other_amounts(each.other_arr), each.on_trial, each.since if each.change is not None else "",
    )  # fmt: skip
