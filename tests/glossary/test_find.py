"""Finding: the right term for what people type, a choice for what may mean two, nothing for what is none."""

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.model import Term
from glossary.search.finder import Finder
from glossary.search.match import Match
from glossary.term_files import read_terms
from tests.cases import cases


@cache
def shipped() -> Finder:
    """The finder of the shipped glossary."""
    return Finder(read_terms())


def made(*names: str) -> Finder:
    """A finder of terms with these names, their ids."""
    return Finder(Term(id=name, name=name, definition="") for name in names)


NAMES = [(name, term.id) for term in read_terms() for name in (term.name, *term.acronyms, *term.aliases)]


@cases(
    "form",
    [str, str.upper, str.lower, str.title, lambda n: n.replace(" ", "-"), lambda n: n.replace(" ", ""),
     lambda n: n.replace("-", " "), lambda n: f"  {n}?", lambda n: f"*{n}*", lambda n: f"`{n}`", lambda n: f"“{n}”",
     lambda n: f"the {n}", lambda n: n.replace("&", "&amp;"), lambda n: f"<https://example.org|{n}>"],
)  # fmt: skip
def test_every_term_is_found_by_each_of_its_names_in_every_form(form) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    missed = [name for name, id_ in NAMES if id_ not in shipped().find(form(name)).ids]
    assert not missed


def test_every_term_is_found_by_its_name_in_the_plural() -> None:
    plural = [
        (f"{term.name}s", term.id) for term in read_terms() if term.name[-1].islower() and term.name[-1] not in "sxyh"
    ]
    assert not [name for name, id_ in plural if id_ not in shipped().find(name).ids]


@cases(
    ("phrase", "id_"),
    [
        ("QBRs", "quarterly-business-review"), ("customer's health scores", "customer-health-score"),
        ("champions", "champion"), ("Net Revenue Retention (NRR)", "net-revenue-retention"),
        ("360° Customer View", "360-customer-view"), ("support plus csm", "support-plus-csm"),
        ("licence utilisation", "license-utilization"), ("net-revenue-retention", "net-revenue-retention"),
    ],
)  # fmt: skip
def test_other_forms_of_a_name_are_exact(phrase: str, id_: str) -> None:
    found = shipped().find(phrase)
    assert found.how == "exact"
    assert id_ in found.ids


@cases(
    ("phrase", "id_"),
    [
        ("chrun", "churn"), ("champoin", "champion"), ("ambasador", "ambassador"), ("onbaording", "onboarding"),
        ("custmer helth scoer", "customer-health-score"), ("quaterly busness review", "quarterly-business-review"),
        ("annual recuring revenue", "annual-recurring-revenue"), ("return on investement", "return-on-investment"),
        ("on bording", "onboarding"), ("netpromotrscore", "net-promoter-score"), ("cross seling", "cross-sell"),
        ("time ot value", "time-to-value"), ("ebidta", "ebitda"), ("sucess plan", "success-plan"),
        ("customer success manger", "customer-success-manager"), ("heath score", "customer-health-score"),
        ("retention net revenue", "net-revenue-retention"), ("vlaue to time", "time-to-value"),
        ("ideal customer", "ideal-customer-profile"),
        ("avg revenue per acct", "average-revenue-per-account"), ("cust success mgr", "customer-success-manager"),
        ("mo recurring rev", "monthly-recurring-revenue"),
    ],
)  # fmt: skip
def test_misspelt_swapped_shortened_and_missing_words_are_understood(phrase: str, id_: str) -> None:
    assert shipped().find(phrase).ids == (id_,)


@cases(
    "stranger",
    ["tomato", "churros", "embassy", "renewable power", "half-time", "reference desk", "definitely", "definately",
     "customer", "wallet", "maps", "", "?", "🍅", "x" * 500],
)  # fmt: skip
def test_what_is_not_in_the_glossary_finds_nothing(stranger: str) -> None:
    assert shipped().find(stranger).ids == ()


@cases(("asked", "offered"), [("ISO 27701", "iso-27001"), ("ifrs 16", "ifrs-15"), ("iso 2701", "iso-27001")])
def test_a_name_with_another_number_is_another_thing_and_only_offered(asked: str, offered: str) -> None:
    found = shipped().find(asked)
    assert found.ids == ()
    assert offered in [id_ for id_, _ in found.near]


@cases("key", ["brr", "lrr", "lvt", "ttw", "qba", "xau", "opux", "oipex"])
def test_a_short_key_one_letter_from_acronyms_becomes_a_question(key: str) -> None:
    found = shipped().find(key)
    assert found.ids == ()
    assert found.near


@cases("acronym", sorted({name for name, _ in NAMES if len(name) <= 4 and name.isupper()}))
def test_no_acronym_with_one_letter_changed_becomes_another_term(acronym: str) -> None:
    for letter in "qxz":
        wrong = acronym[:-1] + letter
        assert shipped().find(wrong).how != "fuzzy"


def test_two_that_are_as_near_are_both_offered() -> None:
    assert set(made("receptor", "receptar").find("receptqr").ids) == {"receptor", "receptar"}
    assert made("Renewal Rate", "Renewal Date").find("renewal xate").ids == ("Renewal Rate", "Renewal Date")


def test_an_acronym_of_several_terms_is_a_choice() -> None:
    finder = Finder(Term(id=id_, name=id_, acronyms=("CS",), definition="") for id_ in ("success", "support"))
    assert finder.find("cs") == Match("exact", ("success", "support"), 100)


def test_a_name_with_its_acronym_in_parentheses_answers_to_both() -> None:
    finder = made("Net Revenue Retention (NRR)")
    assert all(finder.find(text).ids for text in ("nrr", "net revenue retention", "Net Revenue Retention (NRR)"))


def test_an_english_word_is_never_corrected() -> None:
    assert made("proscribe").find("prescribe").ids == ()
    assert made("customer").find("costumer").ids == ()


def test_number_tells_terms_apart_where_the_glossary_has_both() -> None:
    names = [form for word in ("apple", "pear", "plum", "grape", "melon") for form in (word, f"{word}s")]
    assert made(*names, "cherry").find("cherries").ids == ()
    assert made("cherry", "plum").find("cherries").ids == ("cherry",)


def test_an_empty_glossary_finds_nothing() -> None:
    assert made().find("anything at all") == Match()


@given(st.text(max_size=80))
@settings(derandomize=True, deadline=None)
def test_whatever_is_asked_there_is_an_answer(text: str) -> None:
    found = shipped().find(text)
    assert 0 <= found.score <= 100
    assert bool(found.ids) == bool(found.how)
