"""Reads what is typed: commands, questions, follow-ups and lists' refinements, each into one request."""
