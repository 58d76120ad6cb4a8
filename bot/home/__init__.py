"""The Home tab of the app in Slack: what it shows to whom."""
