"""From a metric's name and a text to an answer."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

from metrics.answer import Answer, Choice, Help, Mistake, Question
from metrics.arguments import RANGE, SPLIT, Words, bind, may_fit, split
from metrics.bands import holds
from metrics.errors import MetricError, NotOneReading
from metrics.evaluate import Reading, compute, interpret
from metrics.numbers import may_group
from metrics.registry import METRICS, Form, Metric
from metrics.result import Result

LONGEST_TEXT = 60_000
Look = Callable[[Result], tuple[Choice, ...]]


class _Several(Exception):  # noqa: N818  an outcome, not an error
    """More than one reading is left, each with what it gives."""

    def __init__(self, question: str, choices: Sequence[Result]) -> None:
        super().__init__(question)
        self.question = question
        self.results = choices


def calculate(name: str, text: str = "") -> Answer:
    """The answer of the metric of that name to a text of arguments. It never raises, whatever the text.

    A `Result`, a `Question` where the text can be read in several ways, a `Mistake` that says what is wrong, or `Help`
    when the text is empty.
    """
    metric = METRICS.find(name)
    if metric is None:
        return _no_such_metric(name)
    if not text.strip():
        return Help(metric)
    try:
        return _answer(metric, text)
    except _Several as several:
        choices = tuple(_choice(result) for result in several.results)
        return Question(metric, f"{metric.id} {text.strip()}", several.question, choices)
    except MetricError as error:
        form = _form_meant(metric, text)
        choices = _after_mistake(metric, text) if len(text) < 1000 else ()
        usage = " or ".join(each.usage for each in ([form] if form is not metric.forms[0] else metric.forms))
        return Mistake(metric, error.message, error.argument, usage, form.request, choices)


def calculate_fields(name: str, values: Mapping[str, str], form: str = "") -> Answer:
    """The answer to the fields of a filled form, each value being one argument by itself."""
    metric = METRICS.find(name)
    if metric is None:
        return _no_such_metric(name)
    chosen = metric.form(form) or metric.forms[0]
    return calculate(name, _typed(chosen, {key: value for key, value in values.items() if value and value.strip()}))


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
    try:
        if not (may_group(text) and _can_do_with_fewer(metric, text)):
            return attempt(metric, split(text))
    except (MetricError, _Several):
        pass
    from metrics import readings  # a request that is plain needs none of it

    first = readings.Candidates(metric, text)
    results, error = _all_of(metric, first.likely)
    if not results and first.unlikely:
        results, _ = _all_of(metric, first.unlikely)
    if not results:
        raise error or MetricError(f"“{text[:40]}” can't be read.")
    if len(results) > 1:
        raise _Several(first.question, results)
    return results[0]


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
            results: Sequence[Result] = [attempt(metric, split(text))]
        except MetricError as error:
            first = first or error
            continue
        except _Several as several:
            results = () if found else several.results
        for result in results:
            found.setdefault(result.request, result)
    return list(found.values()), first


def attempt(metric: Metric, words: Words, *, look: bool = True) -> Result:
    """The first form of the metric that the words fit and that gives a value.

    Raises the `MetricError` of the first form that they fit, or else of the first form.
    """
    forms, words = _forms(metric, words)
    wrong: MetricError | None = None
    open_: list[Result] = []
    for form in forms if len(forms) == 1 else [form for form in forms if may_fit(form, words)]:
        try:
            reading = interpret(form, bind(form, words))
            result = _finish(metric, reading, words, _other_orders(words) if look and form.swapped else None)
        except NotOneReading as unclear:
            open_ += _spelled_out(metric, form, words, unclear)
            wrong = wrong or unclear
        except MetricError as error:
            wrong = wrong or error
        else:
            if not open_:
                return result
            open_.append(result)
    if len(open_) > 1:
        raise _Several("Which of these is meant?", open_)
    if wrong is None:
        bind(forms[0], words)
    raise wrong or MetricError(f"{metric.id} can't be read from that. For example: {metric.example}.")


def _forms(metric: Metric, words: Words) -> tuple[list[Form], Words]:
    """The forms to try: the one that the first word names, or all that need no naming."""
    forms = metric.forms
    if len(forms) > 1:
        forms, words = _named_form(metric, words)
    if SPLIT in words.positional and not any(form.many for form in forms):
        words = words._replace(positional=tuple(word for word in words.positional if word != SPLIT))
    return forms, words


def _named_form(metric: Metric, words: Words) -> tuple[list[Form], Words]:
    first = words.positional[0].lower() if words.positional else ""
    named = metric.form(first) if first[:1].isalpha() else None
    if named:
        return [named], words._replace(positional=words.positional[1:])
    for name, value in words.named:
        if (form := metric.form(name.lower())) and form.many:
            left = tuple(pair for pair in words.named if pair != (name, value))
            return [form], words._replace(positional=(value, *words.positional), named=left)
    return [form for form in metric.forms if not form.many or form is metric.forms[0]], words


def _finish(metric: Metric, reading: Reading, words: Words, look: Look | None) -> Result:
    if reading.unknown and reading.span:
        raise MetricError(
            "Either an argument is solved for, with “?”, or one is tried over a range.", reading.span[0].name
        )
    if reading.unknown or words.target:
        return _solved(metric, reading, words.target)
    if reading.span:
        return _table(metric, reading, words)
    percentages = bool(reading.units) and reading.percentages
    return Result(metric, reading, compute(reading.form, reading.values, percentages=percentages), look=look)


def _solved(metric: Metric, reading: Reading, target: str) -> Result:
    from metrics.solve import reach  # a plain calculation needs none of it

    unknown = reading.unknown
    if not target:
        raise MetricError("Say what to reach, after an equal sign.", unknown.name if unknown else "")
    found = reach(metric, reading, target)
    value = compute(found.form, found.values, percentages=found.percentages)
    return Result(metric, found, value, solved=unknown.name if unknown else "")


def _table(metric: Metric, reading: Reading, words: Words) -> Result:
    """The table of a range; where the words give a value without it as well, that value is the result's."""
    from metrics.whatif import table

    rows = table(reading)
    rest = words._replace(named=tuple(pair for pair in words.named if RANGE not in pair[1]))
    try:
        base = interpret(reading.form, bind(reading.form, rest))
        value = compute(base.form, base.values, percentages=base.percentages) if not base.span else None
    except MetricError:
        return Result(metric, reading, None, rows=rows)
    return Result(metric, replace(base, span=reading.span), value, rows=rows)


def _spelled_out(metric: Metric, form: Form, words: Words, unclear: NotOneReading) -> list[Result]:
    """What each spelling of the unclear word gives in this form."""
    alone = replace(metric, forms=[form])
    found = []
    for spelling in unclear.spellings:
        with suppress(MetricError, _Several):
            found.append(attempt(alone, _respelled(form, words, unclear, spelling), look=False))
    return [replace(result, metric=metric) for result in found]


def _respelled(form: Form, words: Words, unclear: NotOneReading, spelling: str) -> Words:
    """The words with one of them spelled out: the range that it is, or the value of the argument by its name."""
    if RANGE in unclear.part:
        named = tuple((name, spelling if value == unclear.part else value) for name, value in words.named)
        positional = tuple(spelling if word == unclear.part else word for word in words.positional)
        return words._replace(named=named, positional=positional)
    bound = bind(form, words).words | {unclear.argument: spelling}
    return words._replace(positional=(), named=tuple((name, str(word)) for name, word in bound.items()))


def _other_orders(words: Words) -> Look:
    """Finds what the words give in the other orders that the form declares; nothing when an argument is named."""

    def look(result: Result) -> tuple[Choice, ...]:
        form = result.reading_of.form
        if words.named or words.target or result.rows or form.many:
            return ()
        others = _orders(result.metric, form, words)
        return tuple(_choice(other) for other in others if not _same(other, result))

    return look


def _same(other: Result, result: Result) -> bool:
    return other.value == result.value and other.reading_of.form is result.reading_of.form


def _orders(metric: Metric, form: Form, words: Words) -> Iterator[Result]:
    for order in form.swapped:
        names = order.split()
        if len(names) != len(words.positional):
            continue
        swapped = Words((), tuple(zip(names, words.positional, strict=True)))
        try:
            result = attempt(metric, swapped, look=False)
        except (MetricError, _Several):
            continue
        if isinstance(result.value, Decimal) and _plausible(form, result):
            yield result


def _choice(result: Result) -> Choice:
    return Choice(result.reading, result.request, result.value_text)


def _plausible(form: Form, result: Result) -> bool:
    if isinstance(form.plausible, str):
        return isinstance(result.value, Decimal) and holds(form.plausible, result.value)
    return form.plausible(result.reading_of.form.inputs(**result.inputs))


def _after_mistake(metric: Metric, text: str) -> tuple[Choice, ...]:
    """Requests near the mistaken one that work: the arguments in another order, or read as raw answers."""
    from metrics import readings

    try:
        words = split(readings.Candidates(metric, text).likely[0])
    except MetricError:
        return ()
    if words.named or words.target or len(words.positional) > 50:
        return ()
    found = [result for form in metric.forms for result in _orders(metric, form, words)]
    for form in metric.forms:
        if form.many and form.name:
            with suppress(MetricError, _Several):
                found.append(attempt(metric, words._replace(positional=(form.name, *words.positional)), look=False))
    return tuple({result.request: _choice(result) for result in found}.values())[:3]


def _form_meant(metric: Metric, text: str) -> Form:
    first = text.split(None, 1)[0].lower()
    return metric.form(first) or metric.forms[0]


def _no_such_metric(name: str) -> Mistake:
    from difflib import get_close_matches  # only a mistake needs it

    wanted = name.strip().lower()[:40]
    begun = sorted(known for known in METRICS.names if wanted and known.startswith(wanted))
    near = begun[:3] or get_close_matches(wanted, METRICS.names, n=3, cutoff=0.6)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    example = METRICS[near[0]].example if near else "nps 40 10 50"
    choices = tuple(Choice(METRICS[known].name, METRICS[known].id) for known in near)
    return Mistake(None, f"There is no metric “{wanted}”.{meant}", "metric", "<metric> <arguments>", example, choices)
