"""What a server has loaded isn't looked through at each collection, and what it does meanwhile is."""

import gc
import subprocess
import sys
import weakref

from bot.operating.garbage_collection import startup_frozen


class Node:
    def __init__(self) -> None:
        self.itself = self


def test_only_what_was_there_at_the_start_is_left_out_until_the_end() -> None:
    gc.unfreeze()  # what the tests themselves left out
    before, kept = gc.get_freeze_count(), [Node()]
    with startup_frozen():
        assert gc.get_freeze_count() > before
        assert not any(each is kept[0] for each in gc.get_objects())
        later = weakref.ref(Node())
        gc.collect()
        assert later() is None
    gone = weakref.ref(kept.pop())
    gc.collect()
    assert (gc.get_freeze_count(), gone()) == (0, None)
    gc.freeze()


def test_a_program_that_answers_once_looks_for_no_garbage_and_others_do() -> None:
    code = """
import gc, sys
from bot.terminal.main import main
given = sys.argv.pop() == "given"
main(["terms"] if given else None)
print(gc.isenabled())
"""
    for words, collects in ((["terms", "given"], True), (["terms", ""], False)):
        done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == str(collects)
