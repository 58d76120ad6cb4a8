"""The company's own figure for a term, or why it isn't known."""

from collections.abc import Iterator

from accounts.portfolio.retention import RetentionMetric
from accounts.portfolio.summary import Portfolio, summarise
from bot.accounts.middleware import run_command
from bot.accounts.nps_figure import nps_text
from bot.accounts.portfolio_figure import lost_share
from bot.context import Context
from bot.registry import Command
from bot.reply import Choice, Fact, Reply
from bot.terms.own_figures import OwnFigure

LABEL = "Ours"


def own_figure_reply(context: Context, figure: OwnFigure, verb: str) -> Reply:
    """The reply whose facts and actions say what a figure is with us and lead to how it is counted; it is recorded as a
    look at accounts that the verb took.
    """
    command = Command(verb, "", "", (verb,), lambda within, _: _answer(within, figure))
    return run_command(command, context, "")


def _answer(context: Context, figure: OwnFigure) -> Reply:
    known, said = nps_text(context) if figure.name == "nps" else _of_portfolio(context, figure.name)
    return Reply(
        title=LABEL,
        data={"kind": "own_figure", "figure": figure.name, "known": known, "text": said},
        facts=(Fact(LABEL, said, first=known),),
        actions=(Choice("How is ours counted?", f"counted {figure.definition}", first=known),),
    )


def _of_portfolio(context: Context, name: str) -> tuple[bool, str]:
    found = summarise(context.store, context.today, rates=context.rates)
    if name == "arr":
        return (True, f"{found.arr} today") if found.arr.each else (False, "not known, because no account has an ARR.")
    metrics = [each for each in found.kept if each.metric == ("crr" if name == "churn" else name)]
    known = [each for each in metrics if each.value is not None]
    if not known:
        why = next((each.why for each in metrics if each.why), "There is no ARR.")
        return False, f"not known, because {why[:1].lower()}{why[1:]}"
    return True, f"{', '.join(_each(known, name))} over {_period(found)}"


def _each(known: list[RetentionMetric], name: str) -> Iterator[str]:
    """The value in each currency that it is known in."""
    for each in known:
        value = lost_share(each) if name == "churn" else each.both
        yield f"{value} in {each.currency}" if len(known) > 1 else value


def _period(found: Portfolio) -> str:
    until = f" until {found.period.end}" if found.period.end != found.today else ""
    return f"12 months{until}"
