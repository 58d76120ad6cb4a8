"""Which worker runs which tests where a run has several."""

from typing import Any

from xdist.scheduler import LoadFileScheduling

ON_SERVER = "on-postgresql"  # in the id of a test that is run on both engines


class FromBothEnds(LoadFileScheduling):  # type: ignore[misc]  # it has no types
    """A file's tests run together, as they share what is made once: those of each engine apart.

    Half of the workers begin with what waits for browsers, servers and killed processes, which is sorted first; the
    others with the last, which compute. So the processors are in use all the time.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return f"{file} {ON_SERVER}" if ON_SERVER in nodeid else file

    def _assign_work_unit(self, node: Any) -> None:
        if self.nodes.index(node) % 2:
            self.workqueue.move_to_end(next(reversed(self.workqueue)), last=False)
        super()._assign_work_unit(node)
