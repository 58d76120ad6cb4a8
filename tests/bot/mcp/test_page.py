"""docs/assistants.md: what can be pasted is well-formed, and what it says of the tools is so."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

from bot.mcp.endpoint import PATH
from bot.mcp.guesses import FEW
from bot.mcp.prompts import PROMPTS
from bot.mcp.resources import VERBS
from bot.mcp.tools import NOT_OFFERED, MetricTool, offered_tools
from tests.bot.test_manifest import MANIFEST
from tests.cases import cases

PAGE = (Path(__file__).parents[3] / "docs" / "assistants.md").read_text(encoding="utf-8")
TOOLS = PAGE.split("## Tools")[1].split("## What is told")[0]
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
JSON = [json.loads(text) for kind, text in BLOCKS if kind == "json"]
(FRAGMENT,) = [yaml.safe_load(text) for kind, text in BLOCKS if kind == "yaml"]


def test_each_kind_of_settings_is_well_formed() -> None:
    assert {next(iter(each)) for each in JSON} == {"mcpServers", "tools", "inputs"}


def test_the_manifest_with_what_is_pasted_has_a_server_that_slack_signs_for() -> None:
    ((name, server),) = FRAGMENT["mcp_servers"].items()
    assert name == MANIFEST["display_information"]["name"]
    assert server["auth_type"] == "slack_identity_auth"
    assert server["url"].startswith("https://")
    assert server["url"].endswith(PATH)


def test_it_adds_one_scope_and_one_section_and_turns_socket_mode_off() -> None:
    assert set(FRAGMENT) - set(MANIFEST) == {"mcp_servers"}
    assert FRAGMENT["oauth_config"] == {"scopes": {"bot": ["mcp:connect"]}}
    assert "mcp:connect" not in MANIFEST["oauth_config"]["scopes"]["bot"]
    assert FRAGMENT["settings"] == {"socket_mode_enabled": False}
    assert MANIFEST["settings"]["socket_mode_enabled"] is True


@cases("tool", [each for each in offered_tools().values() if not isinstance(each, MetricTool)])
def test_every_tool_is_named_and_so_is_whether_it_changes_something(tool: Any) -> None:
    (line,) = [
        each for each in TOOLS.splitlines() if re.match(r"\| (words|metrics|accounts)", each) and _names(each, tool)
    ]
    reading, _, writing = line.partition("change something:")
    assert _names(writing if tool.writes else reading, tool)


def _names(text: str, tool: Any) -> bool:
    return f"`{tool.name}`" in text


def test_every_command_that_is_not_offered_is_named_with_a_reason() -> None:
    named = {
        verb for line in TOOLS.split("Not offered:")[1].splitlines() for verb in re.findall(r"^\| (`.*?) \|", line)
    }
    assert {verb.strip("` ") for each in named for verb in each.split(",")} == set(NOT_OFFERED)


def test_resources_prompts_and_limits_are_as_it_says() -> None:
    assert all(scheme in PAGE for scheme in VERBS)
    assert all(each.title.replace("’", "'") in PAGE for each in PROMPTS.values())
    assert f"After {FEW} wrong ones" in PAGE
