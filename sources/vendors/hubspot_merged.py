"""Records of HubSpot that were merged: the merged one has a new id, and says which ones it was made of."""

from typing import TYPE_CHECKING, Final

from sources.model import FetchContext
from sources.vendors.model import Json, value_at

if TYPE_CHECKING:
    from sources.vendors.hubspot import HubspotSource

MERGED: Final = "hs_merged_object_ids"


class MergedRecords:
    """The ids by which the store has records that others were merged into; `kept` are those, by their new ids.

    Such a record goes on as the row that it was: a new one beside it would be the same customer twice.
    """

    def __init__(self, source: "HubspotSource", context: FetchContext) -> None:
        self._source, self._context = source, context
        self.kept: dict[str, str] = {}

    def key_of(self, record: Json) -> str:
        """The id of a record, or the one by which the store has it: that of the same name where several were there."""
        number, former = str(record.get("id")), str(value_at(record, "properties", MERGED) or "").split(";")
        ids = [each.strip() for each in former if each.strip()]
        if not ids:
            return number
        known = self._context.known([self._source.stored_key(each) for each in (number, *ids)])
        keys = [self._bare(each.key) for each in known]
        if not keys or number in keys:
            return number
        name = value_at(record, "properties", "name")
        same = (key for key, each in zip(keys, known, strict=True) if name and each.name == name)
        self.kept[number] = next(same, keys[0])
        return self.kept[number]

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be told of them."""
        what = "account" if self._source.kind == "accounts" else "contract"
        count = len(self.kept)
        if not count:
            return ()
        return (f"Records that were merged in HubSpot go on as the {what} that one was ({count:,} of them).",)

    def _bare(self, key: str) -> str:
        return key.removeprefix(self._source.stored_key(""))
