#!/usr/bin/env bash
# Guess: `StripeClient(key)` tries again as the functions of the module do; with max_network_retries=3 a 429 with
#   `Retry-After: 2` is asked again after 2 seconds, and a 503 with it as well.
# Behaviour (stripe 16.1.0): the module's functions ask a 503 three times, a `StripeClient` only once unless it is told
#   max_network_retries, and a 429 is never asked again by either, whatever that is set to. `Retry-After: 2` of a 503 is
#   passed over: the next try comes after half a second and some.
# Who meets it: whoever moves from the module's functions to the client, or reads long lists and counts on retries.
# Date: 2026-11-29
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet stripe==16.1.0
XDG_CONFIG_HOME="$folder" "$folder/bin/python" - <<'PY'
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import stripe

asked, status = [], [503]


class Refuses(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        asked.append(time.monotonic())
        self.send_response(status[0])
        self.send_header("Content-Type", "application/json")
        self.send_header("Retry-After", "2")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Refuses)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_address[1]}"
stripe.enable_telemetry = False
stripe.api_base, stripe.api_key = url, "made-up"


def client(**settings):
    return stripe.StripeClient("made-up", base_addresses={"api": url}, **settings).v1.customers.list


def requests(ask, answer):
    """How many requests a call comes to, and whether any waited for the two seconds."""
    asked.clear()
    status[0] = answer
    try:
        ask()
    except stripe.StripeError:
        pass
    return len(asked), any(later - earlier >= 2 for earlier, later in zip(asked, asked[1:]))


print("stripe", stripe.VERSION)
ways = {
    "stripe.Customer.list()": stripe.Customer.list,
    "StripeClient(key)": client(),
    "StripeClient(key, max_network_retries=3)": client(max_network_retries=3),
}
seen = {}
for name, ask in ways.items():
    for answer in (429, 503):
        count, waited = seen[name, answer] = requests(ask, answer)
        print(f"{name}, {answer} with Retry-After: 2: {count} request(s), {'waited' if waited else 'did not wait'}")
expected = [(1, False), (3, False), (1, False), (1, False), (1, False), (4, False)]
sys.exit(list(seen.values()) != expected and "the behaviour has changed")
PY
