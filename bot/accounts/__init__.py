"""Answers from the account store, laid out as replies: one module for each answer."""
