"""Whatever is wrong with the store's file, each verb says it in plain words, and nobody else's file is written to."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.terminal.main import main
from tests.bot.company import fill

Spoil = Callable[[Path], object]


def _text(path: Path) -> None:
    path.write_text("name,arr\nAcme,1\n" * 1000)


def _cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _overwritten(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xfe\xed" * ((len(content) - 4096) // 2)
    path.write_bytes(content)


def _odd_schema(path: Path) -> None:
    """SQLite's own message about it isn't UTF-8."""
    with closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA writable_schema = ON")
        bad = "CAST(x'fffe616263' AS TEXT)"
        store.execute(f"UPDATE sqlite_schema SET name = {bad}, sql = 'CREATE TABLE ((' WHERE name = 'owner'")
        store.commit()


def _no_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as store:
        for (name,) in store.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            store.execute(f'DROP TRIGGER "{name}"')
        for table in ("account", "import", "audit", "delivery"):
            store.execute(f"DROP TABLE {table}")
        store.commit()


def _foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT)")
        other.commit()


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


FAULTS: dict[str, Spoil] = {
    "text": _text,
    "cut short": _cut_short,
    "overwritten": _overwritten,
    "odd schema": _odd_schema,
    "no tables": _no_tables,
    "another program's": _foreign,
    "a folder": _folder,
}
VERBS = (
    "account acme",
    "--json health red",
    "renewals 60",
    "portfolio",
    "owners",
    "pulse acme 4",
    "digest list",
    "audit",
    "accounts export",
    "accounts export all.csv",
    "backup copy.db",
    "import accounts file.csv",
    "import log",
    "import undo --yes",
    "import mappings",
    "sample",
    "health score",
    "health backtest",
    "digest log",
    "doctor",
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a few accounts."""
    path = tmp_path_factory.mktemp("filled") / "accounts.db"
    fill(path)
    return path


@pytest.fixture
def broken(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it that a test breaks, where the program takes it for its store."""
    path = shutil.copyfile(filled, tmp_path / "accounts.db")
    monkeypatch.setenv("CS_DATABASE", str(path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file.csv").write_text("name,arr\nAcme,1\n")
    return path


@pytest.mark.parametrize("fault", FAULTS)
def test_every_verb_says_what_is_wrong(broken: Path, fault: str, capsys: pytest.CaptureFixture[str]) -> None:
    FAULTS[fault](broken)
    before = broken.read_bytes() if broken.is_file() else b""
    for verb in VERBS:
        code = main(verb.split())
        said = capsys.readouterr()
        everything = " ".join((said.out + said.err).split())  # lines are broken where the path happens to end
        assert "Traceback" not in everything
        if fault in {"no tables", "overwritten", "cut short"} and code == 0:
            continue  # it needs nothing of what is missing
        assert code != 0, verb
        assert "accounts.db" in everything, verb
        assert any(
            word in everything
            for word in ("is damaged", "no account store", "another program", "is a folder", "can't be")
        ), (verb, everything)
    if fault in {"text", "another program's"}:
        assert broken.read_bytes() == before
        assert not Path(f"{broken}-wal").exists()


def test_what_can_still_be_read_is_read(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One damaged table doesn't take the others with it."""
    with closing(sqlite3.connect(broken)) as store:
        (page,) = store.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'audit'").fetchone()
        (size,) = store.execute("PRAGMA page_size").fetchone()
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with broken.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xaa" * size)
    assert main(["accounts", "export", "all.csv"]) == 0
    assert len(Path("all.csv").read_text().splitlines()) > 10
    assert main(["doctor"]) == 1
    assert "is damaged" in capsys.readouterr().out


@contextmanager
def _mounted(folder: Path, options: str) -> Iterator[None]:
    """A small disk of its own in a folder, where this user may mount one."""
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)


def _cs(*words: str) -> tuple[int, str]:
    """What the program, in a process of its own, says, and its exit code."""
    command = [sys.executable, "-m", "bot.terminal.main", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.processes
def test_a_full_disk_is_called_that_and_nothing_is_lost(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    with _mounted(folder, "size=16m"):
        path = shutil.copyfile(filled, folder / "accounts.db")
        monkeypatch.setenv("CS_DATABASE", str(path))
        assert _cs("account", "acme")[0] == 0
        with pytest.raises(OSError, match="No space"):
            _fill(folder / "filler")
        for words in (("account", "acme"), ("pulse", "acme", "4"), ("import", "accounts", "file.csv")):
            (tmp_path / "file.csv").write_text("name\n" + "".join(f"Company {n}\n" for n in range(2000)))
            code, said = _cs(*words[:2], *(str(tmp_path / word) if "." in word else word for word in words[2:]))
            assert "Traceback" not in said
            assert "is full" in said
            assert code or "Acme" in said  # what can be read is answered
        (folder / "filler").unlink()
        code, said = _cs("pulse", "acme", "4")
        assert (code, "pulse 4 of 5" in said) == (0, True)


@pytest.mark.processes
def test_a_read_only_disk_is_called_that_and_what_is_there_is_answered(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    with _mounted(folder, "size=16m"):
        path = shutil.copyfile(filled, folder / "accounts.db")
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        monkeypatch.setenv("CS_DATABASE", str(path))
        assert main(["account", "acme"]) == 0
        assert "is read-only" in capsys.readouterr().out
        assert main(["accounts", "export"]) == 0
        assert "Acme" in capsys.readouterr().out
        assert main(["pulse", "acme", "4"]) != 0
        assert "is read-only" in capsys.readouterr().out
        assert main(["doctor"]) == 1
        assert "Nothing can be written to it" in capsys.readouterr().out
        assert [each.name for each in folder.iterdir()] == ["accounts.db"]
