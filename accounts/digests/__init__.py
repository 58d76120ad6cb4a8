"""Digests: who gets which when, what they say, and the record that makes each arrive once."""
