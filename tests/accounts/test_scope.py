"""Reading which accounts are meant."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import Store, open_store
from accounts.derived import current_state
from accounts.errors import ScopeError
from accounts.scopes.parser import parse_scope
from accounts.scopes.scope import ALL, Requester, Scope
from tests.accounts.conftest import TODAY, Factory
from tests.cases import cases
from tests.engines import Engine, Place


@pytest.fixture
def people(store: Store, make: Factory) -> dict[str, int]:
    """Three owners, one of them linked to Slack, and accounts in three segments."""
    owners = {
        "dana": make.owner("Dana Reyes", email="dana.reyes@ours.example", slack_user="U0DANA"),
        "lee": make.owner("Lee Park", email="lee@ours.example"),
        "other lee": make.owner("Lee Novák"),
    }
    for name, segment, owner in (
        ("A", "Enterprise", "dana"),
        ("B", "Enterprise", "lee"),
        ("C", "Mid-Market", "lee"),
        ("D", "SMB", "other lee"),
    ):
        make.account(name, segment=segment, owner_id=owners[owner], arr=1, currency="USD")
    with store.writing() as connection:
        current_state.recompute(connection, None, TODAY)
    return owners


@cases("text", ["", "all", "ALL", "  all  ", "everyone"])
def test_nothing_or_all_is_everything(store: Store, people: dict[str, int], text: str) -> None:
    assert parse_scope(store, text) == ALL


@cases(
    "text",
    [
        "@Dana Reyes",
        "@dana",
        "dana",
        "DANA REYES",
        "reyes",
        "owner dana",
        "owner: @dana",
        "of dana",
        "dana.reyes@ours.example",
        "<mailto:dana.reyes@ours.example|dana.reyes@ours.example>",
        "@dana.reyes",
        "<@U0DANA>",
        "<@u0dana|dana>",
    ],
)
def test_an_owner_is_known_by_name_part_email_or_mention(store: Store, people: dict[str, int], text: str) -> None:
    assert parse_scope(store, text) == Scope(people["dana"], "Dana Reyes")


@cases("text", ["dana", "danas", "dana's", "Dana’s", "@danas", "dana's accounts", "Dana Reyes’ customers"])
def test_an_owner_is_known_by_whose_accounts_they_are(store: Store, people: dict[str, int], text: str) -> None:
    assert parse_scope(store, text).owner_id == people["dana"]


@cases("text", ["jürgen", "juergen", "jurgen müller", "mueller", "muellers"])
def test_an_owner_is_known_however_an_umlaut_is_written(
    store: Store, people: dict[str, int], make: Factory, text: str
) -> None:
    known = store.reading.execute("SELECT id FROM owner WHERE name = 'Jürgen Müller'").fetchone()
    owner = known[0] if known else make.owner("Jürgen Müller")
    assert parse_scope(store, text).owner_id == owner


@cases("text", ["segment mid-market", "Mid Market", "MID-MARKET", "segment: mid market", "segment=Mid-Market"])
def test_a_segment_is_known_in_any_case_and_punctuation(store: Store, people: dict[str, int], text: str) -> None:
    assert parse_scope(store, text) == Scope(segment="Mid-Market")


@cases("text", ["@dana enterprise", "enterprise @dana", "dana segment enterprise", "enterprise dana reyes"])
def test_an_owner_and_a_segment_together(store: Store, people: dict[str, int], text: str) -> None:
    assert parse_scope(store, text) == Scope(people["dana"], "Dana Reyes", "Enterprise")


@pytest.mark.parametrize("asker", [Requester(slack_user="U0DANA"), Requester("U0NEW", "Dana.Reyes@ours.example")])
def test_mine_are_those_of_the_asker_by_slack_or_email(store: Store, people: dict[str, int], asker: Requester) -> None:
    if asker.email:
        with store.writing() as connection:
            connection.execute("UPDATE owner SET slack_user = NULL")
    assert parse_scope(store, "mine", asker).owner_id == people["dana"]
    assert parse_scope(store, "my accounts", asker).owner_id == people["dana"]
    assert parse_scope(store, "mine enterprise", asker).segment == "Enterprise"


def test_an_owner_who_is_someone_else_in_slack_is_not_known_by_email(store: Store, people: dict[str, int]) -> None:
    with pytest.raises(ScopeError):
        parse_scope(store, "mine", Requester("U0MALLORY", "dana.reyes@ours.example"))


def test_mine_of_somebody_unknown_says_so_and_offers_the_owners(store: Store, people: dict[str, int]) -> None:
    with pytest.raises(ScopeError, match="isn't known which accounts are yours") as caught:
        parse_scope(store, "mine", Requester(email="new@ours.example"))
    assert "new@ours.example" in str(caught.value)
    assert "@Dana Reyes" in caught.value.candidates


def test_the_unowned_are_a_scope(store: Store, people: dict[str, int]) -> None:
    assert parse_scope(store, "no owner") == Scope(unowned=True)
    assert parse_scope(store, "unowned smb") == Scope(unowned=True, segment="SMB")


@cases(
    ("text", "candidate"),
    [
        ("enterprize", "segment Enterprise"),
        ("segment entreprise", "segment Enterprise"),
        ("@dnaa", "@Dana Reyes"),
        ("danna", "@Dana Reyes"),
        ("novak", None),
        ("xyzzy", None),
    ],
)
def test_what_is_nearly_a_name_is_offered_and_not_taken(
    store: Store, people: dict[str, int], text: str, candidate: str | None
) -> None:
    if text == "novak":
        assert parse_scope(store, text).owner_id == people["other lee"]
        return
    with pytest.raises(ScopeError) as caught:
        parse_scope(store, text)
    assert "Enterprise, Mid-Market, SMB" in str(caught.value)
    assert caught.value.candidates[:1] == ((candidate,) if candidate else ())


def test_of_two_by_one_name_neither_is_taken(store: Store, people: dict[str, int]) -> None:
    with pytest.raises(ScopeError, match=r"Lee Novák, Lee Park \(lee@ours.example\)") as caught:
        parse_scope(store, "lee")
    assert caught.value.candidates == ("@Lee Novák", "@Lee Park")


def test_a_segment_is_meant_before_an_owner_of_whom_it_says_what_is_theirs(store: Store, make: Factory) -> None:
    make.account("A", segment="Leavers", owner_id=make.owner("Kim Leaver"), arr=1, currency="USD")
    with store.writing() as connection:
        current_state.recompute(connection, None, TODAY)
    assert parse_scope(store, "leavers") == Scope(segment="Leavers")
    assert parse_scope(store, "leaver").owner == "Kim Leaver"


def test_of_two_managers_by_one_name_the_teams_are_offered(store: Store, make: Factory) -> None:
    for name in ("Kim One", "Kim Two"):
        make.owner(f"Ann {name[-3:]}", manager=name)
        make.owner(name)
    with pytest.raises(ScopeError, match="say which") as caught:
        parse_scope(store, "kim's team")
    assert caught.value.candidates == ("team of @Kim One", "team of @Kim Two")
    assert [len(parse_scope(store, each).team_ids) for each in caught.value.candidates] == [1, 1]


def test_of_two_owners_whose_names_sound_alike_the_one_is_meant_who_is_written_so(store: Store, make: Factory) -> None:
    owners = {name: make.owner(name) for name in ("José Silva", "Jose Silva")}
    for name, id_ in owners.items():
        assert parse_scope(store, f"@{name}").owner_id == id_
    with pytest.raises(ScopeError, match="say which"):
        parse_scope(store, "silva")


def test_two_spellings_of_a_segment_are_told_apart_letter_for_letter(store: Store, make: Factory) -> None:
    for name, segment in (("A", "Enterprise"), ("B", "enterprise")):
        make.account(name, segment=segment)
    with store.writing() as connection:
        current_state.recompute(connection, None, TODAY)
    assert parse_scope(store, "enterprise") == Scope(segment="enterprise")
    with pytest.raises(ScopeError, match="letter for letter"):
        parse_scope(store, "ENTERPRISE")


def test_every_candidate_is_a_scope_that_can_be_read(store: Store, people: dict[str, int]) -> None:
    for text in ("lee", "enterprize", "@x", "segment", "mine"):
        with pytest.raises(ScopeError) as caught:
            parse_scope(store, text)
        assert caught.value.candidates
        for candidate in caught.value.candidates:
            assert parse_scope(store, candidate).request == candidate


@cases(
    ("scope", "words"),
    [
        (ALL, "all accounts"),
        (Scope(1, "Dana"), "accounts of Dana"),
        (Scope(segment="SMB"), "segment SMB"),
        (Scope(1, "Dana", "SMB"), "accounts of Dana in segment SMB"),
        (Scope(unowned=True), "accounts without an owner"),
    ],
)
def test_a_scope_reads_well(scope: Scope, words: str) -> None:
    assert scope.words == words


def test_a_scope_is_a_condition_with_its_parameters() -> None:
    assert ALL.where("s") == ("TRUE", ())
    assert Scope(3, "Dana", "SMB").where("s") == ("s.owner_id = ? AND s.segment = ?", (3, "SMB"))
    assert Scope(unowned=True).where("t") == ("t.owner_id IS NULL", ())


def test_an_empty_store_says_that_there_is_nobody(store: Store) -> None:
    with pytest.raises(ScopeError, match=r"Segments: no segments. Owners: no owners."):
        parse_scope(store, "enterprise")


@given(st.text(max_size=60))
def test_any_text_is_a_scope_or_a_clear_mistake(store_of_people: Store, text: str) -> None:
    with suppress(ScopeError):
        assert parse_scope(store_of_people, text, Requester("U1", "a@b.example")).words


@pytest.fixture(scope="module")
def store_of_people(engine: Engine, empty: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(engine.copy(empty, tmp_path_factory.mktemp("people")))
    yield opened
    opened.close()
