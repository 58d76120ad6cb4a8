"""How long `cs mcp` takes to its first answer and what memory it holds then, beside a bare server of the same library.

Both are started in turns; each ratio is of two runs that follow each other, and the median is printed. CPU seconds say
more than the clock on a machine that does other things too. Linux only: the figures are those of /proc.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

RUNS: Final = 5
FIGURES: Final = (("clock", "s"), ("cpu", "s CPU"), ("memory", "MB"))
BARE = """
import asyncio
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp_types import CallToolResult, ListToolsResult, TextContent

async def call(request, params):
    return CallToolResult(content=[TextContent(type="text", text="pong")])

async def tools(request, params):
    return ListToolsResult(tools=[])

async def main():
    server = Server("bare", on_call_tool=call, on_list_tools=tools)
    async with stdio_server() as streams:
        await server.run(*streams, server.create_initialization_options())

asyncio.run(main())
"""
CALLS: Final = {
    "bare": ([sys.executable, "-c", BARE], "ping", {}),
    "cs mcp, define": ([sys.executable, "-m", "bot.terminal.main", "mcp"], "define", {"term": "nrr"}),
    "cs mcp, health": ([sys.executable, "-m", "bot.terminal.main", "mcp"], "health", {}),
}


@dataclass(frozen=True)
class Run:
    """Seconds by the clock and of CPU to the first answer, and megabytes held then."""

    clock: float
    cpu: float
    memory: float


@contextmanager
def _started(command: list[str], env: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


def _asked(process: "subprocess.Popen[str]", method: str, params: dict[str, Any]) -> dict[str, Any]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}) + "\n")
    process.stdin.flush()
    answer: dict[str, Any] = json.loads(process.stdout.readline())
    return answer


def run(command: list[str], tool: str, arguments: dict[str, Any], env: dict[str, str]) -> Run:
    """Starts a server, initializes it and calls a tool."""
    begun = time.perf_counter()
    with _started(command, env) as process:
        client = {"name": "benchmark", "version": "1"}
        said = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client}
        _asked(process, "initialize", said)
        answer = _asked(process, "tools/call", {"name": tool, "arguments": arguments})
        assert not answer["result"].get("isError"), answer
        clock = time.perf_counter() - begun
        spent = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks = int(spent[11]) + int(spent[12])
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        kilobytes = int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])
    return Run(clock, ticks / os.sysconf("SC_CLK_TCK"), kilobytes / 1024)


def _compare() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "CS_DATABASE": str(Path(folder, "accounts.db"))}
        loading = [sys.executable, "-m", "bot.terminal.main", "sample"]
        subprocess.run(loading, check=True, env=env, stdout=subprocess.DEVNULL)
        runs: dict[str, list[Run]] = {name: [] for name in CALLS}
        for _ in range(RUNS):
            for name, (command, tool, arguments) in CALLS.items():
                runs[name].append(run(command, tool, arguments, env))
    for name, found in runs.items():
        figures = (_figure(found, runs["bare"], what, unit) for what, unit in FIGURES)
        yield f"{name:16} {'  '.join(figures)}"


def _figure(found: list[Run], bare: list[Run], what: str, unit: str) -> str:
    values = [(getattr(each, what), getattr(other, what)) for each, other in zip(found, bare, strict=True)]
    median = statistics.median(value for value, _ in values)
    return f"{median:7.2f} {unit} ({statistics.median(value / floor for value, floor in values):.2f})"


def main() -> None:
    """Prints the medians, in brackets their ratio to the bare server."""
    print(*_compare(), sep="\n")


if __name__ == "__main__":
    main()
