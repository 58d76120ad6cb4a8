"""Contract periods, upcoming renewals and the outcomes of past ones."""
