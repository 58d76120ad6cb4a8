"""What people do about accounts: own, snooze, done, a logged call; each can be taken back."""
