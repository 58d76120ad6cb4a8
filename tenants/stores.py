"""Where the data of each tenant is: a file each, in the folder of the registry."""

import shutil
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

    def are_there(self, tenant: str) -> bool:
        """Returns whether there is anything of a tenant."""
        return bool(self._all(tenant))

    def size(self, tenant: str) -> int:
        """Returns the bytes that a tenant's store and what lies beside it take."""
        files = (each for found in self._all(tenant) for each in (found, *found.rglob("*")))
        return sum(each.stat().st_size for each in files if each.is_file())

    def erase(self, tenant: str) -> None:
        """Deletes a tenant's store and what lies beside it, such as its log and its copy of words."""
        for each in self._all(tenant):
            if each.is_dir():
                shutil.rmtree(each)
            else:
                each.unlink(missing_ok=True)

    def _all(self, tenant: str) -> list[Path]:
        """The store, what is called after it, and the folder of rows that couldn't be imported."""
        return sorted([*self.folder.glob(f"{self.path(tenant).name}*"), *self.folder.glob(f"{tenant}-*")])
