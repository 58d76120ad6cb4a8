"""The demo's source: a change of its files turns an account red between two digests."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription
from accounts.sample.worsening import worsen_files
from bot.digest_message import DigestMessage
from bot.digests.content.composer import Composer
from bot.sources.running import configured_sources, sync_context
from bot.terminal.demo import EXPORTS, sample_workspace
from glossary import load
from sources import sync_due

if TYPE_CHECKING:
    from bot.workspace import Workspace

HEALTH = Subscription(
    team="T", channel="C", digest="health", scope="", created_by="U", schedule=Schedule(time(9), EVERY_DAY, "UTC")
)


def digest(workspace: "Workspace", now: datetime) -> DigestMessage:
    said = Composer(load(), workspace).compose(HEALTH, now, now.date() - timedelta(days=1)).said
    assert isinstance(said, DigestMessage)
    return said


@pytest.mark.dates
def test_changed_files_turn_an_account_red_between_two_digests() -> None:
    now = datetime.now(UTC) + timedelta(minutes=5)
    with sample_workspace() as workspace:
        sources = configured_sources(workspace.settings)
        context = replace(
            sync_context(workspace.store, workspace.settings, workspace.health, lambda: now), sleep=lambda _: None
        )
        assert [each.outcome for each in sync_due(sources, context)] == ["good"] * 3
        before = {entry.label for section in digest(workspace, now).sections for entry in section.entries}
        assert workspace.settings.cs_sources is not None
        name = worsen_files(workspace.settings.cs_sources.parent / EXPORTS, now.astimezone().date())
        now += timedelta(minutes=2)
        assert {each.source: each.changed > 0 for each in sync_due(sources, context)}["usage"]
        assert name not in before
        worse = [entry for section in digest(workspace, now).sections for entry in section.entries]
        (entry,) = [each for each in worse if each.label == name]
        assert entry.look == "red"
