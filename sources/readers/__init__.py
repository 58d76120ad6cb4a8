"""Readers of sources, each declared once with its settings."""

from sources.model import Source
from sources.readers.database import DatabaseSource
from sources.readers.folder import FolderSource
from sources.readers.https import HttpsSource
from sources.readers.s3 import S3Source
from sources.readers.sftp import SftpSource
from sources.vendors.hubspot import HubspotSource
from sources.vendors.intercom import IntercomSource
from sources.vendors.salesforce import SalesforceSource
from sources.vendors.stripe.source import StripeSource
from sources.vendors.zendesk import ZendeskSource

READERS: dict[str, type[Source]] = {
    "database": DatabaseSource,
    "folder": FolderSource,
    "hubspot": HubspotSource,
    "https": HttpsSource,
    "intercom": IntercomSource,
    "s3": S3Source,
    "salesforce": SalesforceSource,
    "sftp": SftpSource,
    "stripe": StripeSource,
    "zendesk": ZendeskSource,
}

__all__ = ["READERS"]
