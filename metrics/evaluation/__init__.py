"""Evaluating a form, and solving it for one argument."""
