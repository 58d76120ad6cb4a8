"""Tables out of any database that SQLAlchemy speaks with: one query, read once, under no one's password."""

from accounts.database.query import open_query

__all__ = ["open_query"]
