"""What was seen is remembered for its time, by all processes on one file and after a restart."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from store.seen_keys import AGAIN_AFTER, SeenKeys

ADD = """
import sys
from pathlib import Path
from store.seen_keys import SeenKeys
seen = SeenKeys(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
print(sum(seen.add(f"key {number}", 1000.0, 60) for number in range(500)), flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "accounts.db-seen"


@pytest.fixture
def seen(path: Path) -> Iterator[SeenKeys]:
    with closing(SeenKeys(path)) as keys:
        yield keys


def test_a_key_is_new_once_until_its_time_is_over(seen: SeenKeys) -> None:
    assert [seen.add("a", now, 60) for now in (1000.0, 1001.0, 1060.0, 1061.0, 1062.0)] == [
        True,
        False,
        False,
        True,
        False,
    ]


def test_another_process_and_a_restart_know_it_too(seen: SeenKeys, path: Path) -> None:
    assert seen.add("a", 1000.0, 60)
    with closing(SeenKeys(path)) as other:
        assert not other.add("a", 1001.0, 60)
        assert other.add("b", 1001.0, 60)
    assert not seen.add("b", 1002.0, 60)


def test_what_is_forgotten_is_new_to_all(seen: SeenKeys, path: Path) -> None:
    seen.add("a", 1000.0, 60)
    seen.forget("a", 1000.0)
    with closing(SeenKeys(path)) as other:
        assert other.add("a", 1001.0, 60)


def test_the_file_does_not_grow_for_ever(seen: SeenKeys) -> None:
    for number in range(5_000):
        seen.add(str(number), 1000.0 + number, 10)
    assert seen._file is not None
    assert seen._file.execute("SELECT count(*) FROM seen_key").fetchone()[0] < 1_100


def test_the_file_is_for_its_owner_alone(seen: SeenKeys, path: Path) -> None:
    seen.add("a", 1000.0, 60)
    assert {each.stat().st_mode & 0o777 for each in path.parent.iterdir()} == {0o600}
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_without_a_file_this_process_remembers() -> None:
    seen = SeenKeys()
    assert [seen.add("a", 1000.0, 60), seen.add("a", 1001.0, 60)] == [True, False]


def test_a_file_that_cannot_be_made_costs_the_others_memory_alone(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file, and no folder")
    seen = SeenKeys(blocked / "accounts.db-seen")
    assert [seen.add("a", 1000.0, 600), seen.add("a", 1001.0, 600)] == [True, False]
    blocked.unlink()
    assert not seen.add("a", 1000.0 + AGAIN_AFTER + 1, 600)
    assert seen.add("b", 1000.0 + AGAIN_AFTER + 1, 600)
    assert (blocked / "accounts.db-seen").exists()
    seen.close()


@pytest.mark.parametrize("how", ["deleted", "damaged", "replaced"])
def test_a_file_that_is_lost_is_begun_anew(seen: SeenKeys, path: Path, how: str) -> None:
    seen.add("a", 1000.0, 600)
    seen.close()
    with suppress(FileNotFoundError):
        path.unlink()
    if how != "deleted":
        path.write_bytes(b"not a database " * 1000 if how == "damaged" else b"")
    assert not seen.add("a", 1001.0, 600)
    assert seen.add("b", 1001.0, 600)
    seen.add("c", 1002.0, 600)
    with closing(SeenKeys(path)) as other:
        assert not other.add("c", 1003.0, 600)


@pytest.mark.processes
def test_of_several_processes_at_once_one_finds_each_key_new(path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ADD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    try:
        for each in processes:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        for each in processes:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        counts = [int(each.stdout.readline()) for each in processes if each.stdout]
        assert sum(counts) == 500
    finally:
        for each in processes:
            each.kill()
            each.wait()
            for stream in (each.stdin, each.stdout):
                if stream:
                    with suppress(BrokenPipeError):
                        stream.close()
    with closing(SeenKeys(path)) as seen:  # what was killed has left it whole
        assert not seen.add("key 7", 1001.0, 60)
