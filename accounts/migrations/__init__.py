"""The schema of the account store: `0001_first_tables.sql` and whatever came after it."""

from pathlib import Path

from store import Migrations

MIGRATIONS = Migrations("accounts", Path(__file__).parent)
