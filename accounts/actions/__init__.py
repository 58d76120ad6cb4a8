"""Actions on accounts: own, snooze, done, a logged call; each can be undone."""
