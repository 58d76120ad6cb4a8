"""The store as operators' verbs open it: who and when, and errors told to who runs the program."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from accounts.errors import AccountsError
from bot.clock import local_now, utc_now
from bot.configuration.user_name import user_name
from store.errors import StoreError
from store.failures import FILE_ERRORS, describe_error
from store.opening import is_there

if TYPE_CHECKING:
    from accounts import Store
    from accounts.importing import ImportContext


def import_context() -> "ImportContext":
    """Who does something, and this moment."""
    from accounts.importing import ImportContext
    from bot.settings import account_settings

    return ImportContext(user_name(), utc_now(), local_now().date(), limits=account_settings().limits)


@contextmanager
def open_or_create(*, keep: bool = True) -> "Iterator[Store]":
    """The store, which is created when there is none; without `keep` in a folder that goes away again."""
    from accounts import open_store
    from bot.settings import database_place

    place = database_place()
    with ExitStack() as stack:
        if not keep and not is_there(place):
            place = Path(stack.enter_context(TemporaryDirectory()), "accounts.db")
        yield stack.enter_context(closing(open_store(place)))


@contextmanager
def open_existing() -> "Iterator[Store]":
    """The store. Raises `NoStoreError` when nothing was imported yet."""
    from accounts.errors import NoStoreError
    from bot.settings import database_place

    if not is_there(database_place()):
        raise NoStoreError("No accounts have been imported yet. To begin: cs import accounts accounts.csv")
    with open_or_create() as store:
        yield store


@contextmanager
def report_errors() -> Iterator[None]:
    """Errors of the accounts, of files and of the settings, as messages to who runs the program."""
    from bot.configuration.settings_error import SettingsError
    from bot.settings import database_place

    try:
        yield
    except (AccountsError, StoreError, SettingsError) as error:
        raise click.ClickException(str(error)) from error
    except FILE_ERRORS as error:
        raise click.ClickException(str(describe_error(error, database_place()))) from error
    except OSError as error:
        if error.filename is None:  # that of the output, or of a connection
            raise
        raise click.ClickException(f"{error.filename}: {error.strerror}.") from error
