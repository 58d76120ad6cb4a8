"""A process that is killed in the midst of its work leaves the store sound, and as it was before or is after.

`CS_CRASHES=200` kills each work that many times.
"""

import os
from functools import partial
from pathlib import Path

import pytest

from accounts import open_store
from tests.accounts.crashing import Crashes
from tests.accounts.works import bring, score, take_back

pytestmark = pytest.mark.processes
TIMES = int(os.environ.get("CS_CRASHES", "10"))


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A store with 300 accounts and their use of the product."""
    path = tmp_path / "base.db"
    rows = "".join(f"A-{n},Company {n},company{n}.example,{1000 + n},Owner {n % 7}\n" for n in range(300))
    bring(path, "accounts", _file(tmp_path, "accounts", f"id,name,domain,arr,owner\n{rows}"))
    used = "".join(f"A-{n % 300},2026-06-{n % 14 + 1:02},{n}\n" for n in range(900))
    bring(path, "usage", _file(tmp_path, "usage", f"account,date,count\n{used}"))
    return path


def _file(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    return path


def _hold(crashes: Crashes) -> None:
    """After each of the kills the store is as before or as after, and both come about."""
    assert crashes.before != crashes.after
    for found in crashes.kill(TIMES):
        assert found in (crashes.before, crashes.after), "half done"


def test_an_import_that_is_killed_is_there_whole_or_not_at_all(base: Path, tmp_path: Path) -> None:
    rows = "".join(f"A-{n},Company {n} Ltd,company{n}.example,{2000 + n},Owner {n % 11}\n" for n in range(150, 900))
    file = _file(tmp_path, "later", f"id,name,domain,arr,owner\n{rows}")
    _hold(Crashes(partial(bring, kind="accounts", file=file), base, tmp_path))


def test_a_first_import_that_is_killed_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    open_store(empty).close()
    rows = "".join(f"A-{n},Company {n},company{n}.example,{1000 + n},Owner {n % 7}\n" for n in range(900))
    file = _file(tmp_path, "first", f"id,name,domain,arr,owner\n{rows}")
    _hold(Crashes(partial(bring, kind="accounts", file=file), empty, tmp_path))


def test_use_of_the_product_that_is_killed_is_there_whole_or_not_at_all(base: Path, tmp_path: Path) -> None:
    used = "".join(f"A-{n % 300},2026-05-{n % 19 + 1:02},{n + 1}\n" for n in range(1500))
    file = _file(tmp_path, "later", f"account,date,count\n{used}")
    _hold(Crashes(partial(bring, kind="usage", file=file), base, tmp_path))


def test_an_undoing_that_is_killed_took_all_back_or_nothing(base: Path, tmp_path: Path) -> None:
    _hold(Crashes(take_back, base, tmp_path))


def test_scoring_that_is_killed_has_scored_all_or_none(base: Path, tmp_path: Path) -> None:
    _hold(Crashes(score, base, tmp_path))
