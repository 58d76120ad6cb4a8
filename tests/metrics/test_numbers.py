"""Numbers are read as people write them; what can be read in two ways is asked about."""

from contextlib import suppress
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from metrics import MetricError, Question, Result, UsageError, calculate
from metrics.display import money, number, plain
from metrics.inputs.numbers import parse_number
from tests.cases import cases
from tests.metrics.asking import mistake, question, result, value


@cases(
    ("text", "expected"),
    [
        ("100000", 100000),
        ("100,000", 100000),
        ("100 000", 100000),
        ("100\u00a0000", 100000),
        ("100\u2009000", 100000),
        ("100\u202f000", 100000),
        ("1_000", 1000),
        ("1'200", 1200),
        ("1’200", 1200),
        ("100k", 100000),
        ("100K", 100000),
        ("1.2M", 1200000),
        ("1.234M", 1234000),
        ("1.5bn", 1500000000),
        ("1.2 million", 1200000),
        ("$1.2M", 1200000),
        ("€500k", 500000),
        ("500k€", 500000),
        ("500 USD", 500),
        ("USD 500", 500),
        ("USD500", 500),
        ("US$ 1,200.50", "1200.5"),
        ("1.200,50", "1200.5"),
        ("1.200.000", 1200000),
        ("1,200,000", 1200000),
        ("1,00,000", 100000),
        ("0.125", "0.125"),
        (".5", "0.5"),
        ("+500", 500),
        ("500.", 500),
        ('"500"', 500),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, expected: int | str) -> None:
    assert result(f"mrr {text}").inputs["arr"] == Decimal(expected)


@cases("text", ["-500", "(500)", "−500", "–500", "($500)", "-$500", "$-500"])
def test_a_negative_number_is_read_as_one(text: str) -> None:
    assert "positive number: " in mistake(f"mrr {text}").message
    assert mistake(f"mrr {text}").argument == "arr"


@cases(
    ("request_", "readings"),
    [
        ("mrr 1.200", ["1.2", "1200"]),
        ("mrr 1.234", ["1.234", "1234"]),
        ("mrr €1.200", ["1.2", "1200"]),
        ("mrr 1.200€", ["1.2", "1200"]),
        ("mrr USD1.200", ["1.2", "1200"]),
        ("mrr 1,5", ["1.5", "15"]),
        ("mrr arr=1.200", ["1.2", "1200"]),
        ("mrr -1.200,5 1,5 2.000", []),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_about_with_both_as_choices(request_: str, readings: list[str]) -> None:
    if not readings:
        mistake(request_)
        return
    asked = question(request_)
    assert [plain(result(choice.request).inputs["arr"]) for choice in asked.choices] == readings
    assert [choice.value for choice in asked.choices] == [result(choice.request).value_text for choice in asked.choices]
    assert asked.data["kind"] == "choices"
    assert len(asked.data["suggestions"]) == len(readings)


def test_a_comma_may_part_arguments_as_well() -> None:
    assert value("nps 40,10,50") == -10
    assert value("nps 40, 10, 50") == -10
    requests = [choice.request for choice in question("clv 200 1,5").choices]
    assert requests == ["clv arpa=200 churn=1.5%", "clv arpa=200 churn=15%", "clv arpa=200 margin=1% churn=5%"]


def test_a_space_is_a_thousands_separator_where_the_number_of_arguments_says_so() -> None:
    assert value("nrr 100 000 20 000 5 000 8 000") == 107
    assert value("nps 100 200 300") == value("nps 1 2 3")
    assert value("clv 100 000 2%") == 5_000_000
    assert [c.value for c in question("clv 200 100 2%").choices] == ["10,000", "10,005,000"]
    assert value("arr-at-risk 40 000 25 000") == 65_000
    assert value("arr-at-risk 40 250 300") == 590


@cases(
    ("text", "fraction", "how"),
    [
        ("2%", "0.02", ""),
        ("2 %", "0.02", ""),
        ("2 percent", "0.02", ""),
        ("2", "0.02", "“2” taken as a percentage"),
        ("1", "0.01", "“1” taken as a percentage"),
        ("0.02", "0.02", "“0.02” taken as a fraction"),
        ("0.5%", "0.005", ""),
        ("100", "1", "“100” taken as a percentage"),
    ],
)
def test_a_rate_below_one_without_a_sign_is_a_fraction_and_else_a_percentage(
    text: str, fraction: str, how: str
) -> None:
    answer = result(f"lifetime {text}")
    assert answer.inputs["churn"] == Decimal(fraction)
    assert how in answer.reading
    assert ("taken as" in answer.reading) == bool(how)


def test_a_currency_is_kept_and_echoed_and_two_are_refused() -> None:
    answer = result("arpa €500,000 1,000")
    assert (answer.value_text, answer.currency) == ("€500 a month", "EUR")
    assert "€500,000 MRR" in answer.reading
    assert result("arpa 500 CHF 10").value_text == "CHF 50 a month"
    assert "USD and in EUR" in mistake("nrr $100k €20k 5k 8k").message


def test_numbers_pasted_from_a_spreadsheet_are_read_cell_by_cell() -> None:
    assert value("nrr 100 000\n20 000\r\n5 000\n8 000") == 107
    assert value("nps 40\t10\t50") == -10
    assert value("nps scores 10\n9\n9\n7\n3\n") == 40


@cases(
    "text",
    [
        "nan",
        "inf",
        "-inf",
        "infinity",
        "1e999",
        "1e5",
        "--5",
        "5-",
        "((5))",
        "(5",
        "٤٠",
        "४०",
        "²",
        "½",
        "1.2.3",
        "0x10",
        "$€5",
        "$5€",
        "5%%",
        "5zz",
        "five",
        "1/0",
        "9" * 10_000,
        "9" * 30,
        "999999999999b",
        "0." + "0" * 10_000 + "1",
        "9" * 10_000 + "%",
        "1," * 5_000,
        " ".join(["1"] * 1_000),
        " ".join(["100"] * 1_000),
        "a" * 50_000,
        "=" * 1_000,
        "? " * 500,
        "1" * 70_000,
        "-" * 5_000,
        "(" * 5_000,
        "1.." * 3_000,
    ],
)
def test_what_is_no_number_is_a_clear_error(text: str) -> None:
    answer = calculate("nps", f"{text} 10 50")
    assert isinstance(answer, UsageError)
    assert answer.example == "nps 40 10 50"
    assert len(answer.message) < 300


def test_a_thousand_raw_answers_are_an_answer() -> None:
    assert value("nps scores " + " ".join(["10", "0"] * 2_500)) == 0
    assert "10,000 values at most" in mistake("nps scores " + "9 " * 10_001).message


AMOUNTS = st.decimals(min_value=0, max_value=10**12, allow_nan=False, allow_infinity=False, places=4)


@given(AMOUNTS)
def test_a_number_written_plainly_reads_as_itself(amount: Decimal) -> None:
    text = plain(amount)
    if "." in text and len(text.rpartition(".")[2]) == 3:
        text += "0"
    assert parse_number(text).value == amount


@given(AMOUNTS, st.sampled_from(["", "USD", "EUR", "CHF", "GBP", "JPY"]))
def test_an_amount_as_shown_reads_as_what_is_shown(amount: Decimal, currency: str) -> None:
    shown = money(amount, currency)
    answer = calculate("mrr", shown)
    if isinstance(answer, Question):
        answer = calculate("mrr", answer.choices[0].request.partition(" ")[2])
    assert isinstance(answer, Result)
    assert answer.currency == currency
    assert money(answer.inputs["arr"], currency) == shown


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_is_shown_with_separators_and_a_real_minus(whole: int) -> None:
    assert number(Decimal(whole)) == f"{whole:,}".replace("-", "−")


@given(st.text(max_size=60))
def test_reading_any_word_gives_a_number_or_says_why_not(text: str) -> None:
    with suppress(MetricError):
        assert parse_number(text).value.is_finite()
