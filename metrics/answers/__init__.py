"""Answers: values, sentences, bands and how a request is typed again."""
