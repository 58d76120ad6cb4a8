"""A company with a file of sources, and the bot's workspace on it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.settings import AccountSettings
from bot.workspace import Workspace
from tests.sources.company import Company
from tests.sources.conftest import company

__all__ = ["company"]


@dataclass
class Office:
    """A company and the bot's workspace on it."""

    company: Company
    workspace: Workspace


@pytest.fixture
def office(company: Company) -> Iterator[Office]:
    settings = AccountSettings(
        cs_database=company.store.place, cs_sources=company.folder / "sources.toml", cs_operator="U0OPS"
    )
    workspace = Workspace(settings)
    yield Office(company, workspace)
    workspace.close()
