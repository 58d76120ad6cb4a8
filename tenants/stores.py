"""Where the data of each tenant is: a file each, in the folder of the registry."""

from dataclasses import dataclass
from pathlib import Path

from tenants.ids import check_id


@dataclass(frozen=True, slots=True)
class TenantFiles:
    """The files of the tenants."""

    folder: Path

    def path(self, tenant: str) -> Path:
        """Returns the file of a tenant's store, which need not be there. Raises `TenantError` for what is no id."""
        return self.folder / f"{check_id(tenant)}.db"

    def size(self, tenant: str) -> int:
        """Returns the bytes that a tenant's store and what lies beside it take."""
        return sum(each.stat().st_size for each in self._all(tenant))

    def erase(self, tenant: str) -> None:
        """Deletes a tenant's store and what lies beside it, such as its log and its copy of words."""
        for each in self._all(tenant):
            each.unlink(missing_ok=True)

    def _all(self, tenant: str) -> list[Path]:
        return sorted(self.folder.glob(f"{self.path(tenant).name}*"))
