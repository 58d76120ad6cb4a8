"""The schema of who has installed the bot: `0001_installations.sql` and whatever came after it."""
