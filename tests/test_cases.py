"""Cases that are tried in one test are all tried, and those that fail are named."""

import pytest

from tests.cases import cases


@cases(("number", "doubled"), [(1, 2), (2, 5), (3, 6), (4, 9)])
def wrong_twice(number: int, doubled: int) -> None:
    assert number * 2 == doubled


@cases("number", [1, 2, 3])
@cases("most", [3, 2])
async def wrong_once(number: int, most: int) -> None:
    if number > most:
        pytest.fail("too many")


def test_all_cases_that_fail_are_named() -> None:
    with pytest.raises(BaseExceptionGroup, match="2 of 4 cases failed") as raised:
        wrong_twice()
    assert [error.__notes__ for error in raised.value.exceptions] == [
        ["in the case number=2, doubled=5"],
        ["in the case number=4, doubled=9"],
    ]


async def test_one_that_fails_is_told_as_itself_with_the_cases_that_it_is_in() -> None:
    with pytest.raises(pytest.fail.Exception, match="too many") as raised:
        await wrong_once()
    assert raised.value.__notes__ == ["in the case most=2", "in the case number=3"]
