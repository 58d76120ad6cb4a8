"""What if: a range of one argument, its table, and the request that asks for it again."""

from collections.abc import Iterator

from metrics import METRICS, Form, Result, calculate
from metrics.inputs.kinds import CountKind
from tests.cases import cases


def requests_with_ranges(form: Form) -> Iterator[str]:
    """The example with a range beside each of its numbers, and the same with the range in the number's place."""
    answer = calculate(*form.request.split(" ", 1))
    assert isinstance(answer, Result)
    spelled = {
        spec.name: f"{spec.name}={spec.kind.spell(answer.inputs[spec.name])}"
        for spec in form.fields
        if not spec.kind.many and answer.inputs.get(spec.name) is not None
    }
    for spec in form.fields:
        if spec.name in spelled and spec.kind.numeric:
            value = answer.inputs[spec.name]
            low = value // 2 if isinstance(spec.kind, CountKind) else value / 2
            span = f"{spec.name}={spec.kind.spell(low)}..{spec.kind.spell(value or 1)}"
            yield f"{form.request} {span}"
            if not form.many:
                yield " ".join([form.metric, *(word for name, word in spelled.items() if name != spec.name), span])


@cases("form", [form for metric in METRICS for form in metric.forms])
def test_the_request_of_a_table_brings_the_same_table(form: Form) -> None:
    for text in requests_with_ranges(form):
        answer = calculate(*text.split(" ", 1))
        if isinstance(answer, Result):
            again = calculate(*answer.request.split(" ", 1))
            assert isinstance(again, Result), answer.request
            assert (again.rows, again.value, again.request) == (answer.rows, answer.value, answer.request)


@cases(
    ("text", "request_", "value"),
    [
        (
            "nrr 100k 20k 5k 8k churn=4k..12k",
            "start=100000 expansion=20000 contraction=5000 8000 churn=4k..12k",
            "107%",
        ),
        ("nrr 100k 20k 5k churn=4k..12k", "start=100000 expansion=20000 contraction=5000 churn=4k..12k", ""),
        ("accounts-per-csm 180 6 accounts=90..180", "180 accounts=90..180 csms=6 ramping=0", "30 accounts per CSM"),
        ("gross-churn 100k 4k contraction=0..5k", "start=100000 churn=4000 contraction=0..5k", "4%"),
        ("gross-churn 100k 4k 1k contraction=0..5k", "start=100000 churn=4000 1000 contraction=0..5k", "5%"),
    ],
)
def test_a_value_beside_a_range_is_kept_with_it(text: str, request_: str, value: str) -> None:
    answer = calculate(*text.split(" ", 1))
    assert isinstance(answer, Result)
    assert answer.rows
    assert (answer.request.split(" ", 1)[1], answer.value_text) == (request_, value)


def test_the_currency_of_a_range_is_that_of_its_table() -> None:
    answer = calculate("clv", "$50..$500 2%")
    assert isinstance(answer, Result)
    first = answer.data["table"]["rows"][0]
    assert (first["argument_text"], first["text"]) == ("$50", "$2,500")
