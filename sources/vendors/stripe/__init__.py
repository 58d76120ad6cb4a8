"""Stripe: what its subscriptions bring in a month, and its customers."""
