"""The glossary for one answer: the team's own words come out of the copy beside the store, without a database.

Only where there is no copy, the store itself is asked.
"""

import os
from pathlib import Path

from curation.snapshot import read_snapshot
from glossary import Glossary, load


def glossary_at_once() -> Glossary:
    """The glossary with the team's own words as they are now; what can't be read of them, cs doctor tells of."""
    database, folder = _database(), os.environ.get("CS_GLOSSARY", "").strip()
    words = read_snapshot(database) if database is not None else ()
    if not folder and words == ():
        return load()
    if words is None and database is not None:
        from curation.snapshot_writer import take_snapshot

        words = take_snapshot(database)
    from bot.team_words import TeamWords

    glossary = TeamWords(None, Path(folder).expanduser() if folder else None).glossary
    glossary.change_layer("team", {word.id: word.word for word in words or ()})
    return glossary


def _database() -> Path | None:
    """The store's file, as the settings have it, which take longer to read than an answer."""
    if os.environ.get("CS_TENANT", "").strip():
        from bot.settings import database_path

        return database_path()
    if given := os.environ.get("CS_DATABASE", "").strip():
        return None if "://" in given else Path(given).expanduser()
    from platformdirs import user_data_path

    return user_data_path("cs-bot") / "accounts.db"
