"""`cs serve` in several processes behind one address, and what stands before them."""

import asyncio
import hashlib
import hmac
import itertools
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from bot.terminal.main import main
from tests.forked import ForkedProcess
from tests.outside.bot_process import free_port

SECRET = "proof-secret"
EVENT_TRIES = 4


@dataclass
class Replicas:
    """`cs serve` in several processes on the same tenants, each on a machine of its own: they share no other folder."""

    environment: dict[str, str]
    folder: Path
    ports: list[int] = field(default_factory=list)
    processes: list[ForkedProcess] = field(default_factory=list)
    _turn: "itertools.count[int]" = field(default_factory=itertools.count)
    _machines: "itertools.count[int]" = field(default_factory=itertools.count)

    def start(self, place: int | None = None) -> None:
        """Starts one, in the place of one that was killed or as another."""
        if place is None:
            self.ports.append(free_port())
        port = self.ports[-1 if place is None else place]
        home = self.folder / f"machine-{next(self._machines)}"
        home.mkdir()
        own = {"PORT": str(port), "HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CACHE_HOME": str(home)}
        log = self.folder / f"replica-{port}.log"
        process = ForkedProcess(main, ["serve"], environment=self.environment | own, log=log)
        if place is None:
            self.processes.append(process)
        else:
            self.processes[place] = process

    def kill(self, place: int) -> None:
        """Kills one by its id, in the middle of whatever it does."""
        self.processes[place].kill()
        self.processes[place].wait()

    def next_ports(self) -> list[int]:
        """All ports, beginning with the one whose turn it is."""
        first = next(self._turn) % len(self.ports)
        return self.ports[first:] + self.ports[:first]

    def end(self) -> None:
        """Ends them all as an operator does."""
        for each in self.processes:
            each.terminate()
        for each in self.processes:
            try:
                each.wait(30)
            except subprocess.TimeoutExpired:
                each.kill()


class Sender:
    """Slack and the balancer in front of the replicas."""

    def __init__(self, replicas: Replicas, session: aiohttp.ClientSession, patience: float) -> None:
        self._replicas = replicas
        self._timeout = aiohttp.ClientTimeout(total=patience)
        self._session = session

    async def event(self, body: bytes) -> bool:
        """Sends an event until it is taken. Returns whether it was."""
        for tried in range(EVENT_TRIES):
            if (await self._send(body))[0] == 200:
                return True
            await asyncio.sleep(0.5 * 2**tried)
        return False

    async def command(self, body: bytes) -> tuple[int, str]:
        """Sends a command once. Returns the status, 0 where the connection broke or nothing came in time."""
        return await self._send(body)

    async def _send(self, body: bytes) -> tuple[int, str]:
        headers = signed(body)
        for port in self._replicas.next_ports():
            url = f"http://127.0.0.1:{port}/slack/events"
            try:
                async with self._session.post(url, data=body, headers=headers, timeout=self._timeout) as answer:
                    return answer.status, await answer.text()
            except aiohttp.ClientConnectorError:
                continue  # nobody listens: the balancer asks the next one
            except (aiohttp.ClientError, TimeoutError):
                return 0, ""
        return 0, ""


def signed(body: bytes) -> dict[str, str]:
    """The headers that Slack sends with a body."""
    now = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), f"v0:{now}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": f"v0={digest}"}
