"""docs/definitions.md as slow, plain code over the raw rows, and random histories to hold the store against it."""
