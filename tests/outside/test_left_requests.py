"""What a bot that is killed had acknowledged, another one answers: the next process, or on a server another machine."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from store.opening import is_postgresql, shared_tables
from tests.engines import Engine, SqliteEngine
from tests.outside.bot_process import running_bot
from tests.outside.faulty_slack import FaultySlack, eventually
from tests.outside.payloads import CHANNEL, mention

END_LEASES = "UPDATE kept_request SET lease_until = 0"
FIND_ALL = "UPDATE kept_request SET body = body"


def run_on(place: str, statement: str) -> int:
    """Runs a statement where requests are kept, and returns how many rows it found."""
    if is_postgresql(place):
        with closing(shared_tables(place)) as tables:
            return tables.execute(statement).rowcount
    with closing(sqlite3.connect(f"{place}-inbox", isolation_level=None)) as file:
        return file.execute(statement).rowcount


@pytest.mark.parametrize("engine_of", [lambda _: SqliteEngine(), "server_engine"], ids=["file", "server"])
def test_what_a_killed_bot_had_acknowledged_another_answers_once(
    slack: FaultySlack, tmp_path: Path, engine_of: Callable[[object], Engine] | str, request: pytest.FixtureRequest
) -> None:
    engine = request.getfixturevalue(engine_of) if isinstance(engine_of, str) else engine_of(None)
    place = str(engine.new(tmp_path))
    machines = [tmp_path / "one", tmp_path / "other"]
    homes = [{"CS_DATABASE": place, "HOME": str(each), "XDG_DATA_HOME": str(each)} for each in machines]
    for each in machines:
        each.mkdir()
    with running_bot(slack, machines[0], "http", variables=homes[0]) as bot:
        slack.fails["chat.postMessage"] = ["hang"]
        assert bot.post(mention("what is nrr"))[0] == 200
        eventually(lambda: slack.calls["chat.postMessage"])
        bot.process.kill()
        bot.process.wait()
    assert run_on(place, END_LEASES) == 1
    eventually(lambda: slack.given_up)
    slack.mend()
    with running_bot(slack, machines[1], "http", variables=homes[1]):
        eventually(lambda: slack.texts(CHANNEL))
        assert "NRR" in str(slack.texts(CHANNEL))
        eventually(lambda: run_on(place, FIND_ALL) == 0)
    assert len(slack.texts(CHANNEL)) == 1
