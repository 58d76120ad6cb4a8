"""What workspaces say of Slack's newer blocks is kept for each by itself, the last word of it."""

from datetime import UTC, datetime, timedelta

from accounts import Store
from accounts.native_blocks import KeptBlock, keep_blocks, keep_refused, kept_blocks

NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)


def test_each_workspace_has_its_own_and_a_refusal_takes_the_place_of_what_was_said_before(store: Store) -> None:
    keep_blocks(store, "T1", {"card": True, "data_table": True}, "1.0", NOW)
    keep_blocks(store, "T2", {"card": False}, "1.0", NOW)
    later = NOW + timedelta(hours=1)
    keep_refused(store, "T1", ["data_table"], "1.1", later)
    assert kept_blocks(store, "T1") == (
        KeptBlock("card", taken=True, version="1.0", asked_at=NOW),
        KeptBlock("data_table", taken=False, version="1.1", asked_at=later),
    )
    assert kept_blocks(store, "T2") == (KeptBlock("card", taken=False, version="1.0", asked_at=NOW),)
    assert kept_blocks(store, "T3") == ()
