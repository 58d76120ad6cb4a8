#!/usr/bin/env bash
# Guess: a tool made of a Python function by MCPServer refuses an argument that the function doesn't have, as Python does,
#   and hands a text to a parameter of `str | None` as the text that it is.
# Behaviour (mcp 2.3.0): an argument that the function doesn't have is dropped without a word, and the tool answers with
#   its defaults: a misspelt filter answers for everything. The schema that clients get doesn't forbid others either. A
#   text for `str | None` is read as JSON first: "null" arrives as None, and "[1]" is refused as no valid string; with
#   `str` alone both arrive as they were sent.
# Who meets it: whoever offers a tool with filters or free text, which a model fills in.
# Date: 2026-11-29
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet mcp==2.3.0
"$folder/bin/python" - <<'PY'
import asyncio
import logging
import sys
from importlib.metadata import version

from mcp import Client
from mcp.server.mcpserver import MCPServer

server = MCPServer("made-up")
logging.disable(logging.CRITICAL)


@server.tool(description="Lists accounts of an owner.")
def accounts(owner: str = "everybody") -> str:
    return f"accounts of {owner}"


@server.tool(description="Says what it was given.")
def echo(optional: str | None = "left out", plain: str = "left out") -> str:
    return f"{optional!r} {plain!r}"


async def main() -> bool:
    async with Client(server) as client:
        async def said(tool, **given):
            result = await client.call_tool(tool, given)
            return f"{'refused' if result.is_error else result.content[0].text}"

        schema = next(tool.input_schema for tool in (await client.list_tools()).tools if tool.name == "accounts")
        misspelt = await said("accounts", ownr="dana")
        null, digits = await said("echo", optional="null", plain="null"), await said("echo", optional="[1]")
    print("accounts(ownr=dana):", misspelt, "| additionalProperties:", schema.get("additionalProperties", "not said"))
    print('echo(optional="null", plain="null"):', null, '| echo(optional="[1]"):', digits)
    return misspelt == "accounts of everybody" and null == "None 'null'" and digits == "refused"


print("mcp", version("mcp"))
sys.exit(0 if asyncio.run(main()) else "this is no longer so")
PY
