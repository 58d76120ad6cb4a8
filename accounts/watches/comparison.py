"""Compares two states of an account, and decides whether the changes are worth a message now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from accounts.watches.states import ASPECTS, CUSTOMER, MODEL, SCORED, State

FLIPS_WITHIN: Final = timedelta(days=7)
"""So long after it was told, a band or use that goes back isn't told again; what gets worse is."""
MOVES: Final = {"usage": 10, "score": 10}
"""Points by which these have to move to count as changed at all."""
USAGE_TOLD: Final = 20
"""Points by which the usage part of the score has to move to be told."""
_WORSE: Final = {"green": 0, "unknown": 1, "yellow": 1, "red": 2}


@dataclass(frozen=True, slots=True)
class Step:
    """An aspect that changed, from what to what."""

    aspect: str
    was: str
    now: str


def steps(seen: State, state: State) -> Iterator[Step]:
    """What changed since a state was seen: the score where the band didn't. Of who is no customer nothing else is said
    than that, and its name; scores of who came back aren't compared with those before it left.
    """
    rescored = is_compared_anew(seen, state)
    told_of = ASPECTS if state["status"] == CUSTOMER else ("status", "name")
    for aspect in told_of:
        step = Step(aspect, seen.get(aspect, ""), state[aspect])
        if step.was == step.now or (rescored and aspect in SCORED) or not _moved(step):
            continue
        if aspect != "score" or seen.get("band") == state["band"]:
            yield step


def seen_after(seen: State, state: State, told: tuple[Step, ...]) -> dict[str, str]:
    """What counts as seen then: points that moved little stay as they were seen, so that what creeps is noticed."""
    changed = {step.aspect: step.now for step in told}
    rescored = is_compared_anew(seen, state)
    after = {**seen, **changed}
    for aspect in SCORED:
        if state["status"] == CUSTOMER and (rescored or not after.get(aspect) or not state[aspect]):
            after[aspect] = state[aspect]
    if "band" in changed:
        after["score"] = state["score"]
    return {**after, MODEL: state[MODEL]}


def untold(told: State, seen: State) -> Iterator[Step]:
    """What differs between what was told last and what was seen."""
    for aspect in ASPECTS:
        step = Step(aspect, told.get(aspect, ""), seen.get(aspect, ""))
        if step.was != step.now and (aspect not in MOVES or (step.was and step.now)):
            yield step


def is_worth_telling(step: Step) -> bool:
    """Whether a change deserves a message: not points of the score within a band, nor a first score that is good."""
    if step.aspect == "score":
        return False
    if step.aspect == "usage":
        return abs(int(step.now) - int(step.was)) >= USAGE_TOLD
    if step.aspect == "band":
        return bool(step.was) and not (step.was == "unknown" and step.now == "green")
    return True


def held_until(step: Step, told_at: Mapping[str, str]) -> datetime | None:
    """Until when a change isn't told, as what was told lately went back; None for one that may be told now."""
    last = told_at.get(step.aspect)
    if last is None or step.aspect not in {"band", "usage"} or is_worse(step):
        return None
    return datetime.fromisoformat(last) + FLIPS_WITHIN


def is_worse(step: Step) -> bool:
    """Whether a band or use changed to the worse."""
    if step.aspect == "band":
        return _WORSE.get(step.now, 0) > _WORSE.get(step.was, 0)
    return step.aspect == "usage" and int(step.now) < int(step.was)


def is_compared_anew(seen: State, state: State) -> bool:
    """Whether the scores that were seen can't be compared with those of now: they are made in another way, or the
    account came back.
    """
    return seen.get(MODEL) != state.get(MODEL) or seen["status"] != state["status"] == CUSTOMER


def _moved(step: Step) -> bool:
    least = MOVES.get(step.aspect)
    if least is None:
        return True
    return bool(step.was and step.now) and abs(int(step.now) - int(step.was)) >= least
