"""Amounts in their currencies, and totals over several."""
