#!/usr/bin/env bash
# Guess: a HubSpot client (`hubspot.Client.create(…)`) keeps its connections: five calls written as its README writes
#   them, `client.crm.companies.basic_api.get_page()`, go over one.
# Behaviour (hubspot-api-client 12.0.0): each look at `client.crm.companies.basic_api` makes another object with a pool of
#   its own, so that five calls open five connections, each with its own TLS handshake. Kept in a variable, the same
#   object takes one. For the same reason what is set on it, such as `….api_client.configuration.host`, is gone with the
#   next look: the request after it goes to the real address.
# Who meets it: whoever pages through a portal in a loop, or points the client at a proxy or a test server.
# Date: 2026-11-29
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet hubspot-api-client==12.0.0
"$folder/bin/python" - <<'PY'
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version

import hubspot

connections = set()


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        connections.add(self.client_address)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "15")
        self.end_headers()
        self.wfile.write(b'{"results": []}')

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_address[1]}"
client = hubspot.Client.create(access_token="made-up")


def five_calls(companies):
    """How many connections five calls take, each with the object that `companies` gives."""
    connections.clear()
    for _ in range(5):
        api = companies()
        api.api_client.configuration.host = url
        api.get_page(limit=1)
    return len(connections)


print("hubspot-api-client", version("hubspot-api-client"))
looked = five_calls(lambda: client.crm.companies.basic_api)
print("five calls, client.crm.companies.basic_api each time:", looked, "connections")
one = client.crm.companies.basic_api
kept = five_calls(lambda: one)
print("five calls, kept in a variable:", kept, "connection")
client.crm.companies.basic_api.api_client.configuration.host = url
forgotten = client.crm.companies.basic_api.api_client.configuration.host
print("the host that was set is, at the next look:", "forgotten" if forgotten != url else "kept")
sys.exit((looked, kept, forgotten != url) != (5, 1, True) and "the behaviour has changed")
PY
