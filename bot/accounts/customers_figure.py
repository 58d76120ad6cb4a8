"""How many customers there are: accounts with ARR, and beside them those on trial and those of unknown ARR."""

from collections.abc import Iterator, Mapping
from typing import Final

from accounts.portfolio.summary import Portfolio
from bot.accounts.formatting import count, join_texts, period_text, short_date
from bot.reply import Choice, Fact, Reply

CUSTOMERS: Final = "customers"


def customers_reply(found: Portfolio, named: str, data: Mapping[str, object]) -> Reply:
    """The reply that leads with the customers of the period's last day; `named` are accounts and period as typed."""
    logos, today = found.logos, found.period.end >= found.today
    day = "today" if today else f"on {short_date(found.period.end, found.today)}"
    have = "had" if not today else "has" if logos.end == 1 else "have"
    customers = count(logos.end, "customer")
    beside = " ".join(_beside(found)) if today else ""
    return Reply(
        title=join_texts((customers, *_named_beside(found)), ", ") if today else f"{customers} {day}",
        data={**data, "figure": CUSTOMERS},
        paragraphs=(f"{customers} {have} ARR {day}: {found.scope.words}. {beside}".strip(),),
        facts=(
            Fact(
                "Customers",
                f"{logos.start:,} at the start, {logos.lost:,} lost, {logos.new:,} new, {logos.end:,} at the end, "
                f"{period_text(found.period, found.today)}",
            ),
        ),
        actions=(
            Choice("How is this counted?", "counted logos", first=True),
            Choice("By health", f"health {found.scope.request}".strip(), first=True),
            Choice("The whole portfolio", f"portfolio {named}".strip()),
        ),
        share=f"portfolio {CUSTOMERS} {named}".strip(),
    )


def _named_beside(found: Portfolio) -> Iterator[str]:
    if found.on_trial:
        yield f"{count(found.on_trial, 'account')} on trial beside them"


def _beside(found: Portfolio) -> Iterator[str]:
    """Of the accounts that are no such customers, how many are on trial and of how many no ARR is known."""
    others = found.accounts - found.logos.end
    if others <= 0:
        return
    trials = found.on_trial
    if trials is None:
        yield f"{count(others, 'account')} more: on trial, or without a known ARR."
        return
    without = others - trials
    parts = (f"{trials:,} on trial" if trials else "", f"{without:,} without a known ARR" if without > 0 else "")
    yield f"Beside them: {join_texts(parts, ', ')}; {count(found.accounts, 'account')} in all."
