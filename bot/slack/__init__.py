"""The bot in Slack: commands, mentions, direct messages and buttons, over Socket Mode or HTTP."""
