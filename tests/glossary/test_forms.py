"""Normal forms: what is the same to a reader is the same to the program."""

from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.search.normalisation import fold_word, match_key, split_words
from tests.cases import cases

SAME = [
    (
        "Net Revenue Retention",
        "net revenue retention?",
        "NET-REVENUE-RETENTION",
        "net_revenue_retention",
        "netRevenueRetention",
    ),
    ("NRR", "nrr", "*nrr*", "`nrr`", "_NRR_", "“nrr”", "nrr?", "<https://example.org/nrr|nrr>", "  N.R.R. "),
    ("P&L", "p and l", "P &amp; L"),
    ("Support+ CSM", "support plus csm", "support + CSM"),
    ("360° Customer View", "360-degree customer view"),
    ("café", "cafe", "CAFÉ"),
    ("customer's health", "customer’s health", "Customer Health"),
]


@cases("spellings", SAME)
def test_spellings_a_reader_takes_for_the_same_have_one_key(spellings: tuple[str, ...]) -> None:
    assert len({match_key(spelling) for spelling in spellings}) == 1


@cases(
    ("word", "form"),
    [
        ("champions", "champion"), ("policies", "policy"), ("businesses", "business"), ("churches", "church"),
        ("success", "success"), ("analysis", "analysis"), ("status", "status"), ("utilisation", "utilization"),
        ("prioritised", "prioritized"), ("licence", "license"), ("behaviour", "behavior"), ("centre", "center"),
        ("programmes", "program"), ("modelling", "modeling"), ("catalogue", "catalog"), ("forty", "40"), ("four", "4"),
    ],
)  # fmt: skip
def test_words_are_folded_to_singular_american_and_digits(word: str, form: str) -> None:
    assert fold_word(word) == fold_word(form)


@cases("words_apart", [("churn", "chum"), ("filling", "filing"), ("nps", "np"), ("tour", "tor")])
def test_words_that_differ_for_a_reader_stay_apart(words_apart: tuple[str, str]) -> None:
    assert fold_word(words_apart[0]) != fold_word(words_apart[1])


@given(st.text(max_size=60))
@settings(derandomize=True)
def test_a_key_is_its_own_key(text: str) -> None:
    assert match_key(match_key(text)) == match_key(text)


def test_signs_that_are_read_aloud_are_words() -> None:
    assert split_words("P&L") == ["p", "and", "l"]
    assert split_words("Support+ CSM") == ["support", "plus", "csm"]


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
@settings(derandomize=True)
def test_folding_a_word_never_takes_it_all(word: str) -> None:
    assert fold_word(word)
