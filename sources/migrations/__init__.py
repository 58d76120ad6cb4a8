"""The tables of sources in the store's file: how far each came, its runs, files and rows."""

from pathlib import Path

from store import Migrations

MIGRATIONS = Migrations("sources", Path(__file__).parent)
