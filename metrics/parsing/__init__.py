"""Reading the arguments of a text."""
