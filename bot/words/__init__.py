"""Answers about words: the jargon of a message, what is read and missed, questions to the team, learning."""
