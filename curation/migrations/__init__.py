"""The schema of the team's own words: `0001_own_terms.sql` and whatever came after it."""
