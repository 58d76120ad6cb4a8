"""Scopes: the accounts that a question is about."""
