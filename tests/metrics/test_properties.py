"""What must hold for any numbers: units cancel, neighbours agree, and no text breaks the calculator."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics import METRICS, Answer, Form, Result, calculate
from tests.examples import examples
from tests.metrics.asking import result, value

AMOUNT = st.integers(1, 10**9)
LOSS = st.integers(0, 10**6)
COUNT = st.integers(0, 10**5)
FACTOR = st.integers(2, 1000)
METRIC = st.sampled_from([metric.id for metric in METRICS])
SURVEY = st.tuples(COUNT, COUNT.map(lambda count: count + 1), COUNT).map(lambda counts: " ".join(map(str, counts)))
NUMBERS = ["40", "10", "50", "100k", "$1.2M", "€5", "2%", "0.02", "1.200", "1,5", "100", "000", "-5", "(5)", "6 months"]
WORDS = ["scores", "churn=8k", "start", "open", "2025-01-10", "03/04/2025", "nan", "x=1:2", "110%", "4k..12k"]
PIECES = st.sampled_from([*NUMBERS, *WORDS, "?", "=", "/", ",", "\n", "\t"])


def close(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= Decimal("1e-20") * max(Decimal(1), abs(one), abs(other))


@given(AMOUNT, LOSS, LOSS, LOSS, FACTOR)
def test_ratios_of_money_do_not_depend_on_its_unit(
    start: int, expansion: int, contraction: int, churn: int, by: int
) -> None:
    start += contraction + churn
    once = value(f"nrr {start} {expansion} {contraction} {churn}")
    again = value(f"nrr {start * by} {expansion * by} {contraction * by} {churn * by}")
    assert close(once, again)


@given(COUNT, COUNT, COUNT, FACTOR)
def test_nps_is_the_same_for_counts_in_the_same_proportion(
    promoters: int, passives: int, detractors: int, by: int
) -> None:
    passives += 1
    once = value(f"nps {promoters} {passives} {detractors}")
    assert close(once, value(f"nps {promoters * by} {passives * by} {detractors * by}"))
    assert -100 <= once <= 100
    assert close(-once, value(f"nps {detractors} {passives} {promoters}"))


@given(AMOUNT, LOSS, LOSS, LOSS)
def test_nrr_and_net_churn_add_up_without_reactivation(
    start: int, expansion: int, contraction: int, churn: int
) -> None:
    start += contraction + churn
    nrr = value(f"nrr {start} {expansion} {contraction} {churn}")
    net = value(f"net-churn {start} {churn} {contraction} {expansion}")
    assert close(nrr, 100 - net)
    assert close(nrr, value(f"nrr net-churn={net}%"))


@given(AMOUNT, LOSS, LOSS, LOSS)
def test_grr_is_never_above_nrr_and_is_what_gross_churn_leaves(
    start: int, expansion: int, contraction: int, churn: int
) -> None:
    start += contraction + churn
    grr = value(f"grr {start} {contraction} {churn}")
    assert grr <= min(Decimal(100), value(f"nrr {start} {expansion} {contraction} {churn}"))
    assert close(grr, 100 - value(f"gross-churn start={start} churn={churn} contraction={contraction}"))
    assert close(
        value(f"nrr {start} {expansion} {contraction} {churn}"), grr + value(f"expansion-rate {start} {expansion}")
    )


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_retention_and_churn_of_customers_add_up(start: int, new: int, lost: int) -> None:
    lost = min(lost, start)
    retained = value(f"crr start={start} new={new} end={start - lost + new}")
    assert close(retained, 100 - value(f"logo-churn lost={lost} start={start}"))
    assert close(retained, 100 - value(f"logo-churn crr={retained}%"))


@given(AMOUNT)
def test_arr_is_twelve_times_mrr_and_back(mrr: int) -> None:
    arr = value(f"arr {mrr}")
    assert arr == 12 * mrr
    assert value(f"mrr {arr}") == mrr


@given(AMOUNT, st.integers(1, 600))
def test_a_contract_gives_the_same_arr_by_way_of_its_mrr(contract: int, months: int) -> None:
    assert close(value(f"arr value={contract} months={months}"), 12 * value(f"mrr value={contract} months={months}"))


@given(AMOUNT, st.integers(1, 100))
def test_lifetime_value_is_arpa_times_lifetime(arpa: int, churn: int) -> None:
    assert close(value(f"clv arpa={arpa} churn={churn}%"), arpa * value(f"lifetime {churn}%"))
    assert close(value(f"clv arpa={arpa} margin=100% churn={churn}%"), value(f"clv arpa={arpa} churn={churn}%"))


@given(st.integers(0, 99))
def test_monthly_and_yearly_churn_are_each_others_inverse(monthly: int) -> None:
    yearly = value(f"annual-churn {monthly}%")
    assert abs(value(f"monthly-churn {yearly}%") - monthly) < Decimal("1e-6")
    assert yearly <= 12 * monthly


@given(AMOUNT, LOSS, LOSS, LOSS, LOSS)
def test_net_new_mrr_is_the_change_of_mrr(start: int, new: int, expansion: int, contraction: int, churn: int) -> None:
    end = start + value(f"net-new-mrr {new} {expansion} {contraction} {churn}")
    assert end == start + new + expansion - contraction - churn


@given(SURVEY, SURVEY)
def test_the_change_of_nps_is_the_difference_of_the_scores(before: str, after: str) -> None:
    assert close(value(f"nps-change {before} / {after}"), value(f"nps {after}") - value(f"nps {before}"))


@given(st.lists(st.integers(0, 10), min_size=1, max_size=60))
def test_raw_answers_give_what_their_counts_give(scores: list[int]) -> None:
    promoters, detractors = sum(s >= 9 for s in scores), sum(s <= 6 for s in scores)
    counted = value(f"nps {promoters} {len(scores) - promoters - detractors} {detractors}")
    assert value("nps scores " + " ".join(map(str, scores))) == counted
    assert value("nps scores " + ",".join(map(str, scores))) == counted


@given(COUNT, COUNT, COUNT)
def test_numbers_that_float_would_round_stay_exact(a: int, b: int, c: int) -> None:
    expected = Decimal(a + b + c) / 10**6 + Decimal("0.0000003")
    assert value(f"expansion-mrr 0.{a:06}1 0.{b:06}1 add-ons=0.{c:06}1") == expected


def answered(metric: str, text: str) -> Answer:
    answer = calculate(metric, text)
    assert answer.data["kind"] in ("metric", "choices", "error", "help")
    assert answer.title
    assert isinstance(answer.text, str)
    if isinstance(answer, Result):
        assert answer.value_text or answer.rows
    return answer


@settings(max_examples=examples(1.5))
@given(METRIC, st.lists(PIECES, max_size=9))
def test_no_mixture_of_arguments_raises(metric: str, pieces: list[str]) -> None:
    answered(metric, " ".join(pieces))


@settings(max_examples=examples(1.5))
@given(METRIC, st.text(max_size=120))
def test_no_text_raises(metric: str, text: str) -> None:
    answered(metric, text)


@settings(max_examples=examples(1.5))
@given(METRIC, st.text(alphabet="0123456789.,-+%$€km?=/() '_:\n", max_size=60))
def test_no_text_of_digits_and_signs_raises(metric: str, text: str) -> None:
    answered(metric, text)


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_name_raises(name: str, text: str) -> None:
    calculate(name, text)


FORM = st.sampled_from([form for metric in METRICS for form in metric.forms])
EXTREMES = ["0", "1", "0.000001", "0.00000000000000000001", "999999999999999999", "999m", "100%", "0.5", "-1", "$5"]
VALUES = st.lists(st.sampled_from([*EXTREMES, "?", "1..9", "12mo", "2025-01-01", "open"]), min_size=6, max_size=6)
TARGETS = st.sampled_from(["", "", " = 0", " = 110%", " = 5x", " = -5", " = 1000000"])


@settings(max_examples=examples(3))
@given(FORM, VALUES, TARGETS)
def test_no_number_raises_however_large_or_small_and_results_read_back(
    form: Form, values: list[str], target: str
) -> None:
    words = values if form.many else [f"{s.name}={v}" for s, v in zip(form.fields, values, strict=False)]
    answer = answered(form.metric, f"{form.name if form.many else ''} {' '.join(words)}{target}")
    if isinstance(answer, Result) and not answer.rows and not answer.solved:
        assert result(answer.request).value == answer.value
