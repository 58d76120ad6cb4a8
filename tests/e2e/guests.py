"""A door to local-slack's Web API that makes one of its people a guest, since it has no guests itself."""

import json
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.e2e.workspace import GUEST, PATIENCE


@contextmanager
def api_with_a_guest(slack: str) -> Iterator[str]:
    """The URL of the door to a local-slack, open for as long as the context is."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Passes a call on, and what it is answered back."""
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            passed = {name: value for name, value in self.headers.items() if name.lower() in PASSED}
            request = urllib.request.Request(f"{slack}{self.path}", body, passed, method=self.command)
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                answer = json.dumps(_with_a_guest(json.load(response))).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST  # noqa: N815  its name is given

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api/"
    finally:
        server.shutdown()
        server.server_close()


PASSED = frozenset({"authorization", "content-type"})


def _with_a_guest(answer: dict[str, Any]) -> dict[str, Any]:
    for person in (*answer.get("members", ()), answer.get("user")):
        if isinstance(person, dict) and person["id"] == GUEST:
            person["is_restricted"] = True
    return answer
