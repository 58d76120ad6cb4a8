"""Sources in the bot: reading them in the background, and saying how they are."""
