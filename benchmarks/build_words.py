"""Writes glossary/words.txt.gz, the English words the finder leaves as they are, from Debian's package `scowl`.

Run as `python benchmarks/build_words.py /usr/share/dict/scowl`. SCOWL's variant spellings stay out, because people
write `cancelation` and `miniscule` by mistake; its abbreviations stay out, because short keys are matched exactly.
"""

import gzip
import sys
import unicodedata
from pathlib import Path

LARGEST = 70
"""The size up to which spelling dictionaries go: beyond it, what looks like a word is likelier to be a slip."""
LISTS = {"english", "american", "british", "british_z", "canadian", "australian"}
KINDS = {"words", "upper", "proper-names", "contractions"}
TARGET = Path(__file__).parents[1] / "glossary" / "words.txt.gz"


def read_words(folder: Path) -> set[str]:
    """The words of the lists that are used, in lower case, without accents, apostrophes and possessives."""
    words: set[str] = set()
    for path in folder.iterdir():
        spelling, _, kind = path.stem.partition("-")
        if spelling in LISTS and kind in KINDS and int(path.suffix[1:]) <= LARGEST:
            for line in path.read_text(encoding="utf-8").splitlines():
                decomposed = unicodedata.normalize("NFKD", line.casefold().removesuffix("'s"))
                words.add("".join(char for char in decomposed if char.isalnum()))
    return words


if __name__ == "__main__":
    words = read_words(Path(sys.argv[1]))
    TARGET.write_bytes(gzip.compress("\n".join(sorted(words)).encode(), compresslevel=9, mtime=0))
    print(f"{TARGET.name}: {len(words)} words, {TARGET.stat().st_size} bytes")
