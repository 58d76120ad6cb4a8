"""A PostgreSQL server that fails in every way that it does while digests are delivered: the whole of it, connections
to it, and the answers to COMMITs.
"""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import postgresql
from tests.lossy_proxy import Loss, LossyProxy, lossy_proxy

DATABASE = "digests"


@dataclass
class TroubledServer:
    """A server: `place` is the store there, `for_workers` the same through a proxy that loses COMMITs.

    It is crashed and started again `crashes` times so far, and all its connections were cut `cuts` times.
    """

    server: postgresql.Server
    proxy: LossyProxy
    place: str
    for_workers: str
    crashes: int = 0
    cuts: int = 0

    @contextmanager
    def in_trouble(self, every: float, chance: random.Random) -> Iterator[None]:
        """Crashes the server and cuts connections by turns, until the end, which the server sees up."""
        ended = threading.Event()

        def trouble() -> None:
            while not ended.wait(chance.uniform(0.2, 1.0) * every):
                if self.crashes <= self.cuts:
                    self.server.crash()
                    ended.wait(chance.uniform(0, 1.0))
                    self.server.start()
                    self.crashes += 1
                else:
                    self.server.cut(DATABASE)
                    self.cuts += 1

        working = threading.Thread(target=trouble)
        working.start()
        try:
            yield
        finally:
            ended.set()
            working.join()


@contextmanager
def troubled_server(programs: Path, *, losses: float, seed: int = 1, durable: bool = False) -> Iterator[TroubledServer]:
    """A server on which a part of the COMMITs is lost, as many before as after the server had them."""
    chance = random.Random(seed)

    def lose(_: int) -> Loss:
        drawn = chance.random()
        return "before" if drawn < losses / 2 else "after" if drawn < losses else ""

    with postgresql.running(programs, durable=durable) as server:
        place = server.make(DATABASE)
        with lossy_proxy(server.port, lose) as (port, proxy):
            yield TroubledServer(server, proxy, place, server.url(DATABASE, port))
