"""A reply as the result of a tool: text, the object of the JSON contract, and blocks for Slack."""

import json
from typing import Any

from mcp_types import CallToolResult, TextContent

from bot.mcp.arguments import ArgumentError
from bot.mcp.blocks import answer_blocks
from bot.mcp.texts import answer_text
from bot.mcp.tools import OfferedTool
from bot.reply import Fact, Reply


def result_of(reply: Reply, *, has_data: bool) -> CallToolResult:
    """The result of a call. What can't be answered as it stands is an error that the model reads and mends."""
    return CallToolResult(
        content=[TextContent(type="text", text=answer_text(reply, has_data=has_data))],
        structured_content=plain_data(reply),
        is_error=reply.outcome == "usage",
        _meta={"slack": {"blocks": answer_blocks(reply)}},
    )


def plain_data(reply: Reply) -> dict[str, Any]:
    """The data of a reply as JSON has it: an object, no NaN among its numbers. Raises `ValueError` for one."""
    data: dict[str, Any] = json.loads(json.dumps(dict(reply.data), allow_nan=False))
    return data


def refused_argument(tool: OfferedTool, error: ArgumentError) -> CallToolResult:
    """The result for arguments that can't be taken, with what the tool takes."""
    takes = ", ".join(tool.schema["properties"]) or "nothing"
    return result_of(
        Reply(
            title="That didn't work",
            data={"kind": "error", "message": str(error), "argument": error.argument, "usage": takes},
            paragraphs=(str(error),),
            facts=(Fact(f"{tool.name} takes", takes),),
            outcome="usage",
        ),
        has_data=False,
    )


def failed(message: str) -> CallToolResult:
    """The result of a call that isn't answered."""
    reply = Reply(
        title="That didn't work",
        data={"kind": "error", "message": message},
        paragraphs=(message,),
        outcome="usage",
    )
    return result_of(reply, has_data=False)
