"""Modals: opened, changed and submitted, those of metrics, digests and pulses."""
