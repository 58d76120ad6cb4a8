"""Slack's newer blocks by name: what a workspace takes of them, and which of them blocks make use of."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

Feature = Literal["data_table", "action_cells", "data_visualization", "card", "container", "feedback", "agent_prompt"]
Features = frozenset[Feature]

NONE: Final[Features] = frozenset()


def no_features(_team: str) -> Features:
    """What a workspace takes that nobody asked."""
    return NONE


def features_of(blocks: Sequence[Mapping[str, Any]]) -> Features:
    """The features that blocks make use of."""
    return frozenset(feature for feature in _BY_TYPE.values() if _uses(feature, blocks))


def shows_chart(blocks: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a chart stands among blocks."""
    return any(block["type"] == "data_visualization" for block in blocks)


_BY_TYPE: Final[Mapping[str, Feature]] = {
    "data_table": "data_table",
    "action": "action_cells",
    "data_visualization": "data_visualization",
    "card": "card",
    "container": "container",
    "context_actions": "feedback",
    "agent_prompt": "agent_prompt",
}


def _uses(feature: Feature, value: object) -> bool:
    if isinstance(value, Mapping):
        own = _BY_TYPE.get(str(value.get("type", ""))) == feature or (feature == "agent_prompt" and feature in value)
        return own or any(_uses(feature, each) for each in value.values())
    return isinstance(value, list | tuple) and any(_uses(feature, each) for each in value)
