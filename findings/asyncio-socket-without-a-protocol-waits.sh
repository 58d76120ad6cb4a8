#!/usr/bin/env bash
# Guess: an asyncio server sends small answers without delay (TCP_NODELAY) on every connection, whether it is given a
#   host and a port or a listening socket, such as `socket.create_server` makes.
# Behaviour (CPython 3.11 to 3.13): with a host and a port it does. With a socket from `socket.create_server` it doesn't, as that
#   socket's `proto` is 0 and asyncio looks for IPPROTO_TCP: an answer written in two parts waits for the peer's delayed
#   acknowledgement, some 40 ms on Linux. A socket made with `socket.socket(family, SOCK_STREAM, IPPROTO_TCP)` is fine.
# Who meets it: whoever binds a socket first and hands it to asyncio, or to a server on top of it such as uvicorn.
# Date: 2026-11-29
set -euo pipefail

python3 - <<'PY'
import asyncio
import socket
import sys


def by_protocol(proto):
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, proto)
    listening.bind(("127.0.0.1", 0))
    return {"sock": listening}


async def delays(where):
    """Returns whether the server's end of a connection holds small answers back."""
    taken = asyncio.get_running_loop().create_future()

    async def serve(reader, writer):
        accepted = writer.get_extra_info("socket")
        taken.set_result(not accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    server = await asyncio.start_server(serve, **where)
    _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    held_back = await taken
    writer.close()
    server.close()
    return held_back


async def main():
    print("Python", sys.version.split()[0])
    seen = {}
    for name, where in {
        "a host and a port": {"host": "127.0.0.1", "port": 0},
        "socket.create_server": {"sock": socket.create_server(("127.0.0.1", 0))},
        "a socket of IPPROTO_TCP": by_protocol(socket.IPPROTO_TCP),
    }.items():
        seen[name] = await delays(where)
        print(f"{name}: small answers {'are held back' if seen[name] else 'are sent at once'}")
    expected = {"a host and a port": False, "socket.create_server": True, "a socket of IPPROTO_TCP": False}
    sys.exit(seen != expected and "the behaviour has changed")


asyncio.run(main())
PY
