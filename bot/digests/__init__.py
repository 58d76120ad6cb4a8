"""Digests in Slack: posted once each, whatever happens on the way."""
