"""The registry of CS_TENANTS as operators' verbs open it, with errors told to who runs the program."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from store import Store
    from tenants.stores import TenantStores


@contextmanager
def opened_registry() -> "Iterator[tuple[Store, TenantStores]]":
    """The registry, and the stores of the tenants. Errors become messages."""
    from bot.configuration.settings_error import SettingsError
    from bot.tenants.settings import tenants_place
    from store import StoreError
    from tenants import TenantError, open_registry
    from tenants.stores import stores_of

    try:
        place = tenants_place()
        with closing(open_registry(place)) as registry:
            yield registry, stores_of(place, registry)
    except (SettingsError, StoreError, TenantError) as error:
        raise click.ClickException(str(error)) from error
