"""From a metric's name and a text to an answer."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

import metrics.parsing.candidates
from metrics import display
from metrics.answers.answer import Answer, Choice, Help, Question, UsageError
from metrics.answers.result import Result
from metrics.calculation.argument_orders import after_mistake, choice_of, other_orders
from metrics.calculation.attempt import SeveralReadings, attempt
from metrics.errors import MetricError, NotUnderstoodError
from metrics.inputs.numbers import PERIODS, may_group, parse_number
from metrics.parsing.binding import split
from metrics.registry import METRICS, Form, Metric

LONGEST_TEXT = 60_000
LONGEST_FORMULA = 500
LONGEST_SENTENCE = 400
_PART = re.compile(r"\s*[^\sA-Za-z]*[0-9]\S* (?:out )?of [^\sA-Za-z]*[0-9]\S*\s*")
_REACHED = re.compile(r"\s*(?:from )?([\d.]+%?) (?:up |down )?to ([\d.]+%?)\s*", re.IGNORECASE)
_PERIODS = re.compile(r"\b(annual|yearly|quarterly|monthly) ([A-Za-z]+)", re.IGNORECASE)
_SIGNS = frozenset("*/+×÷−–-")
_SIGN = re.compile(r"[*/×÷]|\S\+| [-+−–] ")
_APART = re.compile(r"[0-9%)] +(?![0-9]{3}(?![0-9]))[$€£]?[0-9]")


def calculate(name: str, text: str = "", *, by_field: bool = False) -> Answer:
    """The answer of the metric of that name to a text of arguments. It never raises, whatever the text.

    A `Result`, a `Question` where the text can be read in several ways, a `UsageError` that says what is wrong with
    which argument, or `Help` when the text is empty. With `by_field` what is wrong is shown beside the argument's field
    and doesn't name it.
    """
    metric = METRICS.find(name)
    if metric is None:
        return _no_such_metric(name)
    if not text.strip():
        return Help(metric)
    try:
        return _answer(metric, text)
    except SeveralReadings as several:
        choices = tuple(choice_of(result) for result in several.results)
        return Question(metric, f"{metric.id} {text.strip()}", several.question, choices)
    except MetricError as wrong:
        error = _word_at_fault(metric, text) or wrong
        form = _form_meant(metric, text)
        choices = after_mistake(metric, text) if len(text) < 1000 else ()
        usages = tuple(each.usage for each in ([form] if form is not metric.forms[0] else metric.forms))
        said = error.message if by_field else _with_argument(metric, error)
        return UsageError(metric, said, error.argument, usages, form.request, choices)


def _word_at_fault(metric: Metric, text: str) -> MetricError | None:
    if len(text) > LONGEST_SENTENCE:
        return None
    from metrics.calculation.word_at_fault import word_at_fault  # only a mistake needs it

    return word_at_fault(metric, text)


def _with_argument(metric: Metric, error: MetricError) -> str:
    """What is wrong, with the argument that it is wrong with."""
    fields = {name: spec for form in metric.forms for name, spec in form.inputs.FIELDS.items()}
    spec = fields.get(error.argument)
    if spec is None or spec.spoken in error.message or not isinstance(error, NotUnderstoodError):
        return error.message
    return f"{spec.spoken}: {error.message}"


def calculate_fields(name: str, values: Mapping[str, str], form: str = "") -> Answer:
    """The answer to the fields of a filled form, each value being one argument by itself."""
    metric = METRICS.find(name)
    if metric is None:
        return _no_such_metric(name)
    chosen = metric.form(form) or metric.forms[0]
    typed = _typed(chosen, {key: value for key, value in values.items() if value and value.strip()})
    return calculate(name, typed, by_field=True)


def _typed(form: Form, values: Mapping[str, str]) -> str:
    """The text that gives these values to the fields of the form."""
    words: list[str] = [form.name] if form.name and form.many else []
    lists = [spec for spec in form.fields if spec.kind.many and spec.name in values]
    for spec in form.fields:
        if spec.name not in values:
            continue
        value = values[spec.name].strip()
        if spec.kind.many:
            words += ([] if spec is lists[0] else ["/"]) + [value]
        else:
            words.append(f"{spec.name}={value if spec.kind.name == 'date' else ''.join(value.split())}")
    return " ".join(words)


def _answer(metric: Metric, text: str) -> Result:
    """The text taken as it stands where that leaves no doubt, else in each of the ways it can be read."""
    if len(text) > LONGEST_TEXT:
        raise MetricError(f"That is {len(text):,} characters long; {LONGEST_TEXT:,} can be read at once.")
    _check_share_and_periods(metric, text)
    _check_points(metric, text)
    if len(text) < LONGEST_FORMULA and _may_be_formula(text):
        from metrics.parsing.formulas import parse_formula  # a request that is plain needs none of it

        if words := parse_formula(metric, text):
            with suppress(MetricError):
                return attempt(metric, words)
    try:
        if not (may_group(text) and _can_do_with_fewer(metric, text)):
            return attempt(metric, split(text), other_orders)
    except (MetricError, SeveralReadings):
        pass

    if " from " in f" {text.lower()}" and (changed := _change(metric, text)):
        return changed
    first = metrics.parsing.candidates.Candidates(metric, text)
    results, error = _all_of(metric, first.likely)
    if not results and first.unlikely:
        results, _ = _all_of(metric, first.unlikely)
    if not results:
        return _by_its_words(metric, text, error)
    if len(results) > 1:
        raise SeveralReadings(first.question, results)
    return results[0]


def _change(metric: Metric, text: str) -> Result | None:
    """The percentage by which a metric's value went from one to another, where the text says no more than that.

    None for a metric that takes such values itself. Raises `MetricError` for scores.
    """
    from metrics.parsing.sentences import change_said  # a request that is plain needs none of it

    values = change_said(text)
    fields = [spec for form in metric.forms for spec in form.fields]
    if values is None or any(each.name in {"before", "after", "rate"} or each.kind.name == "date" for each in fields):
        return None
    if metric.unit in {"points", "score", "class"}:
        raise MetricError(f"{' and '.join(values)} are scores: what lies between them is points, and no percentage.")
    return attempt(METRICS["percent-change"], split(" ".join(each.replace(" ", "") for each in values)))


def _check_points(metric: Metric, text: str) -> None:
    """Raises `MetricError` where a rate that is to be reached stands in place of points to add: `from 80% to 84%`."""
    points = next((spec for form in metric.forms for spec in form.fields if spec.kind.name == "points"), None)
    found = _REACHED.fullmatch(text) if points else None
    if points is None or found is None:
        return
    before, after = found.groups()
    added = display.typed(parse_number(after).value - parse_number(before).value)
    request = f"{metric.id} {before} {added if added.startswith('-') else f'+{added}'}"
    said = f"{after} is where it goes to, not how many points are added. From {before} to {after} is “{request}”."
    raise MetricError(said, points.name)


def _by_its_words(metric: Metric, text: str, error: MetricError | None) -> Result:
    """What the words of a text say its numbers are. Raises `MetricError` where a word stands in a value's place."""
    if _may_be_words(error) or " of " in text:
        if fault := _word_at_fault(metric, text):
            raise fault
        if read := _in_words(metric, text):
            return read
    raise error or MetricError(f"“{text[:40]}” can't be read.")


def _check_share_and_periods(metric: Metric, text: str) -> None:
    """Raises `MetricError` for a part of a whole where the metric is no share: `gross margin 220k of 1M`; and for what
    `period_fault` finds.
    """
    if fault := period_fault(metric, text):
        raise fault
    if len(text) > LONGEST_SENTENCE or not _PART.fullmatch(text):  # of a long text the expression would take long
        return
    two = [form for form in metric.forms if form.required == 2 and not form.many]
    if two and all("(" in form.formula for form in two):
        names = " and ".join(spec.spoken for spec in metric.forms[0].fields if spec.required)
        message = f"“{text.strip()}” is a part of a whole, and {metric.name} isn't the share of it: name {names}."
        raise MetricError(message)


def period_fault(metric: Metric, text: str) -> MetricError | None:
    """What is wrong with an argument that is said to be of another period than it must be: `annual churn 20%`."""
    said = _PERIODS.findall(text[:LONGEST_SENTENCE])
    for form in metric.forms if said else ():
        for adjective, name in said:
            spec, period = form.names.get(name.lower()), PERIODS[adjective.lower()]
            if spec and spec.period not in {"", period}:
                return MetricError(spec.of_period(period), spec.name)
    return None


def _may_be_words(error: MetricError | None) -> bool:
    """Whether what is wrong may be a word around the numbers, and not a number itself."""
    return error is None or isinstance(error, NotUnderstoodError)


def _in_words(metric: Metric, text: str) -> Result | None:
    """What a text gives whose words say which number is which, or whose numbers alone are arguments or raw answers."""
    if len(text) > LONGEST_SENTENCE:
        return None
    from metrics.parsing import sentences  # a request that is plain needs none of it
    from metrics.parsing.unread_words import unread_words

    unread = unread_words(metric, text)
    if unread and _names_a_list(metric, text):
        return None
    for request in (*sentences.in_words(metric, text), *sentences.raw_answers(metric, text)):
        with suppress(MetricError, SeveralReadings):
            found = attempt(metric, split(request))
            return replace(found, unread=unread)
    return None


def _names_a_list(metric: Metric, text: str) -> bool:
    """Whether a text begins with the name of a form whose arguments are a list: `scores foo 9 9 7`."""
    form = metric.form(text.split(None, 1)[0].lower())
    return form is not None and form.many


def _may_be_formula(text: str) -> bool:
    """Whether there are signs between the numbers, and no numbers without one between them."""
    signs = not _SIGNS.isdisjoint(text) and _SIGN.search(text)
    return bool(signs or " of " in text or " x " in text) and not _APART.search(text)


def _can_do_with_fewer(metric: Metric, text: str) -> bool:
    """Whether the metric would take the text with two of its words as one number."""
    given = len(text.split())
    forms = (form for form in metric.forms if not form.by_name and (not form.many or form is metric.forms[0]))
    return any(form.required < given for form in forms)


def _all_of(metric: Metric, texts: Iterable[str]) -> tuple[list[Result], MetricError | None]:
    """What each text gives, those that give the same once, and what is wrong with the first that gives nothing."""
    found: dict[str, Result] = {}
    first: MetricError | None = None
    for text in texts:
        try:
            results: Sequence[Result] = [attempt(metric, split(text), other_orders)]
        except MetricError as error:
            first = first or error
            continue
        except SeveralReadings as several:
            results = () if found else several.results
        for result in results:
            found.setdefault(result.request, result)
    return list(found.values()), first


def _form_meant(metric: Metric, text: str) -> Form:
    first = text.split(None, 1)[0].lower()
    return metric.form(first) or metric.forms[0]


def _no_such_metric(name: str) -> UsageError:
    from difflib import get_close_matches  # only a mistake needs it

    wanted = name.strip().lower()[:40]
    begun = sorted(known for known in METRICS.names if wanted and known.startswith(wanted))
    near = begun[:3] or get_close_matches(wanted, METRICS.names, n=3, cutoff=0.6)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    example = METRICS[near[0]].example if near else "nps 40 10 50"
    choices = tuple(Choice(METRICS[known].name, METRICS[known].id) for known in near)
    return UsageError(
        None, f"There is no metric “{wanted}”.{meant}", "metric", ("<metric> <arguments>",), example, choices
    )
