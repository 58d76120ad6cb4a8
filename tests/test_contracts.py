"""The import rule of our own."""

from grimp import ImportGraph

from tests.contracts import find_cycle


def graph(*imports: tuple[str, str]) -> ImportGraph:
    made = ImportGraph()
    for importer, imported in imports:
        made.add_import(importer=importer, imported=imported)
    return made


def test_modules_that_import_each_other_through_a_third_are_found() -> None:
    circle = find_cycle(graph(("a.x", "a.y"), ("a.y", "b.z"), ("b.z", "a.x"), ("b.z", "b.w")))
    assert circle[0] == circle[-1]
    assert set(circle) == {"a.x", "a.y", "b.z"}


def test_a_package_and_its_module_may_import_each_others_neighbours() -> None:
    assert find_cycle(graph(("a", "a.x"), ("a.x", "a.errors"), ("b", "a.errors"))) == []
