"""A service that is read by its API: the kinds of rows it has, each declared once, and the key it is read with."""

from abc import abstractmethod
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from accounts.readers import Table
from sources.addresses import is_secure
from sources.errors import SourceError
from sources.http import HttpAnswer, HttpClient
from sources.model import FetchContext, Source
from sources.paging import Page
from sources.secrets import is_reference
from sources.service_rows import rows_table
from sources.vendors.refusals import Credentials

Json = dict[str, Any]
Row = Mapping[str, object]
SHARED_IDS: Final = ("subscriptions", "tickets")  # kinds whose ids two tools may both count from 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A kind of rows that a service has: what is `taken`, in a few words, the read-only `rights` that a key needs for
    it, and the `columns` of its rows, by their names in the kind.
    """

    taken: str
    rights: str
    columns: tuple[str, ...]


@dataclass(slots=True)
class Noted:
    """What is to be told of rows, each thing with how many rows it is true of, and what is `told` of all of them."""

    counted: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    def add(self, *notes: str) -> None:
        """Notes it of one more row."""
        self.counted.update(notes)

    @property
    def texts(self) -> tuple[str, ...]:
        """Each note with its number of rows."""
        counted = (f"{note} ({count:,} row{'s' * (count > 1)})." for note, count in self.counted.items())
        return (*self.told, *counted)


@dataclass(slots=True)
class Newest:
    """The newest of the instants that rows were changed at, as text."""

    text: str = ""

    def note(self, instant: object) -> None:
        """Notes that of one more row."""
        if instant and (not self.text or datetime.fromisoformat(str(instant)) > datetime.fromisoformat(self.text)):
            self.text = str(instant)


class VendorSource(Source):
    """What services that are read by their API have in common."""

    title: ClassVar[str]
    listings: ClassVar[Mapping[str, Listing]]
    address: ClassVar[str] = ""  # of the API, where it is the same for everybody

    key: str = Field(description="Where the key is kept")
    url: str = Field(default="", description="The address of the API, where it isn't the usual one")

    @field_validator("kind")
    @classmethod
    def _is_listed(cls, kind: str) -> str:
        if kind not in cls.listings:
            raise ValueError(f"is one of {', '.join(cls.listings)}: those are what is read from {cls.title}")
        return kind

    @field_validator("key")
    @classmethod
    def _is_reference(cls, key: str) -> str:
        if not is_reference(key):
            raise ValueError("names where the secret is kept, such as env:CRM_KEY, and isn't the secret itself")
        return key

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        if url and (not is_secure(url) or urlsplit(url).path.strip("/") or urlsplit(url).query):
            raise ValueError("is an address with https:// and nothing behind the name")
        return url

    @model_validator(mode="before")
    @classmethod
    def _says_how_it_writes(cls, settings: Any) -> Any:  # noqa: ANN401 - whatever the file says
        """Services write 1.200 for one and a fifth, and ids that other tools may have are kept apart."""
        if not isinstance(settings, dict):
            return settings
        tool = {"tool": cls.title.casefold()} if settings.get("kind") in SHARED_IDS else {}
        return {"decimals": "point", **tool, **settings}

    @property
    def place(self) -> str:
        return f"{self.title}, {self.listing.taken}"

    @property
    def listing(self) -> Listing:
        """What is read."""
        return self.listings[self.kind]

    @property
    def base(self) -> str:
        """The address that all others begin with."""
        return (self.url or self.address).rstrip("/")

    @property
    def columns_read(self) -> tuple[str, ...]:
        """The columns of the rows, by their names in the kind."""
        return self.listing.columns

    def stored_key(self, number: str) -> str:
        """The key that a row with an id of the service has in the store."""
        return f"{self.tool}:{number}" if self.tool not in {None, "", "-"} else number

    def refused(self, answer: HttpAnswer) -> SourceError | None:  # noqa: ARG002 - of those who have something to say
        """What a refusal of this service means, where that isn't the usual."""
        return None

    @abstractmethod
    def headers(self, secret: str) -> dict[str, str]:
        """What a request is sent with."""

    def client(self, context: FetchContext) -> HttpClient:
        """A client that sends the key."""
        secret = context.secrets.get(self.key, self.name)
        return self.connect(context, self.headers(secret), secret)

    def connect(self, context: FetchContext, headers: Mapping[str, str], *secrets: str) -> HttpClient:
        """A client that sends these headers, and says what a refusal means without these secrets."""
        known = Credentials(source=self.name, key=self.key, rights=self.listing.rights, secrets=secrets)
        return HttpClient(
            source=self.name,
            headers=headers,
            sleep=context.sleep,
            jitter=context.jitter,
            refusal=lambda answer: self.refused(answer) or known.refusal(answer),
        )

    def taken(self, found: Iterator[Page], context: FetchContext) -> Iterator[Page]:
        """The pages that are read: of a sample the first one."""
        return islice(found, 1) if context.sample else found

    def table(self, rows: Iterable[Row], noted: Noted) -> Table:
        """The table of rows, with what was noted of them while they were read."""
        made = rows_table(self.place, self.columns_read, rows)
        made.notes = (*made.notes, *noted.texts)
        return made

    def records(self, page: Page, name: str) -> list[Json]:
        """The objects of a page's list. Raises `SourceError` where it has none: that isn't the same as no rows."""
        found = page.get(name)
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise SourceError(f"{self.name}: an answer of {self.title} has no list “{name}”. Nothing is taken as gone.")
        return found


def each_once(records: Iterable[Json], name: str = "id") -> Generator[Json]:
    """Records without those that came before: a list that grows while it is read shows some again."""
    seen: set[str] = set()
    for record in records:
        if (mark := str(record.get(name))) not in seen:
            seen.add(mark)
            yield record


def value_at(found: object, *path: str) -> Any:  # noqa: ANN401 - whatever stands there
    """What stands at a path of names; None where it ends before."""
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found
