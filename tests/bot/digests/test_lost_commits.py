"""A connection that is lost in a COMMIT leaves open whether that was done: digests come once all the same."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest

from accounts import Store, open_store
from accounts.digests.delivery_log import deliveries as recorded
from store.errors import StoreUnreachableError
from store.opening import attach
from tests import postgresql
from tests.bot.digests.scripted_slack import ScriptedSlack, scripted_slack
from tests.bot.digests.test_worker import Clock, claimed, delivery_step, due, says
from tests.lossy_proxy import Loss, lossy_proxy
from tests.postgresql import Server

pytestmark = pytest.mark.processes
COMMITS = 5  # of a delivery of two messages: claimed, composed, posted, and claimed and posted again
_databases = count(1)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    programs = postgresql.binaries()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed here (Debian: apt-get install postgresql)")
    with postgresql.running(programs) as started:
        store = open_store(started.make("due"))
        due(store)
        store.close()
        yield started


async def deliver(store: Store, slack: ScriptedSlack) -> list[str]:
    """Delivers until nothing is open; what is lost on the way is left to the lease. Returns what was lost."""
    clock = Clock()
    lost: list[str] = []
    step = delivery_step(store, slack, clock, compose=says("one", "two"))
    for _ in range(40):
        try:
            held = claimed(step)
            if held is not None:
                await step.deliver(held)
            elif not [each for each in recorded(store) if each.finished is None]:
                return lost
        except StoreUnreachableError as error:
            lost.append(str(error))
        clock.now += timedelta(seconds=2) + step.settings.lease / 4
    raise AssertionError("it was never finished")


@pytest.mark.parametrize("loss", ["before", "after"])
@pytest.mark.parametrize("number", range(1, COMMITS + 1))
async def test_a_commit_whose_answer_is_lost_neither_doubles_nor_loses(server: Server, number: int, loss: Loss) -> None:
    server.make(database := f"lost{next(_databases)}", "due")
    with lossy_proxy(server.port, lambda commit: loss if commit == number else "") as (port, proxy):
        async with scripted_slack() as slack:
            store = attach(server.url(database, port))
            try:
                lost = await deliver(store, slack)
                kept = [(each.state, each.messages) for each in recorded(store)]
            finally:
                store.close()
    assert proxy.lost[loss] == 1
    assert "whether it did isn't known" in lost[0]
    assert [each["text"] for each in slack.posted] == ["one", "two"]
    assert kept == [("sent", 2)]
