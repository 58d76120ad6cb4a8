"""Parse and compute of every metric's example, beside the same formula in simpleeval from numbers ready to use, and
parse, compute and render as a Slack message; all in processor time, which other programs disturb the least.
"""

import re
import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from simpleeval import SimpleEval

from bot.metric_replies import calculation_reply
from bot.render.slack import message
from metrics import METRICS, Form, Result, calculate

ROUNDS = 40
REPEATS = 25
TARGET, TARGET_RENDERED = 50.0, 300.0


def microseconds(function: Callable[[], Any]) -> float:
    """The median over the rounds of the time of one call, in microseconds."""
    taken = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(REPEATS):
            function()
        taken.append((time.process_time() - started) / REPEATS * 1e6)
    return statistics.median(taken)


def evaluation(form: Form, answer: Result) -> Callable[[], Any] | None:
    """The same formula in an expression library, its names bound; none for what isn't arithmetic."""
    if not form.formula:
        return None
    given = form.inputs(**answer.inputs)
    given.check()
    names = {name: getattr(given, name) for name in dir(given) if not name.startswith("_") and name.islower()}
    exact = re.sub(r"\b([0-9]+)\b", r"n\1", form.formula)
    names |= {f"n{digits}": Decimal(digits) for digits in re.findall(r"\b[0-9]+\b", form.formula)}
    library = SimpleEval(names=names, functions={"sum": lambda values: sum(values, Decimal(0))})
    return lambda: library.eval(exact)


def main() -> None:
    """Prints a row a form: median times, that of the library, and their ratio; then the medians and the slowest."""
    ours: list[float] = []
    rendered: list[float] = []
    print(f"{'metric':32} {'µs':>7} {'simpleeval µs':>14} {'ratio':>6} {'rendered µs':>12}")
    for metric in METRICS:
        for form in metric.forms:
            text = form.request.partition(" ")[2]
            answer = calculate(metric.id, text)
            if not isinstance(answer, Result):
                raise SystemExit(f"{form.request}: {answer.text}")
            taken = microseconds(partial(calculate, metric.id, text))
            library = evaluation(form, answer)
            peer = microseconds(library) if library else None
            ours.append(taken)
            shown = f"{peer:14.1f} {taken / peer:6.1f}" if peer else f"{'–':>14} {'–':>6}"
            whole = microseconds(partial(shown_in_slack, metric.id, text))
            rendered.append(whole)
            slow = "" if taken < TARGET and whole < TARGET_RENDERED else "  slow"
            print(f"{f'{metric.id} {form.name}':32} {taken:7.1f} {shown} {whole:12.0f}{slow}")
    for name, times, target in (("computed", ours, TARGET), ("rendered", rendered, TARGET_RENDERED)):
        over = sum(each >= target for each in times)
        median = statistics.median(times)
        print(f"{len(times)} forms {name}: median {median:.1f} µs, slowest {max(times):.1f}, {over} over {target:.0f}")


def shown_in_slack(metric: str, text: str) -> object:
    """The message that answers the request."""
    return message(calculation_reply(metric, text), trail=(text,))


if __name__ == "__main__":
    main()
