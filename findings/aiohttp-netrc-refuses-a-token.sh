#!/usr/bin/env bash
# Guess: a session of aiohttp with `trust_env=True`, which is how it takes HTTPS_PROXY, sends the `Authorization` header
#   that a request is given, whatever a ~/.netrc says: the program said what it wants, and curl does so as well.
# Behaviour (aiohttp 3.14.5): where ~/.netrc has the host, or an entry `default`, the request isn't sent: ValueError
#   “Cannot combine AUTHORIZATION header with AUTH argument or credentials encoded in URL”, of a program that gave neither.
#   It is no `aiohttp.ClientError`. Without a header of its own the request goes out with the password of the netrc file.
# Who meets it: whoever runs a program with tokens behind a company's proxy, on a machine where somebody keeps a netrc
#   file for git or a package index: every request of it fails there, and nowhere else.
# Date: 2026-11-30
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet aiohttp==3.14.5
printf 'default login somebody password else\n' > "$folder/netrc"
chmod 600 "$folder/netrc"
NETRC="$folder/netrc" "$folder/venv/bin/python" - <<'PY'
import asyncio
import base64
import sys

import aiohttp
from aiohttp import web

TOKEN = {"Authorization": "Bearer made-up"}


async def sent(base, headers, trust_env):
    """The header that arrives, or the error in its place."""
    async with aiohttp.ClientSession(trust_env=trust_env) as session:
        try:
            async with session.get(base, headers=headers) as response:
                return await response.text()
        except Exception as error:
            return f"{type(error).__name__}, a ClientError: {isinstance(error, aiohttp.ClientError)}"


async def main():
    app = web.Application()
    app.router.add_get("/", lambda request: web.Response(text=request.headers.get("Authorization", "none")))
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    found = {
        "a token, trust_env=False": await sent(base, TOKEN, False),
        "a token, trust_env=True": await sent(base, TOKEN, True),
        "no token, trust_env=True": await sent(base, {}, True),
    }
    await runner.cleanup()
    return found


found = asyncio.run(main())
print("aiohttp", aiohttp.__version__)
for what, header in found.items():
    print(f"{what}: {header}")
basic = f"Basic {base64.b64encode(b'somebody:else').decode()}"
sys.exit(list(found.values()) != ["Bearer made-up", "ValueError, a ClientError: False", basic] and "it has changed")
PY
