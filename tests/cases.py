"""Many cases in one test, where a case takes less time than a test of its own would: all of them are tried, and the
failure names those that fail.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest

Test = Callable[..., Any]


class _Failures:
    """What went wrong, with the case it went wrong in."""

    def __init__(self) -> None:
        self._errors: list[BaseException] = []

    @contextmanager
    def noted(self, case: dict[str, Any]) -> Iterator[None]:
        """Keeps the failure of a case for later."""
        try:
            yield
        except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - `tell` raises it
            error.add_note("in the case " + ", ".join(f"{name}={value!r:.200}" for name, value in case.items()))
            self._errors.append(error)

    def tell(self, tried: int) -> None:
        """Raises what was kept."""
        if len(self._errors) == 1:
            raise self._errors[0]
        if self._errors:
            raise BaseExceptionGroup(f"{len(self._errors)} of {tried} cases failed", self._errors)


def cases(names: str | tuple[str, ...], values: Iterable[Any]) -> Callable[[Test], Test]:
    """Tries a test's arguments as `pytest.mark.parametrize` does, but in one test: its fixtures are made once for all
    cases, so it is for tests that change nothing in them.
    """
    asked = tuple(each.strip() for each in names.split(",")) if isinstance(names, str) else names
    rows = ((value,) if len(asked) == 1 else value for value in values)
    given = [dict(zip(asked, row, strict=True)) for row in rows]
    assert given, "a test without a case claims nothing"
    return lambda test: _in_one(test, asked, given)


def _in_one(test: Test, asked: tuple[str, ...], given: list[dict[str, Any]]) -> Test:
    """Returns a test that asks for the fixtures of another, and tries it with each case."""

    @wraps(test)
    def tried(**fixtures: Any) -> None:
        failures = _Failures()
        for case in given:
            with failures.noted(case):
                test(**fixtures, **case)
        failures.tell(len(given))

    @wraps(test)
    async def awaited(**fixtures: Any) -> None:
        failures = _Failures()
        for case in given:
            with failures.noted(case):
                await test(**fixtures, **case)
        failures.tell(len(given))

    made: Test = awaited if inspect.iscoroutinefunction(test) else tried
    signature = inspect.signature(test)
    left = [each for name, each in signature.parameters.items() if name not in asked]
    made.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]  # what pytest reads
    return made
