"""The verbs of operators, with their summaries, the options and the exit codes of `cs`."""

OPERATIONS = {
    "accounts export": "Write all accounts for other programs",
    "audit": "Who looked at accounts, when and where",
    "backup": "Copy the account store while the bot runs",
    "demo": "Try the bot in a Slack look-alike on this machine",
    "digest deliver": "Deliver the digests that are due, once, as from cron",
    "digest log": "What became of each delivery, attempt by attempt",
    "digest work": "Deliver digests until it is ended, beside others on the same store",
    "doctor": "Check configuration, tokens, scopes and the glossary",
    "glossary": "Check the curated files of the glossary; import and export your team's own words",
    "health backtest": "How well health told the accounts that left from those that stayed",
    "health check": "Check a file of weights and bands",
    "health fit": "Learn the weights of health from the accounts that left",
    "health score": "Score every customer, as the bot does every night",
    "import": "Import files of accounts, contracts, usage and more; see and undo imports",
    "mcp": "Let an assistant (Claude, ChatGPT, VS Code …) ask what people ask; tokens for that over HTTP",
    "restore": "Put a backup in the place of the account store",
    "sample": "Load a sample company to try things on, or write its files",
    "serve": "Connect the bot to Slack",
    "sources": "Where account data comes from by itself: check, add, status",
    "store copy": "Copy everything to an empty store: from SQLite to PostgreSQL, or back",
    "sync": "Read the sources that are due, once, as from cron",
    "tenants": "The workspaces that have installed a bot for many: list, show, set, limit, export, copy, erase",
}
OPTIONS = {
    "--json": "Print one JSON object on one line",
    "--csv": "Print the whole of a list as CSV",
    "--help": "What can be asked, and how",
    "--version": "The version",
}
EXIT = {"answered": 0, "nothing": 1, "usage": 2}
