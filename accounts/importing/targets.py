"""The tables that imports fill: what tells one row from another, and what a row is never without."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """A table. `identity` are the columns that know a row.

    A column in `kept` is never empty: an empty cell leaves what is there, and a new row gets the value named here
    (None: there is none, and the row is rejected).
    """

    table: str
    kept: Mapping[str, str | None]
    identity: tuple[str, ...] = ("key",)

    @property
    def has_account(self) -> bool:
        """Whether each row belongs to an account."""
        return self.table != "account"


TARGETS = {
    target.table: target
    for target in (
        Target("account", {"name": None, "status": "active"}),
        Target("subscription", {"status": "active", "starts_on": None, "arr": None, "currency": None}),
        Target("churn", {"churned_on": None}),
        Target("contact", {"name": None}),
        Target(
            "usage",
            {"used_on": None, "feature": "", "subscription": ""},
            ("account_id", "used_on", "feature", "subscription"),
        ),
        Target("survey", {"survey": None, "score": None, "answered_on": None}),
        Target("touchpoint", {"touched_on": None}),
        Target("ticket", {"opened_on": None}),
    )
}
