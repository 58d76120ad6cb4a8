"""The packages that keep tables in an account store: what is copied of one, as a whole."""

from typing import Final

from accounts.migrations import MIGRATIONS as ACCOUNTS
from curation.tables import MIGRATIONS as CURATION
from sources.migrations import MIGRATIONS as SOURCES

PACKAGES: Final = (ACCOUNTS, CURATION, SOURCES)
