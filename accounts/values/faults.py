"""What a cell is refused with."""


class ValueFault(Exception):  # noqa: N818 - the cell is at fault, the program is in order
    """A cell's value can't be what its column holds. `reason` reads on after the value: `isn't a date: write …`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
