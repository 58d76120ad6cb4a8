"""A manager's digest is the sum of the owners': no account is in two of them, and none is lost between them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts import open_store
from accounts.digests.subscriptions import Digest, Subscription
from tests.accounts.conftest import TODAY, Factory
from tests.bot.digests.mornings import MONDAY, Mornings

OWNERS = ("Ann", "Bo", "Çem")
BEGIN = MONDAY - timedelta(days=7)

Sums = Counter[str]

days = st.integers(-400, 120)
contracts = st.fixed_dictionaries(
    {
        "starts": days,
        "length": st.sampled_from((90, 365)),
        "arr": st.integers(0, 5_000_000),
        "currency": st.sampled_from(("USD", "EUR", "JPY")),
        "notice_days": st.sampled_from((None, 30, 90)),
        "auto_renews": st.sampled_from((None, 0, 1)),
        "cancelled": st.one_of(st.none(), st.integers(0, 300)),
    }
)
customers = st.fixed_dictionaries(
    {
        "owner": st.sampled_from((None, *OWNERS)),
        "segment": st.sampled_from((None, "SMB", "Enterprise")),
        "contracts": st.lists(contracts, max_size=3),
        "pulses": st.lists(st.tuples(st.integers(-9, 0), st.integers(1, 5)), max_size=4),
        "left": st.one_of(st.none(), st.integers(-20, 0)),
    }
)


def day(ahead: int) -> str:
    return (TODAY + timedelta(days=ahead)).isoformat()


def fill(mornings: Mornings, companies: list[dict[str, Any]]) -> None:
    """Puts the companies in, and lets the last days pass."""
    rows = mornings.rows
    ids = {name: rows.owner(name) for name in OWNERS}
    rows.account("Nobody's", segment="SMB", customer_since=day(-500))  # so that there is the segment
    for number, company in enumerate(companies):
        given = {"owner_id": ids.get(company["owner"]), "segment": company["segment"]}
        if company["left"] is not None:
            given |= {"status": "churned", "churned_on": day(company["left"])}
        account = rows.account(f"Account {number}", customer_since=day(-500), **given)
        for index, one in enumerate(company["contracts"]):
            ends = {"ends_on": day(one["starts"] + one["length"])}
            if one["cancelled"] is not None:
                ends |= {"cancelled_on": day(one["starts"] + one["cancelled"]), "status": "cancelled"}
            kept = {name: one[name] for name in ("currency", "notice_days", "auto_renews")}
            rows.subscription(account, day(one["starts"]), one["arr"], key=f"{number}-{index}", **ends, **kept)
        for ahead, score in company["pulses"]:
            mornings.pulse(account, score, TODAY + timedelta(days=ahead))
    for back in (8, 3, 0):
        mornings.night(MONDAY - timedelta(days=back))


def parts(data: dict[str, Any], digest: Digest) -> Iterator[tuple[str, Sums]]:
    """What of a digest can be added up: accounts by band and of each section, amounts by currency."""
    if digest == "health":
        yield "bands", Counter(data["bands"])
    if digest == "renewals":
        yield "renewals", Counter({"renewals": data["totals"]["renewals"], "unpriced": data["totals"]["unpriced"]})
        yield "arr", amounts(data["totals"]["arr"])
    if digest == "portfolio":
        for each, section in zip(("year", "week"), data["sections"], strict=True):
            yield f"{each} accounts", Counter({"accounts": section["accounts"], **section["logos"]})
            yield f"{each} arr", amounts(section["arr"]["each"])
            yield f"{each} bands", Counter({band["name"]: band["accounts"] for band in section["bands"]})
            yield f"{each} moved", added(moved(one) for one in section["moved"])
        return
    for section in data["sections"]:
        yield section["section"], Counter(str(row) for row in section["rows"])


def amounts(listed: list[dict[str, Any]]) -> Sums:
    return Counter({each["currency"]: Decimal(each["amount"]) for each in listed})


def added(parts: Iterable[Sums]) -> Sums:
    """Several sums as one; what is lost counts."""
    whole: Sums = Counter()
    for part in parts:
        whole.update(part)
    return whole


def moved(one: dict[str, Any]) -> Sums:
    """The movements of ARR in a currency."""
    return Counter(
        {
            f"{name} {each['currency']}": Decimal(each["amount"])
            for name, each in one.items()
            if isinstance(each, dict) and "amount" in each
        }
    )


def figures(mornings: Mornings, digest: Digest, scope: str) -> dict[str, Sums]:
    """A digest of a scope, what is nothing left out."""
    schedule = mornings.subscribed("health").schedule
    wanted = Subscription(team="T1", channel="C1", digest=digest, scope=scope, created_by="U1", schedule=schedule)
    data = dict(mornings.digest_message(wanted, MONDAY, BEGIN).data)
    return {name: Counter({key: n for key, n in each.items() if n}) for name, each in parts(data, digest)}


@pytest.mark.parametrize("digest", ["health", "renewals", "portfolio"])
@settings(
    max_examples=5,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(companies=st.lists(customers, max_size=12), segment=st.sampled_from(("", "segment SMB")))
def test_a_manager_s_digest_is_the_sum_of_the_owners(
    tmp_path_factory: pytest.TempPathFactory, digest: Digest, companies: list[dict[str, Any]], segment: str
) -> None:
    path = Path(tmp_path_factory.mktemp("sum"), "accounts.db")
    with closing(open_store(path)) as store:
        rows = Factory(store)
        rows.insert(
            "import", id=1, kind="accounts", source="", sha256="", imported_by="", imported_at="2026-01-01T00:00:00Z"
        )
        mornings = Mornings(store, rows)
        fill(mornings, companies)
        scopes = (*(f"@{owner}" for owner in OWNERS), "unowned")
        owners = [figures(mornings, digest, f"{scope} {segment}".strip()) for scope in scopes]
        for name, whole in figures(mornings, digest, segment).items():
            assert added(each[name] for each in owners) == whole, name
