"""Examples that others have published come out as they say, typed in the order and the notation of their pages."""

from decimal import Decimal

import pytest

from tests.cases import cases
from tests.metrics.asking import mistake, result

PUBLISHED = [
    ("https://churnzero.net/churnopedia/net-revenue-retention/", "nrr $27,000 $8,000 0 $5,000", "111.11%"),
    ("https://pitchkit.net/learn/glossary/ndr", "nrr Start $100k; Expansion $15k; Contraction $3k; Churn $5k", "107%"),
    (
        "https://theprimecalculator.com/business/net-revenue-retention-calculator/formula",
        "nrr starting_mrr = 100000 expansion_mrr = 15000 contraction_mrr = 5000 churned_mrr = 8000",
        "102%",
    ),
    (
        "https://theprimecalculator.com/business/net-revenue-retention-calculator/formula",
        "nrr ($100,000 + $15,000 - $5,000 - $8,000) / $100,000 x 100",
        "102%",
    ),
    (
        "https://maximcalculator.com/calculators/gross-revenue-retention-grr.html",
        "grr (50,000 − 3,000 − 2,000) / 50,000",
        "90%",
    ),
    ("https://dodopayments.com/glossary/gross-revenue-retention-(grr)", "grr start=$10,000 lost=$1,000", "90%"),
    (
        "https://theprimecalculator.com/business/gross-retention-rate-calculator/formula",
        "grr starting_mrr = 200000 churned_mrr = 8000 contraction_mrr = 4000",
        "94%",
    ),
    ("https://www.klipfolio.com/metrics/saas/net-mrr-churn-rate", "net-churn ($10,000 - $7,000) / $50,000", "6%"),
    (
        "https://www.klipfolio.com/metrics/saas/net-mrr-churn-rate",
        "net-churn start=$100,000 churn=$7,000 expansion=$12,000",
        "−5%",
    ),
    ("https://online-calculator.org/finance/churn-rate-calculator.php", "logo-churn 45/98 x 100", "45.92%"),
    (
        "https://askai.glarity.app/search/How-can-I-calculate-churn-rate-for-my-business",
        "logo-churn (10 ÷ 250) x 100",
        "4%",
    ),
    (
        "https://askai.glarity.app/search/How-can-I-calculate-churn-rate-for-my-business",
        "logo-churn 250 customers at the start, 10 lost",
        "4%",
    ),
    ("https://www.chargebee.com/resources/glossaries/what-is-renewal-rate/", "renewal-rate 90 out of 100", "90%"),
    ("https://upzelo.com/glossary/expansion-mrr", "expansion-rate $1000 / $5000", "20%"),
    ("https://upzelo.com/glossary/expansion-mrr", "expansion-rate $1,000 of $5,000", "20%"),
    (
        "https://ici2016.org/how-do-you-calculate-annual-contract-value/",
        "arr $36,000 over 3 years",
        "$12,000 a year",
    ),
    (
        "https://ezcalculator.net/finance-calculators/software-contract-value-calculator",
        "arr $90,000 3-year",
        "$30,000",
    ),
    ("https://www.calclet.com/tools/annual-contract-value-calculator", "arr $4,800 × 12", "$57,600 a year"),
    ("https://scoutmytool.com/calc/business-finance/cac-payback-period", "cac-payback $200 $50.00 75.0%", "5.3 months"),
    (
        "https://pricingnest-com.pages.dev/saas-pricing/cac-payback-period-calculator",
        "cac-payback CAC = 1200, ARPA (monthly) = 200, Gross margin (%) = 80",
        "7.5 months",
    ),
    (
        "https://calculatorlib.com/cac-payback-period-calculator",
        "cac-payback CAC $1,200, ARPU $100/month, gross margin 80%",
        "15 months",
    ),
    ("https://guidewhale.com/tools/ltv-cac", "clv ($50 × 75%) ÷ 5%", "$750"),
    ("https://guidewhale.com/tools/ltv-cac", "cac ($10,000 + $15,000) ÷ 100", "$250"),
    ("https://guidewhale.com/tools/ltv-cac", "ltv-cac LTV:CAC = $750 ÷ $250", "3×"),
    ("https://guidewhale.com/tools/ltv-cac", "cac-payback $250 ÷ ($50 × 75%)", "6.7 months"),
    (
        "https://abracalc.com/calculator/customer-lifetime-value-calculator/2000-arpa-60-margin-05-churn/",
        "clv $2,000 ARPA, 60% Margin, 0.5% Churn",
        "$240,000",
    ),
    (
        "https://abracalc.com/calculator/customer-lifetime-value-calculator/25-arpa-95-margin-8-churn/",
        "clv $25/month 95% 8%",
        "$296.88",
    ),
    (
        "https://pitchkit.net/resources/glossary/quick-ratio",
        "quick-ratio New MRR $20k; Expansion $8k; Churn $5k; Contraction $3k",
        "3.5×",
    ),
    ("https://pitchkit.net/resources/glossary/quick-ratio", "quick-ratio (20+8)/(5+3)", "3.5×"),
    (
        "https://super-calc.com/calculators/saas-quick-ratio-calculator",
        "quick-ratio $95k new MRR, $28k expansion, $18k churned, $7k contraction",
        "4.92×",
    ),
    ("https://learn.profitwell.com/l/en/article/sxsipjlziy-saa-s-quick-ratio", "quick-ratio $24K / $4K", "6×"),
    ("https://bigdelta.com/library/metrics/saas-magic-number", "magic-number $60,000 / $40,000", "1.5×"),
    ("https://bigdelta.com/library/metrics/burn-multiple", "burn-multiple $90,000 $60,000", "1.5×"),
    ("https://morecapital.co/glossary/burn-multiple", "burn-multiple $4M per quarter, $3M in net new ARR", "1.33×"),
    ("https://metrickittools.com/glossary/burn-multiple", "burn-multiple net burn=$2.5M net new ARR=$1.0M", "2.5×"),
    ("https://pitchkit.net/learn/glossary/rule-of-40", "rule-of-40 YoY growth 55%; EBITDA margin −10%", "45%"),
    ("https://nexaconsultancy.com/startup-finance-glossary/what-is-rule-of-40", "rule-of-40 60% + (−10%)", "50%"),
    ("https://pitchkit.net/resources/glossary/dau-mau", "stickiness DAU 15,000; MAU 50,000", "30%"),
    (
        "https://www.runfutureproof.com/terms/dau-mau-ratio",
        "stickiness Daily Active Users (DAU): 15,000 Monthly Active Users (MAU): 50,000",
        "30%",
    ),
    (
        "https://freeonlinecal.com/marketing/daumau-stickness-ratio-calculator",
        "stickiness (50,000 / 200,000) * 100",
        "25%",
    ),
    ("https://metrickittools.com/glossary/feature-adoption", "adoption 800 of 2,000", "40%"),
    ("https://www.novacalculator.com/time-to-value-calculator/", "activation 120/200", "60%"),
    ("https://help.delighted.com/article/240-how-is-csat-calculated", "csat (74 / 107) x 100", "69.16%"),
    (
        "https://intercom.help/voc-metrics/en/articles/9647540-what-is-csat-and-how-is-csat-score-calculated",
        "csat (10 + 20) / 50 * 100",
        "60%",
    ),
    (
        "https://theprimecalculator.com/business/csat-calculator/formula",
        "csat satisfied_responses = 80 total_responses = 100",
        "80%",
    ),
    ("https://calculator.academy/customer-effort-score-ces-calculator/", "ces 6,5, and 4", "5"),
    (
        "https://www.talkstats.com/threads/net-promoter-score-calculating-confidence-intervals-and-margin-of-error.58500/",
        "nps 291 Promoters, 476 Neutral and 395 Detractors",
        "−9 points",
    ),
    (
        "https://nueralhook.app/tools/customer-health-score-builder/",
        "health usage 60 support 80 nps 70 contract 75",
        "71.25",
    ),
    (
        "https://www.novacalculator.com/time-to-value-calculator/",
        "health 60*0.35 + 64.3*0.30 + 66.7*0.20 + 70*0.15",
        "64.13",
    ),
]


@cases(("source", "request_", "shown"), PUBLISHED)
def test_a_published_example_comes_out(source: str, request_: str, shown: str) -> None:
    found = result(request_)
    if shown.endswith("%"):  # published to more places than are shown here
        places = Decimal(shown.rstrip("%").replace(",", "").replace("−", "-"))
        assert isinstance(found.value, Decimal), source
        assert found.value.quantize(places) == places, source
    else:
        assert found.value_text.removesuffix(" a year") == shown.removesuffix(" a year"), source


def test_a_sum_of_calculator_academy_that_is_wrong_comes_out_right() -> None:
    """https://calculator.academy/customer-effort-score-ces-calculator/ adds 4, 5, 6, 7 and 7 up to 24; they are 29."""
    assert result("ces 4,5,6,7,7").value_text == "5.8"


def test_the_margin_of_a_score_is_half_of_its_interval() -> None:
    """The asker of the thread cited above has 4.4, and wonders whether it is all of the interval or half of it."""
    assert Decimal(result("nps 291 476 395").data["margin"]).quantize(Decimal("0.1")) == Decimal("4.4")


@cases(
    ("request_", "argument", "period"),
    [
        ("arr 100 customers at $1000 per month", "price", "month"),
        ("arr 100 customers, $1,000 monthly", "price", "month"),
        ("mrr $6,000/mo", "arr", "month"),
        ("clv $1,200 per year 5%", "arpa", "year"),
        ("cac-payback $1,200 $1,200 yearly 80%", "arpa", "year"),
        ("lifetime 20% a year", "churn", "year"),
        ("monthly-churn 30% a month", "annual", "month"),
        ("clv arpa 100 margin 80% annual churn 20%", "churn", "year"),
        ("clv with 100 arpa, 80% margin, 20% yearly churn", "churn", "year"),
        ("clv annual arpa = 1200, churn = 2%", "arpa", "year"),
        ("lifetime of quarterly churn 5%", "churn", "quarter"),
    ],
)
def test_an_amount_for_another_period_is_refused_where_it_would_give_another_result(
    request_: str, argument: str, period: str
) -> None:
    answer = mistake(request_)
    assert (answer.argument, f"not for a {period}" in answer.message) == (argument, True)


def test_the_period_of_an_amount_makes_no_difference_to_a_ratio_of_amounts() -> None:
    assert result("nrr $1.2M/year $100k/year 0 $50k/yr").value_text == "104.2%"
    assert result("nrr $100k a month 20k 5k 8k").value_text == "107%"


@cases(
    ("request_", "reading"),
    [
        ("crr ((202-5)/200)*100", "200 customers at the start, 5 customers who joined in the period"),
        ("mrr $6,000 / 12", "$6,000 ARR"),
        ("annual-churn 1 − (1 − 3%)^12", "3% lost a month"),
        ("gross-churn 4k / 100k", "100,000 MRR at the start of the period, 4,000 MRR lost"),
        ("cac-payback $1,200 / $100", "$1,200 customer acquisition cost, $100 ARPA a month"),
        ("nps 70% - 10%", "70% promoters, 10% detractors"),
        ("logo-churn 1 300 / 10 000", "1,300 customers lost in the period, 10,000 customers at the start"),
    ],
)
def test_a_formula_with_its_numbers_in_is_read_by_their_places(request_: str, reading: str) -> None:
    assert result(request_).reading.startswith(reading)


def test_the_working_of_an_answer_can_be_asked_again() -> None:
    for request in ("nrr $100k $20k $5k $8k", "crr 200 5 202", "clv $300 80% 2%", "net-new-mrr 10k 6k 1k 4k"):
        answer = result(request)
        again = result(f"{answer.metric.id} {answer.working.rpartition(' = ')[0]}")
        assert (again.value, again.inputs) == (answer.value, answer.inputs)


@pytest.mark.parametrize(
    "text",
    [
        "80*0.5 60*0.3 70*0.2",
        "usage: 80 (50%), nps: 60 (30%), support: 70 (20%)",
        "a 80 × 50% + b 60 × 30% + c 70 × 20%",
    ],
)
def test_weights_are_read_beside_their_parts(text: str) -> None:
    assert result(f"health {text}").value_text == "72"


def test_counts_without_the_others_are_not_taken_for_percentages() -> None:
    assert "percentage with its sign" in mistake("nps promoters=40 detractors=50").message
