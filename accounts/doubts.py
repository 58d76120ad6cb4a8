"""The doubts of an import: values that are likely wrong, each taken only after a person confirms it."""

from typing import Final, Literal

Accepted = Literal["future", "far", "empty", "negative", "currency", "totals", "kind", "same"]
ACCEPTED: Final[dict[Accepted, str]] = {
    "future": "days to come of what has happened already",
    "far": "days more than 20 years ahead, and renewals that passed more than 5 years ago",
    "empty": "contracts that end on the day on which they start",
    "negative": "recurring revenue below zero",
    "currency": "amounts that name no currency, and are in another one in the store",
    "totals": "rows that may be totals of others",
    "kind": "a file that looks like one of another kind",
    "same": "ids of the store that say quite another thing",
}
"""Each with what is taken then, in words."""
