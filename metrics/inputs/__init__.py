"""The arguments of metrics: their kinds, and reading each."""
