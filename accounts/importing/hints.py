"""Which accounts may be meant by what names none."""

from dataclasses import replace

from accounts.importing.matching import STRANGER
from accounts.importing.outcome import Outcome
from store.database import Store

MOST = 5  # different names that are looked up
OFFERED = 2


def with_hints(store: Store, outcome: Outcome) -> Outcome:
    """The outcome, its rejects for accounts that aren't known with the names and ids of those that are alike."""
    strangers = dict.fromkeys(each.value for each in outcome.rejects if each.reason == STRANGER and each.value)
    if not strangers:
        return outcome
    from accounts.names.finding import find  # compares names, which few imports need

    alike = {said: find(store, said).candidates[:OFFERED] for said in list(strangers)[:MOST]}
    hints = {
        said: f"{STRANGER}; perhaps {' or '.join(f'{each.name} ({each.key})' for each in found)}"
        for said, found in alike.items()
        if found
    }
    rejects = (
        replace(each, reason=hints.get(each.value, each.reason)) if each.reason == STRANGER else each
        for each in outcome.rejects
    )
    return replace(outcome, rejects=tuple(rejects))
