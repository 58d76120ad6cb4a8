"""`/cs digest …`: who gets which digest, when, and what became of it."""
