"""What a word in a column means is said once."""

import pytest

from accounts.errors import ImportFileError
from accounts.importing import forget_words, saved_words
from tests.accounts.importing.conftest import Company

Stored = dict[str, object]
TEXT = "id,account,start,mrr,status\nS-1,A-1,2026-01-01,10,Winding Up\nS-2,A-1,2026-01-01,10,active\n"


def test_odd_words_of_a_status_reject_their_rows_and_not_the_column(acme: Company) -> None:
    rows = "".join(f"S-{at},A-1,2026-01-01,1000,{word}\n" for at, word in enumerate(["cancelled", "active"] * 4))
    odd = "".join(f"T-{at},A-1,2026-01-01,1000,{word}\n" for at, word in enumerate(["Dormant", "Frozen", "Sold"] * 3))
    outcome = acme.bring("subscriptions", f"id,account,start,mrr,status\n{rows}{odd}", skip_bad=True)
    assert (outcome.new, outcome.rejected) == (8, 9)
    assert acme.column("SELECT sum(arr) FROM subscription WHERE status = 'active'") == [4_800_000]


def test_a_word_means_what_was_said_then_and_from_then_on(acme: Company) -> None:
    assert acme.bring("subscriptions", TEXT).rejects[0].reason.startswith("is none of trial, active, notice, cancelled")
    acme.bring("subscriptions", TEXT, words={"status": {"Winding Up": "cancelled"}})
    assert acme.column("SELECT status FROM subscription ORDER BY key") == ["cancelled", "active"]
    assert acme.bring("subscriptions", TEXT.replace("Winding Up", "winding-up")).unchanged == 2
    assert saved_words(acme.store.reading, "subscriptions") == {"status": {"winding up": "cancelled"}}


def test_what_was_said_goes_before_what_a_word_means_elsewhere(acme: Company) -> None:
    acme.bring("subscriptions", TEXT.replace("Winding Up", "paused"), words={"status": {"paused": "cancelled"}})
    assert acme.column("SELECT status FROM subscription ORDER BY key") == ["cancelled", "active"]


@pytest.mark.parametrize(
    ("header", "word", "said", "stored"),
    [
        ("renewal date", "rolling", ("renews_on", ""), {"renews_on": None}),
        ("renewal date", "rolling", ("renews_on", "2026-12-31"), {"renews_on": "2026-12-31"}),
        ("arr", "free", ("arr", "0"), {"arr": 0}),
        ("seats", "unlimited", ("seats", ""), {"seats": None}),
        ("is active", "gone", ("active", "no"), {"status": "churned"}),
        ("segment", "ENT", ("segment", "Enterprise"), {"segment": "Enterprise"}),
    ],
)
def test_any_field_has_words(company: Company, header: str, word: str, said: tuple[str, str], stored: Stored) -> None:
    field, value = said
    company.bring("accounts", f"id,name,{header}\nA-1,Acme,{word}\n", words={field: {word: value}})
    ((column, expected),) = stored.items()
    assert company.column(f"SELECT {column} FROM account") == [expected]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"state": {"x": "active"}}, "no field “state”. The fields are key"),
        ({"status": {"x": "gone"}}, "status: “gone” is none of trial, active"),
        ({"starts_on": {"x": "soon"}}, "starts_on: “soon” isn't a date"),
        ({"status": {"-": "active"}}, "--map-value status"),
    ],
)
def test_a_word_for_what_there_is_not_is_refused(acme: Company, words: dict[str, dict[str, str]], why: str) -> None:
    with pytest.raises(ImportFileError, match=why):
        acme.bring("subscriptions", TEXT, words=words)


def test_words_are_forgotten(acme: Company) -> None:
    acme.bring("subscriptions", TEXT, words={"status": {"Winding Up": "cancelled"}})
    with acme.store.writing() as connection:
        assert forget_words(connection, "subscriptions") == 1
    assert acme.bring("subscriptions", TEXT).rejected == 1
