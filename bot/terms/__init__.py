"""Answers about terms: cards, comparisons, a team's own words, and what is counted of look-ups."""
