"""Nothing of one workspace is ever visible in another: every command, button, form and file of the one is tried in the
other, as it is, with its ids.
"""

import asyncio
import itertools
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts import open_store
from bot.commands import COMMANDS
from bot.slack.listener_registry import LISTENERS
from tests.bot.tenants.conftest import Client, Clock, GiveAccounts
from tests.bot.tenants.slack import ManySlacks, Workspace

NORTH, SOUTH = Workspace("T0NORTH", name="Northwind"), Workspace("T0SOUTH", name="Southridge")
SECRETS = {"T0NORTH": "Quetzalcoatlus", "T0SOUTH": "Archaeopteryx"}
_NUMBERS = itertools.count(1)
_TEXTS = {"survey": ["comment"], "touchpoint": ["note", "who"], "ticket": ["subject"], "contact": ["name", "title"]}


@pytest.fixture
async def both(client: Client, give: GiveAccounts) -> Client:
    """Two workspaces with the same ids, in each of which everything that is no name of an account is its own secret."""
    for workspace in (NORTH, SOUTH):
        await client.install(workspace)
        give(workspace.team, "Acme & Sons")
        secret = SECRETS[workspace.team]
        with closing(open_store(give.folder / f"{workspace.team}.db")) as store, store.writing() as connection:
            for table, columns in _TEXTS.items():
                for column in columns:
                    connection.execute(f"UPDATE {table} SET {column} = '{secret} ' || id")
            connection.execute(f"UPDATE owner SET name = '{secret} ' || id, slack_user = NULL")
            connection.execute(f"UPDATE account SET domain = '{secret.lower()}.example' WHERE name = 'Red Ltd'")
    return client


def requests() -> Iterator[str]:
    """What can be asked: each command alone, with its examples, and with names and ids that both workspaces have."""
    for command in COMMANDS:
        yield command.verb
        yield command.examples[-1]
        yield from (f"{command.verb} {what}" for what in ("Red Ltd", "1"))
    yield from ("red ltd", "why is red ltd red?", "what is our nrr?", "digest subscribe health at 9:00")


def secret_in(text: str, *, of: Workspace) -> bool:
    """Whether something of a workspace can be read in what was shown."""
    return SECRETS[of.team].casefold() in text.casefold()


def dumped(path: Path) -> list[str]:
    """All rows of a store, but those that a look leaves."""
    with closing(sqlite3.connect(path)) as connection:
        return [line for line in connection.iterdump() if not line.startswith('INSERT INTO "audit"')]


async def test_no_command_shows_anything_of_another_workspace(both: Client, slack: ManySlacks) -> None:
    """What each says holds its own secret and never the other's."""
    said: dict[str, str] = {NORTH.team: "", SOUTH.team: ""}
    for workspace in (NORTH, SOUTH):
        for text in requests():
            said[workspace.team] += str(await both.command(text, workspace, channel="D01"))
        await both.settle(workspace)
        said[workspace.team] += slack.told(workspace.team)
    for workspace, other in ((NORTH, SOUTH), (SOUTH, NORTH)):
        assert secret_in(said[workspace.team], of=workspace)
        assert not secret_in(said[workspace.team], of=other)


def elements(message: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """The buttons, menus and fields of blocks, each with its block's id."""
    for block in message.get("blocks") or ():
        found = [*(block.get("elements") or ()), block.get("accessory"), block.get("element")]
        for cell in itertools.chain.from_iterable(block.get("rows") or ()):
            found += [cell.get("element")] if isinstance(cell, dict) else []
        yield from ((each, block.get("block_id", "")) for each in found if each and each.get("action_id"))


def pressed(element: dict[str, Any], block: str, workspace: Workspace, url: str, shown: dict[str, Any]) -> Any:
    """What Slack sends when somebody of a workspace presses a button of a message or a view."""
    body = {
        "type": "block_actions",
        "team": {"id": workspace.team},
        "user": {"id": "U0DANA", "team_id": workspace.team},
        "trigger_id": f"pressed-{next(_NUMBERS)}",
        "actions": [{**element, "block_id": block, "action_ts": "1.0", **chosen(element)}],
    }
    if shown.get("type") in {"modal", "home"}:
        view = {**shown, "id": f"V{next(_NUMBERS)}", "hash": "1", "state": {"values": {}}}
        return {**body, "view": view, "container": {"type": "view", "view_id": view["id"]}}
    message = {"channel": {"id": "D01"}, "message": {"ts": "1.0", **shown}, "response_url": url}
    return {**body, **message, "container": {"type": "message", "message_ts": f"{next(_NUMBERS)}.0"}}


def chosen(element: dict[str, Any]) -> dict[str, Any]:
    """The first option of a menu."""
    return {"selected_option": element["options"][0]} if element.get("options") else {}


def submitted(view: dict[str, Any], workspace: Workspace) -> Any:
    """What Slack sends when somebody of a workspace fills in a form and submits it."""
    values: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            values[block["block_id"]] = {element["action_id"]: filled(element)}
    return {
        "type": "view_submission",
        "team": {"id": workspace.team},
        "user": {"id": "U0DANA", "team_id": workspace.team},
        "view": {**view, "id": f"V{next(_NUMBERS)}", "state": {"values": values}},
    }


def filled(element: dict[str, Any]) -> dict[str, Any]:
    """What somebody chose in a field: what it begins with, else the first of its options, else a few words."""
    for name in ("initial_option", "options"):
        if given := element.get(name):
            return {"type": element["type"], "selected_option": given[0] if name == "options" else given}
    return {"type": element["type"], "value": element.get("initial_value") or "3", "selected_date": "2026-12-24"}


async def shown_in(client: Client, slack: ManySlacks, workspace: Workspace) -> list[Any]:
    """The buttons that a workspace is shown, each kind and verb once with its message."""
    messages = [await client.command(text, workspace, channel="D01") or {} for text in requests()]
    home = {"type": "app_home_opened", "tab": "home", "user": "U0DANA", "channel": "D01"}
    await client.event(home, workspace)
    await client.settle(workspace)
    messages += [what for whose, what in slack.posted if whose == workspace.tenant]
    messages += [what["view"] for whose, what in slack.viewed if whose == workspace.tenant and "view" in what]
    buttons: dict[tuple[str, object], Any] = {}
    for message in messages:
        for element, block in elements(message):
            asked = str(element.get("value", "")).partition(" ")[0]
            buttons.setdefault((element["action_id"].rstrip("0123456789"), asked), (element, block, message))
    return list(buttons.values())


async def test_no_button_form_or_file_of_one_workspace_shows_or_changes_anything_of_it_in_another(
    both: Client, slack: ManySlacks, give: GiveAccounts
) -> None:
    """Everything that the north was shown is pressed and submitted in the south."""
    buttons = await shown_in(both, slack, NORTH)
    url = both.response_url(NORTH)
    for element, block, message in buttons:
        await both.interaction(pressed(element, block, NORTH, url, message))
    await both.settle(NORTH)
    views = [each["view"] for whose, each in slack.viewed if whose == NORTH.tenant and each.get("trigger_id")]
    assert secret_in(slack.told(NORTH.tenant), of=NORTH)
    kinds = {each["type"] for each in (element for element, _, _ in buttons)}
    assert "button" in kinds
    assert views != []
    before = dumped(give.folder / "T0NORTH.db")
    for element, block, message in buttons:
        await both.interaction(pressed(element, block, SOUTH, both.response_url(SOUTH), message))
    answered = [await both.interaction(submitted(view, SOUTH)) for view in views]
    await both.settle(SOUTH)
    shown = slack.told(SOUTH.tenant) + str([each.body for each in answered])
    assert secret_in(shown, of=SOUTH)
    assert not secret_in(shown, of=NORTH)
    assert dumped(give.folder / "T0NORTH.db") == before
    pressed_kinds = {element["action_id"].rstrip("0123456789") for element, _, _ in buttons}
    listened = {each.matches for each in LISTENERS if each.kind == "action" and isinstance(each.matches, re.Pattern)}
    assert len(pressed_kinds) >= len(listened) - 3, "buttons of a new kind are shown to nobody here"


async def until(condition: Callable[[], bool]) -> None:
    """Waits for what workers do."""
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110  they have no event for it
            await asyncio.sleep(0.05)


def digests_of(slack: ManySlacks, workspace: Workspace) -> list[Any]:
    """The digests that a workspace was sent."""
    sent = [what for whose, what in slack.posted if whose == workspace.tenant]
    return [what for what in sent if "event_payload" in str(what.get("metadata")) and "health" in str(what).casefold()]


async def test_no_digest_and_no_event_of_one_workspace_reaches_another(
    both: Client, slack: ManySlacks, clock: Clock
) -> None:
    """Both have the same digests of the same number in the same channel."""
    for workspace in (NORTH, SOUTH):
        for digest in ("health", "renewals", "portfolio", "term"):
            await both.command(f"digest subscribe {digest} at 9:00 UTC", workspace, channel="D01")
        for text in ("account red ltd", "renewals 400", "brief red ltd"):
            event = {"type": "message", "channel_type": "im", "user": "U0DANA", "text": text, "channel": "D01"}
            await both.event({**event, "ts": f"{next(_NUMBERS)}.5"}, workspace)
        await both.settle(workspace)
        for text in ("digest now 1", "digest now 2", "digest preview health", "digest list", "digest status"):
            await both.command(text, workspace, channel="D01")
    clock.now = datetime.now(UTC)
    await until(lambda: all(len(digests_of(slack, each)) >= 2 for each in (NORTH, SOUTH)))
    for workspace, other in ((NORTH, SOUTH), (SOUTH, NORTH)):
        told = slack.told(workspace.tenant)
        assert secret_in(told, of=workspace)
        assert not secret_in(told, of=other)
