"""How long the bot waits for what decides an answer: in tests as long as it takes, so that a busy machine decides
nothing. A test of what happens when something takes too long says itself how long that is.
"""

from collections.abc import Iterator
from typing import Final

import pytest

WAITS: Final = (
    "deferred_response.ACK_TIMEOUT",  # else the answer comes behind
    "access.PATIENCE",  # else nobody may see accounts
    "user_groups.PATIENCE",  # else a group is unknown
    "native_blocks.PATIENCE",  # else a digest is classic
    "agent_view.SLOW",  # else the answer is said to be under way
    "http_endpoint.PATIENCE",  # else a body is refused
)
LONG: Final = 120.0  # seconds


@pytest.fixture(scope="session", autouse=True)
def _a_busy_machine_decides_nothing() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patches:
        for each in WAITS:
            patches.setattr(f"bot.slack.{each}", LONG)
        yield
