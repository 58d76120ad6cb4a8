"""Sources of account data: databases, folders and services, read on a schedule into the store."""

from sources.errors import SourceError, SourcesFileError
from sources.file import load_sources
from sources.model import FetchContext, Fetched, Source
from sources.run import SyncContext, SyncReport
from sources.secrets import Secrets
from sources.sync import sync_due, sync_named

__all__ = [
    "FetchContext",
    "Fetched",
    "Secrets",
    "Source",
    "SourceError",
    "SourcesFileError",
    "SyncContext",
    "SyncReport",
    "load_sources",
    "sync_due",
    "sync_named",
]
