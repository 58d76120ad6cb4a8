"""A proxy before PostgreSQL that loses connections while a COMMIT is under way: before the server has it, or after.

Which of the two it was, a client can't tell.
"""

import select
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final, Literal

Loss = Literal["", "before", "after"]
COMMIT: Final = b"Q\x00\x00\x00\x0bCOMMIT\x00"  # as the protocol sends it


@dataclass
class LossyProxy:
    """Passes bytes on; `lose` says of each COMMIT, by its number, whether the connection is lost then.

    `lost` counts those lost before the server had them, which undoes the transaction, and after, which doesn't.
    """

    port: int
    lose: Callable[[int], Loss]
    commits: int = 0
    lost: Counter[Loss] = field(default_factory=Counter)
    _counting: threading.Lock = field(default_factory=threading.Lock)

    def serve(self, client: socket.socket) -> None:
        """Serves one connection until either side ends it, or it is lost."""
        with client, suppress(OSError), socket.create_connection(("127.0.0.1", self.port)) as server:
            while True:
                for ready in select.select((client, server), (), ())[0]:
                    data = ready.recv(65536)
                    loss = self._loss() if ready is client and COMMIT in data else ""
                    if not data or loss == "before":
                        return
                    (server if ready is client else client).sendall(data)
                    if loss == "after":
                        server.recv(65536)  # it has committed, and nobody hears of it
                        return

    def _loss(self) -> Loss:
        with self._counting:
            self.commits += 1
            loss = self.lose(self.commits)
            if loss:
                self.lost[loss] += 1
        return loss


@contextmanager
def lossy_proxy(port: int, lose: Callable[[int], Loss]) -> Iterator[tuple[int, LossyProxy]]:
    """A proxy before a server's port, and the port that it listens on itself."""
    proxy = LossyProxy(port, lose)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listening.accept()
                    threading.Thread(target=proxy.serve, args=(client,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield listening.getsockname()[1], proxy
        finally:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
