"""`cs health score`, `check`, `backtest` and `fit`: what operators do. `cs health red` is asked, not done."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

import accounts.derived.current_state
from bot.terminal.moments import DAY
from bot.terminal.operator_verbs import EXIT, OPERATIONS
from bot.terminal.output import say
from bot.terminal.store_access import import_context, open_existing, report_errors

if TYPE_CHECKING:
    from accounts.health import Fitted, HealthConfig
    from bot.chart import Chart


@click.group()
def health() -> None:
    """The health of accounts as a whole. A list is asked for: cs health red."""


@health.command(help=OPERATIONS["health score"])
@click.option("--date", "day", type=DAY, help="The day; today unless given.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def score(*, day: datetime | None, as_json: bool) -> int:
    from accounts.health import last_scored_on, score_all
    from accounts.health.scoring_model import changed_on, has_scored_before

    present = import_context().today
    today = day.date() if day else present
    if today > present:  # scores of a day can't be made again once a later one was scored
        raise click.UsageError(f"{today} is still to come: --date is today, {present}, or a day before.")
    with report_errors(), open_existing() as store:
        last = last_scored_on(store.reading)
        if day and last and today < last:
            raise click.UsageError(f"{last} was scored already: --date is that day or a later one.")
        accounts.derived.current_state.advance_if_needed(store, today)
        run = score_all(store, today, _config(), import_context().now)
        earlier = has_scored_before(store.reading, run.on)
        compared = earlier and changed_on(store.reading) != run.on.isoformat()
    if as_json:
        say(json.dumps({"on": run.on.isoformat(), "accounts": run.accounts, "changed": run.changed}))
    else:
        differ = f"{run.changed:,} score{' differs' if run.changed == 1 else 's differ'} from the day before"
        none = "in another way than before, so nothing is compared" if earlier else "the first day that is scored"
        scored = f"{run.accounts:,} account{'' if run.accounts == 1 else 's'} scored for {run.on}"
        say(f"{scored}; {differ}." if compared else f"{scored}, {none}.")
    return 0


@health.command(name="check", help=OPERATIONS["health check"])
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--print", "shipped", is_flag=True, help="Print the shipped file, to begin your own with.")
def check_(*, file: Path | None, shipped: bool) -> int:
    from accounts.health import check_config, default_text, retired_settings
    from bot.settings import process_settings

    if shipped:
        print(default_text(), end="")
        return 0
    with report_errors():
        path = file or process_settings().cs_health
    faults = check_config(path)
    for fault in faults:
        say(fault, err=True)
    if not faults:
        for setting in retired_settings(path):
            say(f"{setting} no longer counts: use is held against other customers' and its own past.", err=True)
        say(f"{path or 'The shipped weights and bands'}: nothing wrong.")
    return 1 if faults else 0


@health.command(help=OPERATIONS["health backtest"])
@click.option("--days", "ahead", default="30,60,90", show_default=True, help="How long before, in days.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Draw it into a PNG file.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def backtest(*, ahead: str, plot: Path | None, as_json: bool) -> int:
    from accounts.health.backtest import backtest as test
    from bot.accounts.backtest import backtest_reply
    from bot.render.terminal import print_reply

    with report_errors(), open_existing() as store:
        found = backtest_reply(test(store, import_context().today, _config(), _days(ahead)))
    if as_json:
        say(json.dumps(found.data))
    else:
        print_reply(found, sys.stdout)
    if plot:
        _plot(found.chart, plot)
    return EXIT[found.outcome]


@health.command(help=OPERATIONS["health fit"])
@click.option("--write", is_flag=True, help="Write the weights into the file that CS_HEALTH names, or into --to.")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def fit(*, write: bool, to: Path | None, as_json: bool) -> int:
    from accounts.health import default_text
    from accounts.health.fit import fit as learn
    from bot.accounts.backtest import fit_reply
    from bot.render.terminal import print_reply
    from bot.settings import account_settings

    with report_errors(), open_existing() as store:
        present = account_settings().cs_health
        text = present.read_text(encoding="utf-8-sig") if present else None
        found = learn(store, import_context().today, _config(), text)
    target = to or present or Path("health.toml")
    written = _write(target, text or default_text(), found) if write and found.tables and not found.is_worse else ""
    reply = fit_reply(found, str(target), written)
    if as_json:
        say(json.dumps(reply.data))
    else:
        print_reply(reply, sys.stdout)
    return 1 if write and not written else EXIT[reply.outcome]


def _write(target: Path, text: str, found: "Fitted") -> str:
    """Writes the weights beside what the file says else, and keeps the file as it was; says so."""
    from accounts.errors import HealthConfigError
    from accounts.health.fit import write_tables

    before = target.with_name(f"{target.name}.before")
    undo = f"delete {target}"
    try:
        if target.exists():
            text = target.read_text(encoding="utf-8-sig")
            undo = f"mv {before} {target}"
        written = write_tables(text, found.tables or {})
        if target.exists():
            before.write_text(text, encoding="utf-8")
        target.write_text(written, encoding="utf-8")
    except HealthConfigError as error:
        raise click.ClickException(f"{target}: {error}. Nothing was written.") from error
    except OSError as error:
        raise click.ClickException(f"{target} can't be written: {error.strerror}.") from error
    return f"Written to {target}. CS_HEALTH={target} makes it count from the next scoring on. To undo: {undo}"


def _config() -> "HealthConfig":
    from accounts.health import load_config
    from bot.settings import account_settings

    return load_config(account_settings().cs_health)


def _days(text: str) -> tuple[int, ...]:
    try:
        days = tuple(int(each) for each in text.split(","))
    except ValueError:
        days = ()
    if not days or not all(0 < each <= 3650 for each in days):
        raise click.UsageError(f"--days is days before an account left, such as --days 30,60,90; not {text!r}.")
    return days


def _plot(chart: "Chart | None", path: Path) -> None:
    if chart is None:
        raise click.ClickException("There is nothing to plot: too few accounts left.")
    from bot.render.chart_png import render_png

    try:
        path.write_bytes(render_png(chart))
    except OSError as error:
        raise click.ClickException(f"{path} can't be written: {error.strerror}.") from error
    say(f"{path}: {chart.alt}", err=True)
