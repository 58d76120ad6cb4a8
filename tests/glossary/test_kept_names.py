"""The names that are kept are looked up as those that were just read, and are passed over once a file is another."""

from pathlib import Path

import pytest

from glossary import Glossary, GlossaryError
from glossary.search import kept_names
from glossary.term_files import curated_files, read_terms

ASKED = (
    "NRR",
    "qbrs",
    "time 2 value",
    "Net Revenue Retention (NRR)",
    "the churn",
    "MAPs",
    "maps",
    "tomato",
    "health red",
)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where names are kept for this test."""
    found = tmp_path / "names"
    monkeypatch.setattr(kept_names, "_PLACE", str(found))
    return found


def written(folder: Path, *names: str) -> Glossary:
    """The glossary of a file with terms of these names."""
    path, sources = folder / "terms" / "some.toml", folder / "sources.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f'[t{at}]\nname = "{name}"\ndefinition = "D."\n' for at, name in enumerate(names)))
    sources.write_text("")
    return Glossary(read_terms(path.parent, sources), files=lambda: [str(path)])


def test_kept_names_are_found_as_those_that_were_read(place: Path) -> None:
    read, *kept = (Glossary(read_terms(), files=curated_files) for _ in range(2))
    plain = Glossary(read_terms())
    first = [read.has_name(text) for text in ASKED]
    assert first == [plain.has_name(text) for text in ASKED]
    assert place.exists()
    for glossary in kept:
        assert [glossary.has_name(text) for text in ASKED] == first
        assert "curated" not in vars(glossary)
        assert glossary.named("NRR") == plain.named("NRR")


def test_other_files_are_read_anew(tmp_path: Path) -> None:
    assert written(tmp_path, "Champion").has_name("champion")
    other = written(tmp_path, "Sponsor")
    assert other.has_name("sponsor")
    assert not other.has_name("champion")


def test_names_that_are_spoilt_or_cannot_be_kept_are_read_anew(place: Path, tmp_path: Path) -> None:
    place.write_bytes(b"spoilt")
    assert written(tmp_path, "Champion").has_name("champions")
    place.unlink()
    place.mkdir()
    assert written(tmp_path, "Sponsor").has_name("sponsor")
    assert not [*place.iterdir()]


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    sources = tmp_path / "sources.toml"
    glossary = Glossary(read_terms(tmp_path, sources), files=lambda: [str(sources)])
    with pytest.raises(GlossaryError, match=r"sources\.toml"):
        glossary.has_name("x")
