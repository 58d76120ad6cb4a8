"""The end of a tenant, its grace and its erasure; and tokens that are exchanged."""

import asyncio
import logging
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.directory import Person
from bot.tenants import tokens
from bot.tenants.server import TenantServer
from bot.tenants.settings import TenantSettings
from store.errors import StoreUnreachableError
from tenants import open_registry
from tenants.installations import BotInstallation, find_bot, find_installer
from tenants.log import entries, note
from tenants.preferences import change_preferences
from tenants.registry import due_for_erasure, end_tenant, erase_tenant, known_tenant
from tenants.stores import FileStores
from tenants.tables import MIGRATIONS
from tests.bot.tenants.conftest import Client, Clock, GiveAccounts, draw
from tests.bot.tenants.slack import ManySlacks, Workspace

NORTH, SOUTH = Workspace("T0NORTH", name="Northwind"), Workspace("T0SOUTH", name="Southridge")
UNINSTALLED = {"type": "app_uninstalled"}
BOT_REVOKED = {"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"], "oauth": []}}


def files_of(give: GiveAccounts) -> list[Path]:
    """What is on the disk of the northern tenant."""
    return list(give.folder.glob(f"{NORTH.team}*"))


@pytest.mark.parametrize("event", [UNINSTALLED, BOT_REVOKED])
async def test_what_uninstalls_ends_at_once_and_is_erased_after_the_grace(
    client: Client,
    clock: Clock,
    give: GiveAccounts,
    event: dict[str, object],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Its token is forgotten and nothing runs of it; its data is kept for the grace, said in the log."""
    for workspace in (NORTH, SOUTH):
        await client.install(workspace)
        give(workspace.team, workspace.name)
        await client.command("account acme.example", workspace)
    with caplog.at_level(logging.WARNING):
        assert (await client.event(dict(event), NORTH)).status == 200
    registry = client.server.registry
    assert client.server.apps.running == {SOUTH.team}
    assert find_bot(registry, NORTH.team) is None
    assert find_installer(registry, NORTH.team) is None
    assert "its data is erased after 2026-07-15T08:30" in caplog.text
    assert "isn't installed" in str(await client.command("account acme.example", NORTH))
    clock.move(timedelta(days=30, seconds=-1))
    await client.server.look()
    assert known_tenant(registry, NORTH.team).state == "ended"
    assert files_of(give) != []
    clock.move(timedelta(seconds=1))
    with caplog.at_level(logging.WARNING):
        await client.server.look()
    assert "tenant T0NORTH (Northwind) is erased" in caplog.text
    assert files_of(give) == []
    erased = known_tenant(registry, NORTH.team)
    assert (erased.state, erased.name, erased.installed_by) == ("erased", "", "")
    assert [(each.event, each.who) for each in entries(registry, NORTH.team)] == [
        *(("erased", ""), ("ended", ""), ("installed", "")),
    ]
    assert "Southridge" in str(await client.command("account acme.example", SOUTH))


async def test_who_installs_again_within_the_grace_finds_everything(
    client: Client, clock: Clock, give: GiveAccounts
) -> None:
    """The grace is over then, and nothing is erased."""
    await client.install(NORTH)
    give(NORTH.team, "Northern Lights")
    await client.event(UNINSTALLED, NORTH)
    clock.move(timedelta(days=29))
    await client.install(NORTH, "U0BEN")
    assert "Northern Lights" in str(await client.command("account acme.example", NORTH))
    clock.move(timedelta(days=400))
    await client.server.look()
    tenant = known_tenant(client.server.registry, NORTH.team)
    assert (tenant.state, tenant.installed_by) == ("active", "U0ADMIN")
    assert files_of(give) != []


async def test_who_installs_again_after_it_finds_nothing(client: Client, clock: Clock, give: GiveAccounts) -> None:
    """As if for the first time."""
    await client.install(NORTH)
    give(NORTH.team, "Northern Lights")
    await client.event(UNINSTALLED, NORTH)
    clock.move(timedelta(days=30))
    await client.server.look()
    await client.install(NORTH, "U0BEN")
    assert "Northern Lights" not in str(await client.command("account acme.example", NORTH))
    assert known_tenant(client.server.registry, NORTH.team).installed_by == "U0BEN"


async def test_a_server_that_missed_an_erasure_starts_anew(
    client: Client, clock: Clock, give: GiveAccounts, settings: TenantSettings
) -> None:
    """Erased and installed again between two looks, a workspace is active at both; what runs of it is of before."""
    await client.install(NORTH)
    give(NORTH.team, "Northern Lights")
    with closing(open_registry(settings.cs_tenants)) as registry:
        other = Client(TenantServer(settings, registry, draw, clock), client.slack)
        assert "Northern Lights" in str(await other.command("account acme.example", NORTH))
        await client.event(UNINSTALLED, NORTH)
        clock.move(timedelta(days=30))
        await client.server.apps.lifecycle.erase_due()
        await client.install(NORTH)
        await other.server.look()
        said = str(await other.command("account acme.example", NORTH))
        await other.server.close()
    assert "Northern Lights" not in said
    assert "can't be read" not in said


async def test_one_that_cannot_be_erased_keeps_no_other_from_it(
    client: Client, clock: Clock, give: GiveAccounts, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says so, it is tried again, and the server is ready all the same."""
    erase = FileStores.erase

    def refuse_one(stores: FileStores, tenant: str) -> None:
        if tenant == NORTH.team:
            raise PermissionError("read-only")
        erase(stores, tenant)

    for workspace in (NORTH, SOUTH):
        await client.install(workspace)
        give(workspace.team, workspace.name)
        await client.event(UNINSTALLED, workspace)
    clock.move(timedelta(days=30))
    with monkeypatch.context() as refusing:
        refusing.setattr(FileStores, "erase", refuse_one)
        await client.server.look()
    assert "tenant T0NORTH can't be erased" in caplog.text
    registry = client.server.registry
    assert [known_tenant(registry, each.team).state for each in (NORTH, SOUTH)] == ["ended", "erased"]
    assert client.server.lacking() == ""
    await client.server.look()
    assert known_tenant(registry, NORTH.team).state == "erased"


async def test_what_was_set_goes_out_of_the_log_when_it_is_erased(client: Client, clock: Clock) -> None:
    """It names people; that something was set, and when, stays."""
    await client.install(NORTH)
    registry = client.server.registry
    change_preferences(registry, NORTH.team, {"CS_PEOPLE": "dana@sample.example"}, clock(), "operator")
    await client.event(UNINSTALLED, NORTH)
    assert "dana@sample.example" in str(entries(registry, NORTH.team))
    clock.move(timedelta(days=30))
    await client.server.look()
    assert [(each.event, each.detail) for each in entries(registry, NORTH.team)] == [
        ("erased", ""),
        ("ended", "app_uninstalled; to be erased at 2026-07-15T08:30:00.000Z"),
        ("set", ""),
        ("installed", ""),
    ]


async def test_what_was_set_for_those_who_were_erased_before_goes_with_the_update(client: Client, clock: Clock) -> None:
    """What was set since they installed the bot again stays."""
    await client.install(NORTH)
    registry = client.server.registry
    with registry.writing() as connection:
        for event, detail in (
            ("set", "CS_PEOPLE=dana"),
            ("erased", ""),
            ("installed again", ""),
            ("set", "CS_PEOPLE=ben"),
        ):
            note(connection, NORTH.team, clock(), event, detail=detail)
        connection.execute(MIGRATIONS.files[2].read_text())
    assert [each.detail for each in entries(registry, NORTH.team) if each.event == "set"] == ["CS_PEOPLE=ben", ""]


async def test_erasing_takes_all_that_is_called_after_a_tenant(
    client: Client, clock: Clock, give: GiveAccounts, caplog: pytest.LogCaptureFixture
) -> None:
    """Also what a restore kept of before, and what one that was killed left; nothing of one whose id only begins so."""
    await client.install(NORTH)
    give(NORTH.team, "Northern Lights")
    beside = ("T0NORTH.before-restore-20260615T083000Z.db", ".T0NORTH.db.restored.part", "T0NORTH-rejects")
    other = give.folder / "T0NORTH2.db"
    for name in (*beside, other.name):
        (give.folder / name).write_text("rows")
    await client.event(UNINSTALLED, NORTH)
    clock.move(timedelta(days=30))
    await client.server.look()
    assert [each.name for each in give.folder.glob("*T0NORTH*")] == [other.name]
    (give.folder / beside[1]).write_text("rows")
    with caplog.at_level(logging.INFO):
        for _ in range(2):
            await client.server.look()
    assert [each.name for each in give.folder.glob("*T0NORTH*")] == [other.name]
    assert caplog.text.count("what was left of it is erased") == 1


async def test_a_grace_that_began_anew_is_kept_to(client: Client, clock: Clock) -> None:
    """A server has found that the one before is over, and the workspace came back and left again meanwhile."""
    await client.install(NORTH)
    registry = client.server.registry
    end_tenant(registry, NORTH.team, clock(), "app_uninstalled", timedelta(0))
    assert [each.id for each in due_for_erasure(registry, clock())] == [NORTH.team]
    await client.install(NORTH)
    assert not erase_tenant(registry, NORTH.team, clock(), pytest.fail)
    end_tenant(registry, NORTH.team, clock(), "app_uninstalled", timedelta(days=30))
    assert not erase_tenant(registry, NORTH.team, clock(), pytest.fail)
    assert known_tenant(registry, NORTH.team).state == "ended"


async def test_what_fails_for_one_tenant_keeps_no_other_from_being_looked_after(
    client: Client, clock: Clock, give: GiveAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a request that can't be answered, nor a store that can't be found."""
    for workspace in (NORTH, SOUTH):
        await client.install(workspace)
        give(workspace.team, workspace.name)
    await client.command("define nrr", SOUTH)
    await client.event(UNINSTALLED, NORTH)
    clock.move(timedelta(days=30))

    async def fail(*_: object) -> None:
        raise ValueError("no JSON")

    def away(*_: object) -> bool:
        raise OSError("away")

    monkeypatch.setattr((await client.server.apps.app_of(SOUTH.team)).app.inbox, "answer_left", fail)
    monkeypatch.setattr(FileStores, "are_there", away)
    await client.install(Workspace("T0THIRD"))
    await client.server.look()
    assert files_of(give) == []


async def test_ids_that_nobody_installed_the_bot_with_are_not_remembered_for_good(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever calls as an assistant may name any."""
    await client.install(NORTH)
    installations = client.server.installations
    monkeypatch.setattr(tokens, "MOST_KNOWN", 3)
    for number in range(20):
        assert await installations.find(f"T0{number}") is None
        assert await installations.find(NORTH.team) is not None
    assert len(installations._known) <= 4


async def test_a_persons_revoked_token_ends_nothing(client: Client) -> None:
    """They are no installer any more."""
    await client.install(NORTH)
    await client.event({"type": "tokens_revoked", "tokens": {"oauth": ["U0ADMIN"]}}, NORTH)
    assert find_installer(client.server.registry, NORTH.team) is None
    assert "NRR" in str(await client.command("define nrr", NORTH))


async def test_what_another_server_ended_is_ended_here(client: Client, clock: Clock, give: GiveAccounts) -> None:
    """Each server looks at the registry now and then."""
    await client.install(NORTH)
    give(NORTH.team, "Northern Lights")
    await client.server.look()
    assert client.server.apps.running == {NORTH.team}
    end_tenant(client.server.registry, NORTH.team, clock(), "app_uninstalled", timedelta(days=1))
    await client.server.look()
    assert client.server.apps.running == frozenset()


@pytest.mark.parametrize("event", [UNINSTALLED, BOT_REVOKED])
async def test_what_comes_late_of_an_earlier_installation_ends_nothing(
    client: Client, slack: ManySlacks, event: dict[str, object]
) -> None:
    """Somebody uninstalled the bot and installed it again: Slack sends what it says of the former once more."""
    await client.install(NORTH)
    bot = installed_bot(client)
    before = bot.installed_at - timedelta(minutes=1)
    assert (await client.event(dict(event), NORTH, at=before)).status == 200
    assert installed_bot(client).bot_token == bot.bot_token
    for fault in ("internal_error", "invalid_auth", "token_expired"):
        slack.refused["auth.test"] = fault
        assert (await client.event(dict(event), NORTH, at=before)).status == 503, "Slack is to say it again"
        assert installed_bot(client).bot_token == bot.bot_token
    slack.refused["auth.test"] = "account_inactive"
    assert (await client.event(dict(event), NORTH, at=before)).status == 200
    assert known_tenant(client.server.registry, NORTH.team).state == "ended"


async def test_a_workspace_that_uninstalls_ends_nothing_of_its_organisation(client: Client, slack: ManySlacks) -> None:
    """Both had the bot. Slack says it twice, by app_uninstalled and tokens_revoked; the first has ended the one."""
    one, grid = Workspace("T0ONE", "E0GRID", "One"), Workspace("", "E0GRID", "Grid", org_wide=True)
    await client.install(one)
    await client.install(grid)
    for event in (UNINSTALLED, BOT_REVOKED, UNINSTALLED):
        assert (await client.event(dict(event), one)).status == 200
    registry = client.server.registry
    assert [known_tenant(registry, each.tenant).state for each in (one, grid)] == ["ended", "active"]
    slack.refused["auth.test"] = "account_inactive"
    await client.event(dict(UNINSTALLED), one)
    assert known_tenant(registry, grid.tenant).state == "ended", "Slack takes its token no more"


def installed_bot(client: Client) -> BotInstallation:
    """The bot of the northern tenant."""
    found = find_bot(client.server.registry, NORTH.team)
    assert found is not None
    return found


async def test_a_token_is_exchanged_before_it_expires_and_used_at_once(
    client: Client, slack: ManySlacks, clock: Clock
) -> None:
    """In the last two hours, while the old one is still good; an expired one is waited for."""
    slack.expires_in = 12 * 3600
    await client.install(NORTH)
    first = find_bot(client.server.registry, NORTH.team)
    assert first is not None
    clock.now = first.installed_at  # tokens are given by the wall clock
    token = client.server.installations.token
    assert await token(NORTH.team) == first.bot_token
    clock.move(timedelta(hours=13))
    second = await token(NORTH.team)
    assert second != first.bot_token
    assert slack.tokens[second] == NORTH
    kept = find_bot(client.server.registry, NORTH.team)
    assert kept is not None
    assert (kept.bot_token, kept.version) == (second, first.version + 1)


async def token_about_to_expire(client: Client, clock: Clock) -> BotInstallation:
    """An installation whose token is to be exchanged, and is still good."""
    client.slack.expires_in = 12 * 3600
    await client.install(NORTH)
    bot = installed_bot(client)
    clock.now = bot.installed_at + timedelta(hours=11)
    return bot


@pytest.mark.parametrize("works", ["claim_rotation", "save_rotated"])
async def test_a_registry_that_fails_in_the_middle_of_an_exchange_costs_no_token(
    client: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, works: str
) -> None:
    """A refresh token is good for once: what came for it is kept as soon as that can be."""
    bot = await token_about_to_expire(client, clock)
    work, failures = getattr(tokens, works), [StoreUnreachableError("away")]

    def fail_once(*given: object) -> object:
        if failures:
            raise failures.pop()
        return work(*given)

    monkeypatch.setattr(tokens, works, fail_once)
    monkeypatch.setattr(tokens, "PAUSES", (0.01,))
    monkeypatch.setattr(tokens, "AGAIN", 0.0)
    for _ in range(2):
        await client.server.installations.token(NORTH.team)
        await asyncio.gather(*client.server.installations._exchanges.values())
    assert installed_bot(client).version == bot.version + 1
    assert "away" in caplog.text
    assert bot.refresh_token not in caplog.text


async def test_a_server_ends_once_an_exchange_is_kept(client: Client, clock: Clock) -> None:
    """One that ended between Slack's answer and the registry would leave a workspace that has to install it again."""
    bot = await token_about_to_expire(client, clock)
    await client.server.installations.token(NORTH.team)
    await client.server.close()
    assert installed_bot(client).version == bot.version + 1


async def test_a_request_under_way_is_answered_before_its_workspace_is_started_anew(
    client: Client, clock: Clock, give: GiveAccounts
) -> None:
    """Something is set for it in the middle of an answer."""
    await client.install(NORTH)
    give(NORTH.team, "Northern Lights")
    directory = (await client.server.apps.app_of(NORTH.team)).app.answers.account_requests.directory
    person, going_on, begun = directory.person, asyncio.Event(), asyncio.Event()

    async def wait(client: AsyncWebClient, user: str) -> Person:
        begun.set()
        await going_on.wait()
        return await person(client, user)

    directory.person = wait  # type: ignore[method-assign]
    asking = asyncio.create_task(client.command("account acme.example", NORTH))
    await begun.wait()
    change_preferences(client.server.registry, NORTH.team, {"CS_CURRENCY": "EUR"}, clock(), "operator")
    looking = asyncio.create_task(client.server.look())
    while client.server.apps.running:  # noqa: ASYNC110  nothing tells of it
        await asyncio.sleep(0.01)
    going_on.set()
    assert "Northern Lights" in str(await asking)
    await looking


async def test_while_the_registry_is_away_those_who_were_known_are_answered(
    client: Client, give: GiveAccounts, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Of others it isn't known whether they have the bot: they are told to try again, and Slack to send it again."""
    for workspace in (NORTH, SOUTH):
        await client.install(workspace)
    await client.command("define nrr", NORTH)

    def fail(*_: object) -> None:
        raise StoreUnreachableError("away")

    monkeypatch.setattr(tokens, "find_bot", fail)
    monkeypatch.setattr(tokens, "KEPT", 0.0)
    assert "Net Revenue" in str(await client.command_as_it_is("define nrr", NORTH))
    assert "at the moment" in str(await client.command_as_it_is("define nrr", SOUTH))
    mention = {"type": "app_mention", "user": "U1", "text": "nrr", "channel": "C01", "ts": "1.0"}
    assert (await client.event(mention, SOUTH)).status == 503
    assert (await client.event(dict(UNINSTALLED), NORTH)).status == 503
    assert "a request can't be answered now" in caplog.text


async def test_a_token_that_was_replaced_elsewhere_is_not_used_any_more(client: Client, slack: ManySlacks) -> None:
    """Slack refuses the old one: the call is made with the one in its place."""
    await client.install(NORTH)
    app = (await client.server.apps.app_of(NORTH.team)).app
    await app.web_client.auth_test()
    old = app.web_client.token
    slack.refused[str(old)] = "token_revoked"
    from bot.tenants.installation_store import InstallationStore

    flow = InstallationStore(client.server.registry)
    found = await flow.async_find_installation(enterprise_id=None, team_id=NORTH.team)
    assert found is not None
    slack.tokens["xoxb-new"], found.bot_token = NORTH, "xoxb-new"
    await flow.async_save(found)
    assert (await app.web_client.auth_test())["team_id"] == NORTH.team
    assert app.web_client.token == "xoxb-new"


async def test_what_is_set_counts_within_seconds_on_servers_that_run(
    client: Client, clock: Clock, give: GiveAccounts
) -> None:
    """The tenant is started anew with it; requests beyond a limit are told so."""
    await client.install(NORTH)
    give(NORTH.team, "Northern Lights")
    await client.server.look()
    assert "Net Revenue" in str(await client.command("define nrr", NORTH))
    change_preferences(client.server.registry, NORTH.team, {"CS_LIMIT_REQUESTS": "1"}, clock(), "operator")
    await client.server.look()
    assert "Net Revenue" in str(await client.command("define nrr", NORTH))
    assert "more in a minute" in str(await client.command("define nrr", NORTH))
    mention = {"type": "app_mention", "user": "U1", "text": "nrr", "channel": "C01", "ts": "1.0"}
    assert (await client.event(mention, NORTH)).status == 503


async def test_a_workspace_with_as_many_digests_as_it_may_have_is_told_so(
    client: Client, clock: Clock, give: GiveAccounts
) -> None:
    """Whoever runs the bot sets the limit."""
    await client.install(NORTH)
    give(NORTH.team, "Northern Lights")
    change_preferences(client.server.registry, NORTH.team, {"CS_LIMIT_DIGESTS": "1"}, clock(), "operator")
    assert "The next one comes" in str(await client.command("digest subscribe health at 9:00", NORTH))
    assert "as many as it may" in str(await client.command("digest subscribe renewals at 9:00", NORTH))
    assert "as many" not in str(await client.command("digest change 1 at 10:00", NORTH))


async def test_an_ended_digest_makes_room_for_another_and_comes_back_where_there_is_some(
    client: Client, clock: Clock, give: GiveAccounts
) -> None:
    """Who is told to end one that nobody needs may then begin one."""
    await client.install(NORTH)
    give(NORTH.team, "Northern Lights")
    change_preferences(client.server.registry, NORTH.team, {"CS_LIMIT_DIGESTS": "1"}, clock(), "operator")
    await client.command("digest subscribe health at 9:00", NORTH)
    ended = str(await client.command("digest unsubscribe 1", NORTH))
    undo = ended[ended.index("digest undo") :].partition("'")[0]
    assert "The next one comes" in str(await client.command("digest subscribe renewals at 9:00", NORTH))
    assert "has 1 digest, which is as many as it may" in str(await client.command(undo, NORTH))
    await client.command("digest unsubscribe 2", NORTH)
    assert "is as it was" in str(await client.command(undo, NORTH))


async def test_who_installs_it_again_is_a_curator_on_servers_that_run(client: Client, clock: Clock) -> None:
    """Until others are named, as after a restart; nobody else is."""
    await client.install(NORTH)
    await client.command("define nrr", NORTH)
    clock.move(timedelta(days=1))
    await client.install(NORTH, "U0BEN")
    await client.server.look()
    running = await client.server.apps.app_of(NORTH.team)
    assert running.workspace.settings.cs_curators == {"U0BEN"}
