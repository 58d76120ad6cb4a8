"""The parts of a health score, each with the same three functions: points, reason, advice."""
