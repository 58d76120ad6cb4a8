"""What a delivery says."""

from dataclasses import dataclass

from accounts.digests.deliveries import Payload
from bot.chart import Chart


@dataclass(frozen=True, slots=True)
class Letter:
    """What a delivery says, and the chart that goes with it."""

    content: Payload
    chart: Chart | None = None
