#!/usr/bin/env bash
# Guess: `chartmogul.Contact.createTask(config, uuid=…, data=task)` makes the task for that contact and leaves `task` as
#   it was, so that the same task can be made for one contact after the other.
# Behaviour (chartmogul 4.11.0): it writes the contact into `task`, and where one stands there already it goes by that
#   one and passes the `uuid` over: the tasks for all contacts are made for the first. `createEntityNote` is the same.
#   What `Customer.createTask` was given before names the customer from then on, and a contact's task goes there. The
#   same methods of `Customer` write over what stands there, so that a loop over customers is right.
# Who meets it: whoever gives several contacts the same task or note: nothing is raised, and all lie with the first.
# Date: 2026-11-30
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet chartmogul==4.11.0
"$folder/bin/python" - <<'PY'
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version

import chartmogul

asked = []


class Takes(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        asked.append(body.get("customer_uuid") or body["associated_object_identifier"]["value"])
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Takes)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
config = chartmogul.Config("made-up")
config.uri = f"http://127.0.0.1:{server.server_address[1]}/v1"
TASK = {"assignee": "dana@example.com", "task_details": "Ask for a reference", "due_date": "2026-12-11"}
NOTE = {"type": "note", "author_email": "dana@example.com", "text": "Came to the webinar"}


def made_for(data, *calls):
    """Whom the server was told to make it for, with the same data at each call."""
    asked.clear()
    data = dict(data)
    for create, uuid in calls:
        create(config, uuid=uuid, data=data).get()
    return list(asked)


contact, customer = chartmogul.Contact, chartmogul.Customer
print("chartmogul", version("chartmogul"))
found = {
    "tasks for con_1, con_2": made_for(TASK, (contact.createTask, "con_1"), (contact.createTask, "con_2")),
    "notes for con_1, con_2": made_for(NOTE, (contact.createEntityNote, "con_1"), (contact.createEntityNote, "con_2")),
    "tasks for cus_1, con_1": made_for(TASK, (customer.createTask, "cus_1"), (contact.createTask, "con_1")),
    "tasks for cus_1, cus_2": made_for(TASK, (customer.createTask, "cus_1"), (customer.createTask, "cus_2")),
}
for wanted, made in found.items():
    print(f"{wanted}: made for {', '.join(made)}")
expected = [["con_1", "con_1"], ["con_1", "con_1"], ["cus_1", "cus_1"], ["cus_1", "cus_2"]]
sys.exit(list(found.values()) != expected and "the behaviour has changed")
PY
