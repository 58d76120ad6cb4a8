"""Derived tables: worked out once, after an import or when a day begins, and then only read."""
