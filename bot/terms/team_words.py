"""The team's own words, followed as they change: in the store (`/cs add`), and in the folder CS_GLOSSARY."""

import math
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from glossary import GlossaryError, load
from glossary.team_files import Fingerprint, fingerprint, read_folder
from glossary.team_glossary import Entry, TeamGlossary

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from bot.workspace import Workspace

EVERY: Final = 1.0  # seconds between two looks, of a process
PATIENCE: Final = 0.25  # seconds that an answer waits for a store on a server
MANY: Final = 300  # so many changes at once are taken in beside the answers, and not before the next


class TeamWords:
    """Brings a glossary into step with the folder and with the store, looking at each once a second at most.

    What goes wrong is in `problems` and logged once; the last good state stays. So it does while a store on a server
    doesn't answer, which is looked at beside the answers.
    """

    def __init__(self, workspace: "Workspace | None", folder: Path | None) -> None:
        self.problems: tuple[str, ...] = ()
        self._workspace, self._folder = workspace, folder
        self._seen: Fingerprint | None = None
        self._turn = -1
        self._there = False
        self._looking = threading.Lock()
        self._changed_here = False
        self._next = math.inf
        self._thread: ThreadPoolExecutor | None = None
        self.glossary = TeamGlossary(load().curated.values(), self.look)
        self.glossary.expire = self._expire
        self._next = 0.0
        self.look(patience=None)

    def _expire(self) -> None:
        """Lets the next answer look, also where a look is under way that may have begun before the change."""
        self._changed_here = True

    def look(self, patience: float | None = PATIENCE) -> None:
        """Looks for changes, unless that was done within the last second or is being done."""
        due = self._changed_here or time.monotonic() >= self._next
        if not due or not self._looking.acquire(blocking=False):
            return
        try:
            self._changed_here = False
            self._next = time.monotonic() + EVERY
            self._follow_folder()
            beside = self._is_on_server()
            changed = {} if beside else self._changed_in_store()
        except BaseException:
            self._looking.release()
            raise
        if beside:
            self._look_beside(patience)
        elif len(changed) > MANY and self.glossary.entries("team"):
            threading.Thread(target=self._take_in, args=(changed,), name="words", daemon=True).start()
        else:
            self._take_in(changed)

    def _is_on_server(self) -> bool:
        if self._workspace is None:
            return False
        from store.opening import is_postgresql

        return is_postgresql(self._workspace.settings.cs_database)

    def _look_beside(self, patience: float | None) -> None:
        """Looks at the store in a thread of its own, and waits so many seconds for that, or until it is through."""
        from concurrent.futures import ThreadPoolExecutor, wait

        from store.giving_way import GIVING_WAY

        if self._thread is None and self._workspace is not None:
            self._thread = ThreadPoolExecutor(1, "words", GIVING_WAY.go_on)
            self._workspace.before_close(self._thread.shutdown)
        try:
            looking = self._thread.submit(self._follow_store) if self._thread else None
        except RuntimeError:  # the store is closed
            looking = None
        if looking is None:
            self._looking.release()
            return
        wait({looking}, patience)
        if looking.done():
            looking.result()

    def _follow_store(self) -> None:
        try:
            changed = self._changed_in_store()
        except BaseException:
            self._looking.release()
            raise
        self._take_in(changed)

    def _take_in(self, changed: Mapping[str, Entry | None]) -> None:
        try:
            if changed:
                self.glossary.change_layer("team", changed)
        finally:
            self._next = time.monotonic() + EVERY
            self._looking.release()

    def _follow_folder(self) -> None:
        if self._folder is None:
            return
        try:
            if (seen := fingerprint(self._folder)) == self._seen:
                return
            first, self._seen = self._seen is None, seen
            words, wrong = read_folder(self._folder, self.glossary.curated)
        except (GlossaryError, OSError) as error:
            self._seen = ()
            self._tell((str(error),))
            return
        if first or not wrong:
            self.glossary.replace_layer("file", words)
        self._tell(tuple(wrong))

    def _tell(self, problems: tuple[str, ...]) -> None:
        """Keeps what is wrong for cs doctor, and logs what is new of it."""
        new, self.problems = [each for each in problems if each not in self.problems], problems
        for problem in new:
            import logging  # costs a definition a quarter of its time

            logging.getLogger(__name__).error("CS_GLOSSARY: %s", problem.removeprefix("CS_GLOSSARY: "))

    def _changed_in_store(self) -> dict[str, Entry | None]:
        if self._workspace is None or not self._workspace.exists:
            return {}
        from curation.own_terms import changed_since, glossary_version
        from curation.tables import has_tables

        try:
            store = self._workspace.store
            self._there = self._there or has_tables(store)  # an answer waits for no import, as making them would
            if not self._there:
                return {}
            if (version := glossary_version(store)) == self._turn:
                return {}
            since = self._turn if version > self._turn else -1
            changed = {word.id: word.word if word.state == "approved" else None for word in changed_since(store, since)}
        except Exception as error:  # noqa: BLE001  whatever is wrong with the store, terms are answered
            import logging

            logging.getLogger(__name__).warning("the team's own words can't be read: %s", error)
            self._next = time.monotonic() + 30
            return {}
        if since < 0:
            changed |= dict.fromkeys(self.glossary.entries("team").keys() - changed.keys())
        self._turn = version
        return changed


def follow_words(workspace: "Workspace") -> TeamWords:
    """The glossary with the team's own words, as they are at each answer."""
    return TeamWords(workspace, workspace.settings.cs_glossary)
