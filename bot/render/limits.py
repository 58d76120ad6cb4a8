"""Slack's limits as data: what the renderer keeps to, and what every message and view is tested by.

`most` counts characters of a text, items of a list, or the value of a number; `least` likewise. The sources are pages
of docs.slack.dev unless they say otherwise. Where two versions of a page differ, the lower figure stands here: a
message may then be shorter than it could be, and is never refused.
"""

from typing import Final, NamedTuple


class Limit(NamedTuple):
    """How much a field of a block, element or object may hold; `path` leads from the object to what is counted."""

    of: str
    path: str
    most: int
    source: str
    least: int = 0


_BLOCKS: Final = "reference/block-kit/blocks"
_ELEMENTS: Final = "reference/block-kit/block-elements"
_OBJECTS: Final = "reference/block-kit/composition-objects"
_VIEWS: Final = "reference/views"

LIMITS: Final = (
    Limit("header", "text.text", 150, f"{_BLOCKS}/header-block", 1),
    Limit("section", "text.text", 3000, f"{_BLOCKS}/section-block", 1),
    Limit("section", "fields", 10, f"{_BLOCKS}/section-block", 1),
    Limit("section", "fields[].text", 2000, f"{_BLOCKS}/section-block", 1),
    Limit("context", "elements", 10, f"{_BLOCKS}/context-block", 1),
    Limit("context", "elements[].text", 3000, f"{_OBJECTS}/text-object", 1),
    Limit("actions", "elements", 25, f"{_BLOCKS}/actions-block", 1),
    Limit("context_actions", "elements", 5, f"{_BLOCKS}/context-actions-block", 1),
    Limit("input", "label.text", 2000, f"{_BLOCKS}/input-block", 1),
    Limit("input", "hint.text", 2000, f"{_BLOCKS}/input-block"),
    Limit("image", "alt_text", 2000, f"{_BLOCKS}/image-block", 1),
    Limit("image", "image_url", 3000, f"{_BLOCKS}/image-block", 1),
    Limit("image", "title.text", 2000, f"{_BLOCKS}/image-block"),
    Limit("markdown", "text", 12_000, f"{_BLOCKS}/markdown-block", 1),
    Limit("data_table", "rows", 201, f"{_BLOCKS}/data-table-block", 2),
    Limit("data_table", "rows[]", 20, f"{_BLOCKS}/data-table-block", 1),
    Limit("data_table", "rows[][].text", 20_000, f"{_OBJECTS}/raw-text-object", 1),
    Limit("data_table", "caption", 500, "ours: the page names none", 1),
    Limit("data_table", "page_size", 100, f"{_BLOCKS}/data-table-block", 1),
    Limit("data_visualization", "title", 50, f"{_BLOCKS}/data-visualization-block", 1),
    Limit("data_visualization", "chart.segments", 6, f"{_BLOCKS}/data-visualization-block (12 in newer versions)", 1),
    Limit("data_visualization", "chart.segments[].label", 20, f"{_BLOCKS}/data-visualization-block", 1),
    Limit("data_visualization", "chart.series", 6, f"{_BLOCKS}/data-visualization-block (12 in newer versions)", 1),
    Limit("data_visualization", "chart.series[].name", 20, f"{_BLOCKS}/data-visualization-block", 1),
    Limit("data_visualization", "chart.series[].data", 20, f"{_BLOCKS}/data-visualization-block", 1),
    Limit("data_visualization", "chart.axis_config.categories", 20, f"{_BLOCKS}/data-visualization-block", 1),
    Limit("data_visualization", "chart.axis_config.categories[]", 20, f"{_BLOCKS}/data-visualization-block", 1),
    Limit("data_visualization", "chart.axis_config.x_label", 50, f"{_BLOCKS}/data-visualization-block", 1),
    Limit("data_visualization", "chart.axis_config.y_label", 50, f"{_BLOCKS}/data-visualization-block", 1),
    Limit("container", "title.text", 150, f"{_BLOCKS}/container-block", 1),
    Limit("container", "subtitle.text", 150, f"{_BLOCKS}/container-block"),
    Limit("container", "child_blocks", 10, f"{_BLOCKS}/container-block", 1),
    Limit("card", "title.text", 150, f"{_BLOCKS}/card-block"),
    Limit("card", "subtitle.text", 150, f"{_BLOCKS}/card-block"),
    Limit("card", "body.text", 200, f"{_BLOCKS}/card-block"),
    Limit("card", "actions", 3, f"{_BLOCKS}/card-block", 1),
    Limit("carousel", "elements", 10, f"{_BLOCKS}/carousel-block", 1),
    Limit("button", "text.text", 75, f"{_ELEMENTS}/button-element", 1),
    Limit("button", "value", 2000, f"{_ELEMENTS}/button-element", 1),
    Limit("button", "url", 3000, f"{_ELEMENTS}/button-element", 1),
    Limit("button", "accessibility_label", 75, f"{_ELEMENTS}/button-element", 1),
    Limit("button", "agent_prompt", 4000, f"{_ELEMENTS}/button-element", 1),
    Limit("button", "visible_to_user_ids", 10, f"{_ELEMENTS}/button-element", 1),
    Limit("feedback_buttons", "positive_button.text.text", 75, f"{_ELEMENTS}/feedback-buttons-element", 1),
    Limit("feedback_buttons", "positive_button.value", 2000, f"{_ELEMENTS}/feedback-buttons-element", 1),
    Limit("feedback_buttons", "negative_button.text.text", 75, f"{_ELEMENTS}/feedback-buttons-element", 1),
    Limit("feedback_buttons", "negative_button.value", 2000, f"{_ELEMENTS}/feedback-buttons-element", 1),
    Limit("static_select", "options", 100, f"{_ELEMENTS}/select-menu-element", 1),
    Limit("external_select", "min_query_length", 100, "ours: the page names none"),
    Limit("overflow", "options", 5, f"{_ELEMENTS}/overflow-menu-element", 1),
    Limit("radio_buttons", "options", 10, f"{_ELEMENTS}/radio-button-group-element", 1),
    Limit("checkboxes", "options", 10, f"{_ELEMENTS}/checkboxes-element", 1),
    Limit("plain_text_input", "max_length", 3000, f"{_ELEMENTS}/plain-text-input-element", 1),
    Limit("option", "text.text", 75, f"{_OBJECTS}/option-object", 1),
    Limit("option", "value", 150, f"{_OBJECTS}/option-object", 1),
    Limit("option", "description.text", 75, f"{_OBJECTS}/option-object"),
    Limit("placeholder", "text", 150, f"{_ELEMENTS}/plain-text-input-element"),
    Limit("any", "block_id", 255, f"{_BLOCKS}", 1),
    Limit("any", "action_id", 255, f"{_ELEMENTS}", 1),
    Limit("message", "blocks", 50, f"{_BLOCKS}", 1),
    Limit("message", "text", 4000, "reference/methods/chat.postMessage (advised; cut at 40,000)", 1),
    Limit("message", "json", 13_200, "github.com/slackapi/bolt-js/issues/2509, of blocks that are no tables or charts"),
    Limit("message", "charts", 2, f"{_BLOCKS}/data-visualization-block"),
    Limit("message", "table characters", 20_000, f"{_BLOCKS}/data-table-block"),
    Limit("modal", "blocks", 100, _VIEWS, 1),
    Limit("modal", "title.text", 24, _VIEWS, 1),
    Limit("modal", "submit.text", 24, _VIEWS, 1),
    Limit("modal", "close.text", 24, _VIEWS, 1),
    Limit("modal", "private_metadata", 3000, _VIEWS),
    Limit("modal", "callback_id", 255, _VIEWS, 1),
    Limit("home", "blocks", 100, _VIEWS, 1),
    Limit("home", "private_metadata", 3000, _VIEWS),
    Limit("home", "callback_id", 255, _VIEWS, 1),
)

_MOST: Final = {(each.of, each.path): each.most for each in LIMITS}


def most(of: str, path: str) -> int:
    """The most that a field may hold. Raises `KeyError` for one without a known limit."""
    return _MOST[of, path]
