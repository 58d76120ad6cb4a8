"""Paying customers on a day: with a running contract that is no trial, or without contracts and not left."""

from typing import Final

_ANY: Final = "SELECT 1 FROM subscription s WHERE s.account_id = a.id"
_CONTRACT: Final = f"{_ANY} AND s.status <> 'trial'"
FIRST_SEEN: Final = """(SELECT min(seen_on) FROM (
    SELECT (SELECT u.used_on FROM usage u WHERE u.account_id = a.id ORDER BY u.used_on LIMIT 1) AS seen_on
    UNION ALL SELECT min(h.touched_on) FROM touchpoint h WHERE h.account_id = a.id
    UNION ALL SELECT min(k.opened_on) FROM ticket k WHERE k.account_id = a.id
) AS seen)"""
"""The first use, touchpoint or ticket of an account `a`: since then it is a customer, where nobody says since when."""

PAYING: Final = f"""(
    EXISTS ({_CONTRACT} AND s.starts_on <= :day AND coalesce(s.counts_until, '9999') > :day)
    OR (
        NOT EXISTS ({_ANY}) AND a.status NOT IN ('prospect', 'trial')
        AND coalesce(t.since, a.customer_since, {FIRST_SEEN}) <= :day AND coalesce(t.left_on, '9999') > :day
    )
)"""
"""A condition on an account `a` and its `customer_period` `t`; where nobody says since when, from `FIRST_SEEN` on."""
