"""The import rule that import-linter doesn't ship: no modules that import each other in a circle."""

from graphlib import CycleError, TopologicalSorter
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output


class ModuleCycles(Contract):
    """No module imports itself through others, lazy imports counted. import-linter's own contract is about folders."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001  import-linter calls it
        """Returns the first circle that is found, if any."""
        circle = find_cycle(graph)
        return ContractCheck(kept=not circle, metadata={"circle": circle})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Prints the circle."""
        output.print_error(" → ".join(check.metadata["circle"]))
        output.new_line()


def find_cycle(graph: ImportGraph) -> list[Any]:
    """Returns the modules of a circle of imports in their order, the first once more at the end; else nothing."""
    imports = {
        module: graph.find_modules_directly_imported_by(module)
        for module in graph.modules
        if not graph.is_module_squashed(module)
    }
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []
