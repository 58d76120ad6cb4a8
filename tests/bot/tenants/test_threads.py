"""Threads of tenants: each store is asked in few, however many workspaces there are."""

import asyncio
import threading
import time
from concurrent.futures import Future
from pathlib import Path

import pytest

from bot.tenants import running as starting
from bot.tenants.threads import COMMON, OWN, TenantThreads, WorkThreads
from tests.bot.tenants.conftest import Client, GiveAccounts
from tests.bot.tenants.test_install import NORTH, SOUTH


def thread() -> str:
    """The name of the thread that works, as long as others have to be used besides."""
    time.sleep(0.002)
    return threading.current_thread().name


async def test_what_is_done_for_a_tenant_is_done_in_its_own_threads() -> None:
    """Also in tasks that are begun for it, and no longer than that."""
    asyncio.get_running_loop().set_default_executor(WorkThreads())
    north, south = TenantThreads("north"), TenantThreads("south")

    async def worked(of: TenantThreads) -> set[str]:
        with of.working():
            begun = [asyncio.create_task(asyncio.to_thread(thread)) for _ in range(40)]
        return set(await asyncio.gather(*begun))

    for_north, for_south = await asyncio.gather(*(asyncio.create_task(worked(each)) for each in (north, south)))
    with north.working():
        for_north |= {await asyncio.to_thread(thread)}
    for_nobody = set(await asyncio.gather(*(asyncio.to_thread(thread) for _ in range(40))))
    assert [{each.rpartition("_")[0] for each in names} for names in (for_north, for_south, for_nobody)] == [
        *({"north"}, {"south"}, {"work"}),
    ]
    assert [len(for_north), len(for_south)] == [OWN, OWN]
    assert len(for_nobody) <= COMMON
    north.close()
    with north.working():
        assert (await asyncio.to_thread(thread)).startswith("work"), "the last of it is done all the same"
    south.close()


def left_open(tenant: str) -> list[str]:
    """The files and threads of a tenant that this process has, where the system lists them."""
    listed = Path("/proc/self/fd")
    files = [str(each.readlink()) for each in listed.iterdir() if each.is_symlink()] if listed.is_dir() else []
    threads = [each.name for each in threading.enumerate()]
    return [each for each in (*files, *threads) if tenant in each]


async def test_what_can_not_be_started_leaves_nothing_open(
    client: Client, give: GiveAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried again every few seconds: a file a time, and the server could open none for anybody after a day."""
    asyncio.get_running_loop().set_default_executor(WorkThreads())
    await client.install(NORTH)
    give(NORTH.team, "Northern Lights")

    def fail(*_: object, **__: object) -> None:
        raise OSError("too many connections")

    for step in ("deliver_in_background", "app_of", "WebClient", "follow_words"):
        with monkeypatch.context() as failing:
            failing.setattr(starting, step, fail)
            with pytest.raises(OSError, match="too many"):
                await client.server.apps.app_of(NORTH.team)
        assert left_open(NORTH.team) == [], step
    assert "Northern Lights" in str(await client.command("account acme.example", NORTH))


async def test_a_store_has_few_connections_whatever_is_done_beside_requests(client: Client, give: GiveAccounts) -> None:
    """A worker's steps come in whichever thread is free: with one for each, a server had forty for each workspace."""
    asyncio.get_running_loop().set_default_executor(WorkThreads())
    for workspace in (NORTH, SOUTH):
        await client.install(workspace)
        give(workspace.team, workspace.name)
        await client.command("account acme.example", workspace)
    await asyncio.gather(*(asyncio.to_thread(time.sleep, 0.01) for _ in range(COMMON)))
    for running in client.server.apps.started():
        for _ in range(20):
            running.rest.woken.set()
            await asyncio.sleep(0.02)
        store = running.workspace.store
        before = len(store._all)  # type: ignore[attr-defined]
        with running.threads.working():
            await asyncio.gather(*(asyncio.to_thread(getattr, store, "reading") for _ in range(40)))
        assert before <= len(store._all) <= before + OWN  # type: ignore[attr-defined]
        assert len(store._all) <= 8  # type: ignore[attr-defined]


async def test_an_address_is_looked_up_whatever_a_tenant_s_threads_do() -> None:
    """Each call of Slack begins with that, and a night's work takes a minute."""
    loop, going_on = asyncio.get_running_loop(), threading.Event()
    loop.set_default_executor(WorkThreads())
    threads = TenantThreads("north")
    with threads.working():
        busy = [asyncio.create_task(asyncio.to_thread(going_on.wait, 30)) for _ in range(OWN)]
        await asyncio.sleep(0)
        async with asyncio.timeout(10):
            assert await loop.getaddrinfo("127.0.0.1", 80)
    assert not any(each.done() for each in busy)
    going_on.set()
    await asyncio.gather(*busy)
    threads.close()


def test_work_fails_as_it_would_anywhere() -> None:
    """Its error is that of who asked for it."""
    threads = TenantThreads("north")
    with threads.working(), WorkThreads() as common:
        failed: Future[float] = common.submit(lambda: 1 / 0)
        assert isinstance(failed.exception(), ZeroDivisionError)
    threads.close()
