"""Bearer tokens in the store: found by their secret alone, until they end."""

from datetime import UTC, date, datetime, timedelta

from accounts import Store
from accounts.access_tokens import NewToken, find_token, keep_token, list_tokens, note_use, revoke_token

NOW = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
NEW = NewToken("U01", "laptop", writes=True, made_by="me", made_at=NOW, expires_at=NOW + timedelta(days=1))


def test_a_token_is_found_by_its_secret_until_it_expires(store: Store) -> None:
    kept = keep_token(store, "one secret", NEW)
    assert find_token(store, "one secret", NOW) == kept
    assert (kept.person, kept.label, kept.writes, kept.made_by) == ("U01", "laptop", True, "me")
    assert find_token(store, "another", NOW) is None
    assert find_token(store, "", NOW) is None
    assert find_token(store, "one secret", NEW.expires_at) is None


def test_a_token_that_is_revoked_opens_nothing_and_stays_on_record(store: Store) -> None:
    first, second = (keep_token(store, secret, NEW) for secret in ("first", "second"))
    ended = revoke_token(store, first.id, NOW + timedelta(hours=1))
    assert ended is not None
    assert ended.revoked_at == NOW + timedelta(hours=1)
    assert revoke_token(store, first.id, NOW + timedelta(hours=2)) == ended
    assert find_token(store, "first", NOW) is None
    assert find_token(store, "second", NOW) == second
    assert revoke_token(store, 999, NOW) is None
    assert list_tokens(store) == (second, ended)


def test_the_last_day_of_use_is_noted(store: Store) -> None:
    kept = keep_token(store, "secret", NEW)
    assert kept.used_on is None
    note_use(store, kept.id, date(2026, 6, 15))
    found = find_token(store, "secret", NOW)
    assert found is not None
    assert found.used_on == date(2026, 6, 15)
