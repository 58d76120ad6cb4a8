"""Replies from metrics: a result with its working, a question, a mistake, help, the list."""

from functools import cache
from typing import TYPE_CHECKING

import metrics
from bot.reply import Choice, Fact, LazyData, Outcome, Reply, Row
from metrics import Answer, Help, Metric, Question, Result, UsageError

if TYPE_CHECKING:
    from bot.chart import Chart


def calculation_reply(metric: str, text: str) -> Reply:
    """The reply to a metric's arguments, the metric named by its id."""
    return reply_to(metrics.calculate(metric, text))


def reply_to(answer: Answer) -> Reply:
    """The reply that shows an answer of the metrics."""
    if isinstance(answer, Result):
        return _result(answer)
    if isinstance(answer, Question):
        return _question(answer)
    if isinstance(answer, Help):
        return _help(answer)
    return _usage_error(answer)


def _result(result: Result) -> Reply:
    facts = (
        ("Working", result.working),
        ("95% interval", result.interval_text),
        *result.also,
        (f"Where {result.value_text} stands", result.band),
    )
    table, request = result.table, f"calculate {result.request}"
    return Reply(
        title=_headline(result),
        data=LazyData(lambda: result.data),
        paragraphs=tuple(filter(None, (f"Read as {result.reading}.", result.meaning))),
        facts=tuple(
            Fact(label, text, verbatim=label == "Working", first=label == "Working") for label, text in facts if text
        ),
        rows_title=f"{table['label']}, and what {result.metric.name} comes to" if table else "",
        rows=tuple(Row(row["argument_text"], row["text"], first=True) for row in table["rows"]) if table else (),
        is_list=bool(table),
        choices=(*map(_other_reading, result.alternatives), _term(result.metric)),
        actions=(Choice("Recalculate", request, form=True),),
        footnotes=(*result.notes, f"Source: {result.metric.source}"),
        share=request,
        chart=_chart(result) if result.rows else None,
    )


def _chart(result: Result) -> "Chart | None":
    from bot.chart_builders import what_if  # only a range needs it

    return what_if(result)


def _headline(result: Result) -> str:
    if result.solved:
        solved = result.solved.replace("_", " ")
        return f"{result.metric.name} is {result.value_text} when {solved} is {result.solved_text}"
    return f"{result.metric.name}: {result.value_text}" if result.value_text else result.metric.name


def _other_reading(choice: metrics.Choice) -> Choice:
    return Choice(f"{choice.label}: {choice.value}" if choice.value else choice.label, choice.request)


@cache
def _term(metric: Metric) -> Choice:
    return Choice(f"What is {metric.name}?", f"define {metric.term}")


def _question(question: Question) -> Reply:
    return Reply(
        title=question.title,
        data=question.data,
        paragraphs=(question.text,),
        choices=tuple(map(_other_reading, question.choices)),
    )


def _usage_error(answer: Answer) -> Reply:
    """What was wrong with the arguments, how it is used, and one that works."""
    data = answer.data
    usages, choices = (answer.usages, answer.choices) if isinstance(answer, UsageError) else ((), ())
    facts = [*(Fact("Usage", usage, request=True) for usage in usages), Fact("Example", data["example"], request=True)]
    outcome: Outcome = "usage"
    return Reply(
        title="That didn't work",
        data=data,
        paragraphs=(answer.text,),
        facts=tuple(fact for fact in facts if fact.text),
        choices=tuple(map(_other_reading, choices)),
        actions=(Choice("Fill in a form", f"calculate {answer.metric.id}", form=True),) if answer.metric else (),
        outcome=outcome,
    )


def _help(answer: Help) -> Reply:
    data = answer.data
    return Reply(
        title=answer.title,
        data=data,
        paragraphs=(data["definition"],),
        facts=(
            Fact("Formula", data["formula"], verbatim=True, first=True),
            *(Fact("Usage", form["usage"], request=True) for form in data["forms"]),
            Fact("Example", data["example"], request=True),
        ),
        choices=(Choice(data["example"], f"calculate {data['example']}"), _term(answer.metric)),
        actions=(Choice("Calculate", f"calculate {answer.metric.id}", form=True),),
    )


def topics_reply() -> dict[str, list[Metric]]:
    """The metrics by topic."""
    return {topic: list(listed) for topic, listed in metrics.topics().items()}


def metrics_of(by_topic: dict[str, list[Metric]]) -> Reply:
    """The list of metrics: of several topics how many each has, of one its metrics with their usage."""
    if len(by_topic) > 1:
        rows = tuple(
            Row(topic.capitalize(), ", ".join(metric.id for metric in listed)) for topic, listed in by_topic.items()
        )
        choices = tuple(Choice(topic.capitalize(), f"metrics {topic}") for topic in by_topic)
        title = f"{sum(map(len, by_topic.values()))} metrics in {len(by_topic)} topics"
    else:
        ((topic, listed),) = by_topic.items()
        rows = tuple(Row(metric.forms[0].usage, metric.name, request=True) for metric in listed)
        choices = tuple(Choice(metric.name, f"calculate {metric.id}") for metric in listed)
        title = f"{topic.capitalize()}: {len(listed)} metrics"
    data = {
        "kind": "metrics",
        "topics": [
            {"topic": topic, "metrics": [{"id": metric.id, "name": metric.name} for metric in listed]}
            for topic, listed in by_topic.items()
        ],
    }
    return Reply(title=title, data=data, rows=rows, choices=choices, is_list=True)
