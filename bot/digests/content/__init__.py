"""What each digest says, from a due delivery to its payload."""
