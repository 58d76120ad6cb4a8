"""The glossary for one answer: the team's own words come out of the copy beside the store's file, without a database.

Only where there is no copy, the store itself is asked. A store on a server is asked each time whether the copy, which
is then in the user's cache folder, still holds.
"""

import os
import sys

TYPE_CHECKING = False  # what `typing` says, which takes longer to import than a kept card to print
if TYPE_CHECKING:
    from curation.bodies import Content
    from glossary import Glossary


def glossary_at_once() -> "Glossary":
    """The glossary with the team's own words as they are now; what can't be read of them, cs doctor tells of.

    Without own words where there are many workspaces and none is named. Raises `SettingsError` for one that is none.
    """
    from glossary import load

    place, folder = _places()
    words = _words(place) if place else ()
    if not folder and not words:
        return load()
    from pathlib import Path

    from bot.terms.team_words import TeamWords

    glossary = TeamWords(None, Path(folder).expanduser() if folder else None).glossary
    glossary.change_layer("team", {word.id: word.word for word in words})
    return glossary


def curated_words_hold() -> bool:
    """Whether the team says nothing of its own, as far as that can be told without a database or a server."""
    place, folder = _places()
    if folder or "://" in place:
        return False
    if not place or not os.path.exists(os.path.expanduser(place)):
        return True
    from pathlib import Path

    from curation.snapshot import read_snapshot

    return read_snapshot(Path(place).expanduser()) == ()


def _words(place: str) -> "tuple[Content, ...]":
    from pathlib import Path

    from curation.snapshot import read_snapshot

    if "://" in place:
        return _words_on_server(place)
    database = Path(place).expanduser()
    words = read_snapshot(database)
    if words is None:
        from curation.snapshot_writer import take_snapshot

        return take_snapshot(database)
    return words


def _words_on_server(place: str) -> "tuple[Content, ...]":
    from platformdirs import user_cache_path

    from curation.shared_words import shared_words

    words, problem = shared_words(place, user_cache_path("cs-bot"))
    if problem:
        print(f"cs: {problem}", file=sys.stderr)
    return words


def _places() -> tuple[str, str]:
    """Where the store and the folder of own words are; empty where there is none. The settings, which know it too,
    take longer to read than an answer.
    """
    tenant, many, database, folder = (
        os.environ.get(name, "").strip() for name in ("CS_TENANT", "CS_TENANTS", "CS_DATABASE", "CS_GLOSSARY")
    )
    if tenant:
        from bot.settings import account_settings

        settings = account_settings()
        return str(settings.cs_database), str(settings.cs_glossary or "")
    if database:
        return database, folder
    if many:
        return "", ""
    from bot.configuration.user_folders import data_folder

    return os.path.join(data_folder(), "accounts.db"), folder
