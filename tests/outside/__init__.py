"""The real bot as a process of its own, attacked through its doors, with a Slack that fails in every way."""
