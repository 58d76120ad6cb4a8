"""The words of a wish that are still to be read."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Words:
    """The words `left` to read, those that were found to name the `scope`, and `between` words that do if more of it
    follows.
    """

    left: list[str]
    scope: list[str] = field(default_factory=list)
    between: list[str] = field(default_factory=list)

    def take(self, count: int = 1) -> str:
        """The next words, which are read with that."""
        taken, self.left = self.left[:count], self.left[count:]
        return " ".join(taken)

    def plain(self, at: int) -> str:
        """A word in small letters and without the comma behind it; nothing where there is none."""
        return self.left[at].casefold().rstrip(",") if at < len(self.left) else ""

    def phrases(self, most: int) -> Iterator[tuple[int, str]]:
        """What the next words say in small letters, the longest phrase first, and how many words that is."""
        for count in range(min(most, len(self.left)), 0, -1):
            yield count, " ".join(self.left[:count]).casefold().rstrip(",")

    def add(self, to_scope: str) -> None:
        """Adds to the scope."""
        self.scope += [*self.between, to_scope]
        self.between.clear()

    def take_scope(self) -> bool:
        """Takes what surely is of the scope, whatever it would mean elsewhere: what is in quotes, and a segment."""
        first = self.left[0]
        if first.startswith('"'):
            last = next((n for n, word in enumerate(self.left) if word.endswith('"') and (n or len(word) > 1)), None)
            if last is not None:
                self.add(self.take(last + 1).strip('"').strip())
                return True
        if first.casefold() == "segment" and len(self.left) > 1 and not self.left[1].startswith('"'):
            self.add(self.take(2))
            return True
        return False
