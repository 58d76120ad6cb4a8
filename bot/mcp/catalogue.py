"""The list of tools as the protocol has it."""

from collections.abc import Iterable

from mcp_types import Tool, ToolAnnotations

from bot.mcp.schemas import ANSWER
from bot.mcp.tools import MetricTool, OfferedTool, offered_tools

BLOCK_KIT = {"slack": {"supportsBlockKit": True}}


def listed_tools(*, writing: bool, each_metric: bool) -> list[Tool]:
    """The tools that an assistant is told of: those that write only where it may, and single metrics where wanted."""
    return [_tool(each) for each in _shown(offered_tools().values(), writing=writing, each_metric=each_metric)]


def _shown(tools: Iterable[OfferedTool], *, writing: bool, each_metric: bool) -> Iterable[OfferedTool]:
    return (
        each for each in tools if (writing or not each.writes) and (each_metric or not isinstance(each, MetricTool))
    )


def _tool(tool: OfferedTool) -> Tool:
    return Tool(
        name=tool.name,
        title=tool.title,
        description=tool.summary,
        input_schema=tool.schema,
        output_schema=ANSWER,
        annotations=ToolAnnotations(
            title=tool.title,
            read_only_hint=not tool.writes,
            destructive_hint=False,  # each can be taken back
            idempotent_hint=not tool.writes,
            open_world_hint=False,
        ),
        _meta=BLOCK_KIT,
    )
