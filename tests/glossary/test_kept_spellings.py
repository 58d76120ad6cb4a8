"""The index of misspelt names that is kept finds what a new one does, and is passed over for other terms."""

import subprocess
import sys
from pathlib import Path

import pytest

from glossary import Glossary, Term, load
from glossary.search import kept_spellings

ASKED = ("champoin", "net revnue retention", "quarterly busness review", "churn raet", "zzqqxx", "recurring rev")


def terms(*names: str) -> list[Term]:
    return [Term(id=name.casefold().replace(" ", "-"), name=name, definition="Something.") for name in names]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where an index is kept for this test."""
    found = tmp_path / "spellings"
    monkeypatch.setattr(kept_spellings, "_PLACE", str(found))
    return found


def test_the_kept_index_answers_as_the_one_that_was_built(place: Path) -> None:
    curated = list(load().terms.values())
    built, kept = (Glossary(curated, keep=True) for _ in range(2))
    first = [built.answer(text) for text in ASKED]
    assert place.exists()
    assert [kept.answer(text) for text in ASKED] == first


def test_a_kept_index_follows_changes_as_a_new_one_does(place: Path) -> None:
    curated = list(load().terms.values())
    Glossary(curated, keep=True).answer("champoin")
    kept, built = Glossary(curated), Glossary(curated)
    for glossary in (kept, built):
        if glossary is built:
            place.unlink()
        assert glossary.answer("champoin").terms
        glossary._finder.update(["champion"], terms("Sky Score"))
    for text in (*ASKED, "sky scoer"):
        assert kept._finder.misspelt(text) == built._finder.misspelt(text)


@pytest.mark.parametrize("names", [("Champion", "Sponsor"), ("Champion", "Detractor Two")])
def test_the_index_of_other_terms_is_passed_over(names: tuple[str, ...], place: Path) -> None:
    Glossary(terms("Champion", "Detractor"), keep=True).answer("detracter")
    glossary = Glossary(terms(*names))
    assert glossary.answer("detracter").kind == Glossary(terms(*names)).answer("detracter").kind
    assert "detractor" not in [term.id for term in glossary.answer("detracter").terms]


def test_a_spoilt_index_is_built_anew(place: Path) -> None:
    place.write_bytes(b"spoilt")
    assert Glossary(terms("Champion", "Detractor"), keep=True).answer("detracter").terms[0].id == "detractor"
    assert place.read_bytes() != b"spoilt"


@pytest.mark.processes
def test_another_process_finds_what_is_kept(place: Path) -> None:
    code = f"""
from glossary import load
from glossary.search import kept_spellings
kept_spellings._PLACE = {str(place)!r}
print(load().answer("champoin").terms[0].id)
"""
    written = []
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout == "champion\n"
        written.append(place.stat().st_mtime_ns)
    assert written[0] == written[1]
