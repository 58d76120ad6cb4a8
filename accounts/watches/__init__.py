"""Watched accounts: what changed of them, what of it is worth a message, and when that may come."""
