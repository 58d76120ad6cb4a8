"""Suggesting terms, deciding on them, their history: what `/cs add`, `/cs curate` and their forms say."""
