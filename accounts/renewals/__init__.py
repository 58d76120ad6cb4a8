"""Contracts that come to an end: when, what came of those that did, and what those ahead will bring."""
