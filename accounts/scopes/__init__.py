"""Which accounts a question is about."""
