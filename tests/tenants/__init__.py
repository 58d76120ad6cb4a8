"""Tests of who has installed the bot."""
