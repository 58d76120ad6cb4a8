"""The store in a schema of a PostgreSQL server: 15 or later, and what speaks as it does."""
