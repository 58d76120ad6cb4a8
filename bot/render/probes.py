"""A small message of each newer block, which Slack is asked about before any such message is sent."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from bot.data_table import Cell, DataTable
from bot.render.blocks import Block
from bot.render.native import Feature, data_table

_TABLE: Final = DataTable(
    caption="Renewals",
    columns=("Account", "ARR"),
    rows=((Cell("Sample", None), Cell("$1,200.50", Decimal("1200.50"))), (Cell("Other"), Cell("not known"))),
    opens=("account id 1", "account id 2"),
)

PROBES: Final[Mapping[Feature, list[Block]]] = {
    "data_table": [data_table(_TABLE, actions=False)],
    "action_cells": [data_table(_TABLE, actions=True)],
}
