"""A small message of each newer block, which Slack is asked about before any such message is sent."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from bot.chart import Chart, Series
from bot.data_table import Cell, DataTable
from bot.render.blocks import Block, button, context, markdown, plain_text, section
from bot.render.features import Feature
from bot.render.native_chart import chart_blocks
from bot.render.native_parts import choice_cards, feedback_buttons, prompt_button
from bot.render.native_table import data_table
from bot.reply import Choice, Prompt, Reply, Row

_TABLE: Final = DataTable(
    caption="Renewals",
    columns=("Account", "ARR"),
    rows=((Cell("Sample", None), Cell("$1,200.50", Decimal("1200.50"))), (Cell("Other"), Cell("not known"))),
    opens=("account id 1", "account id 2"),
)

_CHART: Final = Chart(
    title="Accounts by health",
    shape="stacked",
    labels=("1 Jun", "8 Jun"),
    series=(Series("Red", (Decimal(3), Decimal(2))), Series("Green", (Decimal("10.5"), Decimal(0)))),
    alt="Accounts by health.",
    x_title="Week",
    unit="accounts",
)

_CHOICES: Final = Reply(
    title="Which one do you mean?",
    data={"kind": "choices"},
    rows=(Row("Account Review", "A look at one account."), Row("Accounts Receivable", "What customers owe.")),
    choices=(Choice("Account Review", "define account-review"), Choice("Accounts Receivable", "define receivable")),
)
_FOLDED: Final[list[Block]] = [
    {
        "type": "container",
        "title": plain_text("More about NRR", 75),
        "is_collapsible": True,
        "default_collapsed": True,
        "child_blocks": [
            section("Kept and grown."),
            {"type": "section", "fields": [markdown("*NRR*"), markdown("*GRR*")]},
            context("Category: retention"),
            {"type": "actions", "elements": [button("ask:500", "GRR", "define grr")]},
        ],
    }
]

PROBES: Final[Mapping[Feature, list[Block]]] = {
    "data_table": [data_table(_TABLE, actions=False)],
    "action_cells": [data_table(_TABLE, actions=True)],
    "data_visualization": chart_blocks(_CHART),
    "card": choice_cards(_CHOICES, "ask:1000"),
    "container": _FOLDED,
    "feedback": feedback_buttons(Reply(title="NRR", data={}, feedback="nrr")),
    "agent_prompt": prompt_button(Prompt("Draft a check-in", "Draft a check-in."), "ask:1001"),
}
