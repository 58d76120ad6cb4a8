"""Pages of lists: which rows are asked for, and the requests for those before and after them."""

import re
from dataclasses import dataclass

SIZE = 10  # accounts on a page
_PAGE = re.compile(
    r"\s*\b(?:page\s+(?P<page>\d{1,6})|(?:from )?rows? (?P<first>\d{1,7})(?: to (?P<last>\d{1,7}))?)$", re.IGNORECASE
)
_NEXT = re.compile(r"(?:next|more|show more|go on|continue|next page|the rest)(?: please)?", re.IGNORECASE)
_BACK = re.compile(r"(?:previous|back|previous page|go back)", re.IGNORECASE)
_TURN = re.compile(r"page (\d{1,6})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, counted from 1, and the request for the list without it; it begins with a `row` of its own
    where what was shown before was no whole page.
    """

    request: str
    number: int = 1
    row: int = 0

    @property
    def offset(self) -> int:
        """How many rows stand before it."""
        return self.row - 1 if self.row else (self.number - 1) * SIZE

    @property
    def step(self) -> str:
        """The request that asks for this page."""
        return self.begins_with(self.offset + 1)

    def begins_with(self, row: int) -> str:
        """The request that asks for the rows from one on, counted from 1."""
        if row <= 1:
            return self.request
        number, within = divmod(row - 1, SIZE)
        return f"{self.request} from row {row}" if within else f"{self.request} page {number + 1}"

    def other(self, by: int) -> str:
        """The request that asks for the page so many pages on."""
        return Page(self.request, self.number + by).step


def parse_page(verb: str, text: str) -> tuple[str, Page]:
    """The arguments without the page at their end, and that page."""
    found = _PAGE.search(text)
    rest = text[: found.start()].strip() if found else text.strip()
    request = f"{verb} {rest}".strip()
    if found and found["first"]:
        row = max(1, int(found["first"]))
        return rest, Page(request, (row - 1) // SIZE + 1, row)
    return rest, Page(request, max(1, int(found["page"])) if found else 1)


def without_page(text: str) -> str:
    """A request without the page at its end."""
    return _PAGE.sub("", text)


def turns_page(said: str) -> bool:
    """Whether a text asks for other rows of a list that stands before it: `more`, `page 3`."""
    return any(pattern.fullmatch(said) for pattern in (_NEXT, _BACK, _TURN))


def turned(said: str, request: str) -> str:
    """The request for the rows that a text asks for after the answer to a request; empty where it asks for none.

    `rows 1 to 7` at its end are those that were shown.
    """
    verb, _, text = request.partition(" ")
    _, page = parse_page(verb, text)
    if found := _TURN.fullmatch(said):
        return Page(page.request, int(found[1])).step
    shown = _PAGE.search(text)
    if _NEXT.fullmatch(said):
        return page.begins_with(int(shown["last"]) + 1 if shown and shown["last"] else page.offset + SIZE + 1)
    return page.begins_with(page.offset - SIZE + 1) if _BACK.fullmatch(said) else ""
