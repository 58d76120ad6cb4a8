"""A small message of each newer block, which Slack is asked about before any such message is sent."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from bot.chart import Chart, Series
from bot.data_table import Cell, DataTable
from bot.render.blocks import Block
from bot.render.native import Feature, data_table
from bot.render.native_chart import chart_blocks

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

PROBES: Final[Mapping[Feature, list[Block]]] = {
    "data_table": [data_table(_TABLE, actions=False)],
    "action_cells": [data_table(_TABLE, actions=True)],
    "data_visualization": chart_blocks(_CHART),
}
