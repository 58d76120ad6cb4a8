"""Finding the account that somebody means."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounts import Store, open_store
from accounts.names import trigram_index as name_index
from accounts.names.account_search import OFFERED, SearchResult, account_within, search_accounts
from accounts.names.normalisation import domain_in, domain_owner, fold, without_legal_form
from tests.accounts.company_names import WAYS, judged, names, typed
from tests.accounts.conftest import Factory
from tests.cases import cases
from tests.engines import Engine, Place

NAMED = {"bank": "ธนาคารกรุงเทพ", "mitsui": "三井", "mitsui bussan": "三井物産株式会社", "samsung": "삼성전자 주식회사"}
MANY = 5_000
SEED = 2  # the other half: what is near enough to be sure of was chosen with 1


@pytest.fixture
def acme(store: Store, make: Factory) -> dict[str, int]:
    """A few accounts, two of them by one name."""
    dana = make.owner("Dana")
    return {
        "acme": make.account("Acme", key="A-1", domain="acme.example", owner_id=dana),
        "acme gmbh": make.account("ACME GmbH", key="A-2", domain="acme-de.example"),
        "northwind": make.account("Northwind Traders, Inc.", key="A-3", domain="nwtraders.example"),
        "societe": make.account("Société Générale d'Études S.A.", key="A-4"),
        "att": make.account("AT&T", key="A-5"),
        "3m": make.account("3M", key="A-6"),
        "toyota": make.account("株式会社トヨタ", key="A-7"),
        "left": make.account("Zephyr Holdings", key="A-8", status="churned", churned_on="2026-01-01"),
    }


@cases(
    ("text", "name"),
    [
        ("トヨタの更新はいつ", "toyota"),
        ("株式会社トヨタさんの担当は誰ですか", "toyota"),
        ("ธนาคารกรุงเทพเป็นอย่างไรบ้าง", "bank"),
        ("ลูกค้าธนาคารกรุงเทพต่ออายุเมื่อไหร่", "bank"),
        ("三井物産の状況は", "mitsui bussan"),
        ("三井の状況は", "mitsui"),
        ("삼성전자는 어때", "samsung"),
        ("日産の状況は", None),
        ("acme の状況は", None),
        ("where is acme", None),
    ],
)
def test_a_name_is_found_within_a_sentence_that_parts_no_words(
    store: Store, acme: dict[str, int], make: Factory, text: str, name: str | None
) -> None:
    ids = dict(acme)
    for key, called in NAMED.items():
        known = store.reading.execute("SELECT id FROM account WHERE name = ?", (called,)).fetchone()
        ids[key] = known[0] if known else make.account(called)
    assert account_within(store, text) == (ids[name] if name else None)


def _ids(found: SearchResult) -> list[int]:
    return [candidate.id for candidate in found.candidates]


@cases(
    ("text", "name"),
    [
        ("A-3", "northwind"),
        ("a-3", "northwind"),
        ("acme.example", "acme"),
        ("https://www.acme.example/pricing?x=1", "acme"),
        ("jo@acme.example", "acme"),
        ("<jo@mail.acme.example>", "acme"),
        ("nwtraders", "northwind"),
        ("northwind traders", "northwind"),
        ("NORTHWIND   TRADERS INC", "northwind"),
        ("Northwind-Traders", "northwind"),
        ("northwindtraders", "northwind"),
        ("northwind", "northwind"),
        ("northw", "northwind"),
        ("traders", "northwind"),
        ("nortwind traders", "northwind"),
        ("northwind tradres", "northwind"),
        ("societe generale", "societe"),
        ("SOCIÉTÉ GÉNÉRALE D’ETUDES", "societe"),
        ("at&t", "att"),
        ("A.T.&T.", "att"),
        ("3m", "3m"),
        ("株式会社トヨタ", "toyota"),
        ("acme gmbh", "acme gmbh"),
        ("zephyr", "left"),
    ],
)
def test_one_account_that_is_meant_is_the_answer(store: Store, acme: dict[str, int], text: str, name: str) -> None:
    found = search_accounts(store, text)
    assert (found.exact, _ids(found)[:1]) == (acme[name], [acme[name]])


def test_of_two_by_one_name_both_are_offered_with_what_tells_them_apart(store: Store, acme: dict[str, int]) -> None:
    found = search_accounts(store, "acme")
    assert found.exact is None
    assert [(one.name, one.domain, one.owner, one.key) for one in found.candidates] == [
        ("Acme", "acme.example", "Dana", "A-1"),
        ("ACME GmbH", "acme-de.example", "", "A-2"),
    ]


@cases("text", ["akme", "acne", "zefir holding", "nortwhind", "nwtrader.example", "トヨタ", "trader"])
def test_a_name_that_is_only_somewhat_near_is_offered_and_not_taken(
    store: Store, acme: dict[str, int], text: str
) -> None:
    found = search_accounts(store, text)
    assert found.exact is None
    assert found.candidates


@cases("text", ["", "   ", "xyzzy", "!!!", '"', "NEAR(a, b)", "a OR b", "*", "%", "\0", "x" * 10_000, "'; --"])
def test_what_is_near_nothing_finds_nothing(store: Store, acme: dict[str, int], text: str) -> None:
    assert search_accounts(store, text) == SearchResult()


def test_one_who_left_is_found_and_marked(store: Store, acme: dict[str, int]) -> None:
    assert search_accounts(store, "zephyr holdings").candidates[0].status == "churned"


def test_of_accounts_as_near_customers_with_most_revenue_come_first(store: Store, make: Factory) -> None:
    left = make.account("Delta Foods", key="1", status="churned", arr=900)
    small, large = make.account("Delta Steel", key="2", arr=5), make.account("Delta Toys", key="3", arr=50)
    assert _ids(search_accounts(store, "delta")) == [large, small, left]


# Many accounts, and the index over them.


def _fill(store: Store, listed: Sequence[str]) -> None:
    with store.writing() as connection:
        columns = "id, kind, source, sha256, imported_by, imported_at"
        connection.execute(f"INSERT INTO import ({columns}) VALUES (1, 'accounts', '', '', '', '')")
        connection.executemany(
            "INSERT INTO account (id, key, name, import_id) VALUES (?, ?, ?, 1)",
            ((number + 1, f"K-{number}", name) for number, name in enumerate(listed)),
        )
        name_index.update_index(connection)


@pytest.fixture(scope="module")
def crowd(engine: Engine, empty: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of thousands of companies."""
    opened = open_store(engine.copy(empty, tmp_path_factory.mktemp("crowd")))
    _fill(opened, names(MANY, SEED))
    yield opened
    opened.close()


def test_names_are_found_as_people_type_them(crowd: Store, record_property: Callable[[str, object], None]) -> None:
    """Right answers and wrong ones by the way of typing, on names that nothing was tuned with."""
    seen = {how: Counter[str]() for how in WAYS}
    for how, number, text in list(judged(MANY, SEED))[::6]:
        found = search_accounts(crowd, text)
        offered = "offered" if number + 1 in _ids(found) else "not"
        seen[how]["right" if found.exact == number + 1 else "wrong" if found.exact else offered] += 1
    for how, counts in seen.items():
        shares = {what: round(100 * count / counts.total()) for what, count in counts.items()}
        record_property(how, shares)
        print(how, shares)
    whole = sum(seen.values(), Counter[str]())
    assert whole["wrong"] <= whole.total() / 200
    assert whole["right"] >= 0.8 * whole.total()
    for how in ("as it is", "in lower case", "without its legal form"):
        assert seen[how]["right"] >= 0.95 * seen[how].total()
        assert not seen[how]["not"]
    for how in ("one slip", "one slip, legal form and all", "two slips", "run together"):
        assert seen[how]["right"] + seen[how]["offered"] >= 0.97 * seen[how].total()


def test_a_company_that_is_not_there_is_seldom_taken_for_another(crowd: Store) -> None:
    there = {without_legal_form(fold(name)) for name in names(MANY, SEED)}
    strangers = [name for name in names(1_000, 77) if without_legal_form(fold(name)) not in there][:200]
    taken = [name for name in strangers if search_accounts(crowd, typed(name, "without its legal form", SEED)).exact]
    assert len(taken) <= 0.06 * len(strangers)


def test_the_index_answers_as_comparing_all_names_one_by_one_does(
    engine: Engine, empty: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = names(800, 5)
    with monkeypatch.context() as all_pending:
        all_pending.setattr(name_index, "FEW", len(listed))
        plain = open_store(engine.copy(empty, tmp_path, "plain"))
        _fill(plain, listed)
        expected = [search_accounts(plain, typed(name, "one slip", 5)).exact for name in listed[:40]]
        plain.close()
    indexed = open_store(engine.copy(empty, tmp_path, "indexed"))
    _fill(indexed, listed)
    assert [search_accounts(indexed, typed(name, "one slip", 5)).exact for name in listed[:40]] == expected
    indexed.close()


def test_what_is_renamed_added_or_gone_is_found_so_at_once_and_after_the_index_is_brought_up_to_date(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(name_index, "FEW", 10)
    _fill(store, names(200, 6))
    before = names(200, 6)[2]
    with store.writing() as connection:
        connection.execute("UPDATE account SET name = 'Quibble Foundry' WHERE id = 3")
        connection.execute("DELETE FROM account WHERE id = 200")
        connection.execute("INSERT INTO account (id, key, name, import_id) VALUES (200, 'new', 'Wobbly Castle', 1)")
    for _ in range(2):
        assert search_accounts(store, "quible foundry").exact == 3
        assert search_accounts(store, "wobly castle").exact == 200
        assert search_accounts(store, before).exact != 3
        with store.writing() as connection:
            connection.execute("UPDATE account SET domain = id || '.example'")
            name_index.update_index(connection)
            assert not name_index.is_stale(connection)
    assert search_accounts(store, "wobly castle").exact == 200


def test_a_short_name_is_found_among_a_flood_of_longer_ones(store: Store) -> None:
    _fill(
        store, [f"Acme {number:05}" for number in range(3_000)] + ["Acme"] + [f"Acme {n}" for n in range(3_000, 4_500)]
    )
    assert search_accounts(store, "acme").exact == 3_001
    assert search_accounts(store, "Acme 01234").exact == 1_235
    assert len(search_accounts(store, "acme 9").candidates) <= OFFERED


@given(st.text(max_size=40))
@example("ǅ" * 30)
@example("a\nb")
@example("acme \ud800")
def test_any_text_finds_something_or_nothing(crowd: Store, text: str) -> None:
    found = search_accounts(crowd, text)
    assert found.exact is None or found.exact == found.candidates[0].id


# Names and domains as they are compared.


@cases(
    ("name", "folded", "short"),
    [
        ("Söhne & Co. KG", "sohne co kg", "sohne"),
        ("A.C.M.E., Inc.", "acme inc", "acme"),
        ("Marks and Spencer plc", "marks spencer plc", "marks spencer"),
        ("Straße GmbH & Co. KG", "strasse gmbh co kg", "strasse"),
        ("Ørsted A/S", "orsted a s", "orsted"),
        ("O'Neil-Smith (Holdings) Ltd", "oneil smith holdings ltd", "oneil smith holdings"),
        ("Inc", "inc", "inc"),
        ("The Red Company", "red company", "red"),
        ("!!!", "", ""),
    ],
)
def test_case_accents_punctuation_and_legal_forms_make_no_difference(name: str, folded: str, short: str) -> None:
    assert (fold(name), without_legal_form(fold(name))) == (folded, short)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=20), max_size=5))
@example([" The Red!", "and", " the", "the the ", "Acme &"])
def test_lines_are_folded_each_by_itself(lines: list[str]) -> None:
    assert fold("\n".join(["a", *lines, "b"])).split("\n") == ["a", *map(fold, lines), "b"]


@cases(
    ("text", "domain", "named"),
    [
        ("acme.example", "acme.example", "acme"),
        ("HTTPS://www.Acme.example:8080/x", "acme.example", "acme"),
        ("jo@mail.acme.example", "mail.acme.example", "acme"),
        ("acme.co.uk", "acme.co.uk", "acme"),
        ("Acme Inc.", "", ""),
        ("v1.5", "", ""),
    ],
)
def test_a_domain_is_found_in_addresses(text: str, domain: str, named: str) -> None:
    assert domain_in(text) == domain
    assert domain_owner(domain) == named
