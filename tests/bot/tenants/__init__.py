"""Tests of many workspaces in one bot."""
