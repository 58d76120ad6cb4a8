"""Content of digests, from a due delivery to its payload."""
