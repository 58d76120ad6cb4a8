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
    "tenants": "The workspaces that have installed a bot for many: list, show, set, limit, export, copy, move, erase",
}
OPTIONS = {
    "--json": "Print one JSON object on one line",
    "--csv": "Print the whole of a list as CSV",
    "--help": "What can be asked, and how",
    "--version": "The version",
}
EXIT = {"answered": 0, "nothing": 1, "usage": 2}


def operator_words(words: list[str]) -> list[str]:
    """The words of an operator's verb, its options behind it; empty for what is asked. `help VERB` is `VERB --help`."""
    asked = [word for word in words if word not in OPTIONS]
    before = words[: next((at for at, word in enumerate(words) if word not in OPTIONS), len(words))]
    rest = words[len(before) :]
    if asked[:1] == ["help"]:
        before, rest = ["--help"], asked[1:]
    return [*rest, *before] if is_operators(rest) else []


def is_operators(words: list[str]) -> bool:
    """Whether words begin with an operator's verb, and ask for no account's score: `health score acme`."""
    if words[:2] == ["health", "score"] and words[2:] and not words[2].startswith("-"):
        return False
    return bool(words) and not OPERATIONS.keys().isdisjoint({words[0], " ".join(words[:2])})


def verbs_under(verb: str) -> list[str]:
    """The operators' verbs of two words that begin with a verb, such as `digest deliver` with `digest`."""
    return [each for each in OPERATIONS if each.startswith(f"{verb} ")]
