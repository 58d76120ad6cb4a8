"""Any argument can be solved for, and tried over a range."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from metrics import METRICS, Form, Result, calculate
from metrics.inputs.time_kinds import DateKind
from tests.cases import cases
from tests.metrics.asking import mistake, question, result, value

SOLVABLE = [
    (form, position)
    for metric in METRICS
    for form in metric.forms
    if not form.many and metric.unit != "class" and not isinstance(form.fields[0].kind, DateKind)
    for position, spec in enumerate(form.fields)
    if spec.required
]


@cases(("form", "position"), SOLVABLE)
def test_solving_back_gives_the_argument(form: Form, position: int) -> None:
    metric = METRICS[form.metric]
    answer = result(form.request)
    spec = form.fields[position]
    words = answer.request.split()[1:]
    asked = [f"{spec.name}=?" if word.startswith(f"{spec.name}=") else word for word in words]
    back = calculate(metric.id, f"{' '.join(asked)} = {answer.data['value']}")
    assert isinstance(back, Result), back.text
    assert back.solved == spec.name
    assert abs(back.inputs[spec.name] - answer.inputs[spec.name]) < Decimal("1e-15")


def test_the_answer_says_what_is_needed_to_get_there() -> None:
    answer = result("nrr 100k ? 5k 8k = 110%")
    assert answer.inputs["expansion"] == 23_000
    assert answer.data["solved"] == {"argument": "expansion", "value": "23000", "text": "23,000"}
    assert answer.value == 110
    assert "when expansion is 23,000" in answer.text


@cases(
    "text",
    [
        "100k ? 5k 8k = 110%",
        "100k ? 5k 8k =110",
        "100k exp=? 5k 8k = 110%",
        "100k ? 5k 8k target=110%",
        "100k ? 5k 8k=1.1e",
    ],
)
def test_the_target_follows_an_equal_sign_or_its_name(text: str) -> None:
    answer = calculate("nrr", text)
    assert isinstance(answer, Result) == (not text.endswith("e"))


def test_a_target_is_in_the_unit_of_the_metric() -> None:
    assert result("ltv-cac ? 5k = 3x").inputs["clv"] == 15_000
    assert result("cac-payback 5400 ? 75% = 1 year").inputs["arpa"] == 600
    assert result("clv $200 ? = $10k").inputs["churn"] == Decimal("0.02")
    assert "EUR" in mistake("clv $200 ? = €10k").message


def test_what_is_not_linear_is_solved_as_well() -> None:
    assert abs(result("annual-churn ? = 30.6158389%").inputs["monthly"] - Decimal("0.03")) < Decimal("1e-6")
    assert result("crr ? 5 202 = 98.5%").inputs["start"] == 200


def test_a_solution_that_the_argument_cannot_take_is_refused_with_the_reason() -> None:
    assert "would have to be −" in mistake("nrr 100k ? 5k 8k = 1%").message
    assert "would have to be" in mistake("crr 200 ? 202 = 150%").message


def test_a_whole_number_that_comes_out_broken_says_what_its_neighbours_give() -> None:
    answer = result("nps ? 10 50 = 10")
    assert "is a whole number: 62 gives 9.8 points, 63 gives 10.6 points" in " ".join(answer.notes)


def test_a_range_gives_a_small_table_with_both_ends() -> None:
    answer = result("nrr 100k 20k 5k 8k churn=4k..12k")
    assert answer.value == 107
    table = answer.data["table"]
    assert table["argument"] == "churn"
    assert [(row["argument"], row["value"]) for row in table["rows"]] == [
        (str(4000 + 1000 * step), str(111 - step)) for step in range(9)
    ]


def test_a_range_in_the_place_of_the_argument_has_no_single_value() -> None:
    answer = result("nrr 100k 20k 5k 4k..12k")
    assert answer.value is None
    assert len(answer.rows) == 9
    assert answer.data["value"] is None


def test_a_range_of_rates_shares_its_percent_sign() -> None:
    rows = result("clv 200 1..5%").rows
    assert (rows[0].argument, rows[-1].argument) == (Decimal("0.01"), Decimal("0.05"))


def test_a_range_that_may_begin_in_thousands_is_asked_about() -> None:
    assert len(question("nrr 100k 20k 5k 4..12k").choices) == 2


def test_rows_where_the_metric_is_undefined_are_empty() -> None:
    rows = result("crr 200 0..20 202").rows
    assert rows[0].value is None
    assert rows[-1].value == 91


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_table_has_at_most_nine_rows_in_ascending_order(low: int, width: int) -> None:
    answer = calculate("arr", f"mrr={low}..{low + width}")
    assert isinstance(answer, Result)
    arguments = [row.argument for row in answer.rows]
    assert 2 <= len(arguments) <= 9
    assert arguments == sorted(set(arguments))
    assert (arguments[0], arguments[-1]) == (Decimal(low), Decimal(low + width))
    assert all(row.value == row.argument * 12 for row in answer.rows)


def test_solving_for_any_amount_is_exact() -> None:
    assert value("nrr 300 ? 0 0 = 133.33%") == Decimal("133.33")
    assert result("nrr 300 ? 0 0 = 133.33%").inputs["expansion"] == Decimal("99.99")
