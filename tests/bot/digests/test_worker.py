"""Whatever happens to workers, clocks and Slack, each digest arrives once, and one that can't holds up no other."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from accounts import Store
from accounts.digests import claims, deliveries, notices, planning, rate_limits
from accounts.digests.claims import Claim
from accounts.digests.deliveries import Payload
from accounts.digests.delivery_log import attempts
from accounts.digests.delivery_log import deliveries as recorded
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import (
    Subscription,
    pause,
    resume,
    subscribe,
    subscription,
    unsubscribe,
)
from accounts.errors import HealthConfigError, ScopeError
from bot.digests.content.model import DigestPayload
from bot.digests.delivery import MAX_FAILURES, DeliverySettings, DeliveryStep, OnCrash
from bot.digests.delivery.owner_notices import OwnerNotifier
from bot.digests.worker import Worker
from tests.bot.digests.scripted_slack import CHANNEL, PERSON, TEAM, ScriptedSlack, scripted_slack

NINE = datetime(2026, 6, 15, 9, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Clock:
    """Shows what it is set to."""

    now = NINE

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def slack() -> AsyncIterator[ScriptedSlack]:
    async with scripted_slack() as api:
        yield api


def wanted(channel: str = CHANNEL, **given: Any) -> Subscription:
    schedule = given.pop("schedule", Schedule(time(9), EVERY_DAY, "UTC"))
    return Subscription(
        team=TEAM, channel=channel, digest="health", scope="", created_by=PERSON, schedule=schedule, **given
    )


def due(store: Store, *channels: str, now: datetime = NINE) -> None:
    """Digests that are due, for each channel one."""
    for channel in channels or (CHANNEL,):
        subscribe(store, wanted(channel), now - HOUR)
    planning.plan_deliveries(store, now)


def says(*texts: str) -> Callable[[Claim, datetime], DigestPayload]:
    return lambda _, __: DigestPayload(Payload(tuple({"text": text} for text in texts)))


def delivery_step(store: Store, slack: ScriptedSlack, clock: Clock, **given: Any) -> DeliveryStep:
    client = AsyncWebClient("xoxb-1", base_url=slack.url, timeout=5, retry_handlers=[])

    async def allowed(_: Subscription) -> str:
        return ""

    usual = {"compose": says("hello"), "allowed": allowed, "settings": DeliverySettings()}
    return DeliveryStep(store=store, client=client, clock=clock, **{**usual, **given})


def claimed(each: DeliveryStep) -> Claim | None:
    return claims.claim(each.store, each.clock(), each.settings.lease, each.settings.pace)


async def attempt(each: DeliveryStep) -> Claim:
    """One attempt at what is open."""
    held = claimed(each)
    assert held is not None
    await each.deliver(held)
    await tell(each)
    return held


async def tell(each: DeliveryStep) -> None:
    """Tells whoever is to be told of it."""
    while owed := notices.claim_notice(each.store, each.clock(), each.settings.lease):
        await OwnerNotifier(each.dependencies).notify(owed)


def states(store: Store) -> list[tuple[int, str, str]]:
    return [(each.digest_id, each.state, each.reason) for each in recorded(store)]


# A worker that was held up


async def test_a_worker_asleep_before_it_freezes_posts_nothing_after_it_lost_the_claim(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    asleep = claimed(delivery_step(store, slack, clock))
    assert asleep is not None
    clock.now += MINUTE
    await attempt(delivery_step(store, slack, clock))
    await delivery_step(store, slack, clock).deliver(asleep)
    assert slack.to(CHANNEL) == ["hello"]


async def test_a_worker_asleep_while_it_posts_deletes_its_message_when_another_has_posted_it(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    first = delivery_step(store, slack, clock)

    async def overtaken(_: Subscription) -> str:
        return ""

    held = claimed(first)
    assert held is not None
    assert deliveries.save_payload(store, held, says("hello")(held, NINE).content)
    frozen = replace(held, messages=({"text": "hello"},))
    clock.now += MINUTE
    slack.says["conversations.history"] = [{"messages": []}]  # it hasn't posted yet
    await attempt(delivery_step(store, slack, clock))
    await first._post(replace(frozen, lease_until=clock() + HOUR))
    assert slack.asked.count("chat.delete") == 1
    assert slack.deleted == [slack.posted[1]["ts"]]
    assert states(store) == [(1, "sent", "")]


async def test_a_worker_that_the_store_made_wait_prolongs_its_lease_until_it_outlasts_a_post(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    waits = [20, 20, 0]

    class Slow(Clock):
        def __call__(self) -> datetime:
            return clock.now

    def renew(*given: Any) -> bool:
        clock.now += timedelta(seconds=waits.pop(0))
        return original(*given)

    original = claims.renew
    each = delivery_step(store, slack, clock)
    held = claimed(each)
    assert held is not None
    clock.now += timedelta(seconds=20)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(claims, "renew", renew)
        ready = await each._preparation.extend_lease(held)
    assert ready is not None
    assert ready.lease_until - clock.now > each.settings.lease * 0.9
    assert waits == []


# Clocks


@pytest.mark.parametrize("jump", [-DAY, DAY, -HOUR * 3, MINUTE * 10], ids=str)
async def test_a_clock_that_is_set_while_a_digest_is_under_way_sends_no_second_one(
    store: Store, slack: ScriptedSlack, clock: Clock, jump: timedelta
) -> None:
    due(store)
    each = delivery_step(store, slack, clock)
    held = claimed(each)
    clock.now += jump
    assert held is not None
    await each.deliver(held)
    for _ in range(3):
        planning.plan_deliveries(store, clock())
        claims.skip_overdue(store, clock(), each.settings.max_lateness, each.settings.lease)
        if again := claimed(each):
            await each.deliver(again)
        clock.now += MINUTE
    occasions = [row.occasion for row in recorded(store) if row.state == "sent"]
    assert len(slack.to(CHANNEL)) == len(set(occasions)) <= 2


async def test_a_lease_left_in_the_future_by_a_clock_set_back_holds_a_digest_up_for_no_longer_than_a_lease(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    each = delivery_step(store, slack, clock)
    clock.now += DAY
    assert claimed(each)
    clock.now -= DAY
    claims.skip_overdue(store, clock(), each.settings.max_lateness, each.settings.lease)
    assert claimed(each) is None  # whoever holds it may be about to post
    clock.now += each.settings.lease
    await attempt(each)
    assert slack.to(CHANNEL) == ["hello"]


# What goes wrong with us


async def test_a_digest_that_cannot_be_composed_is_given_up_and_told_and_blocks_no_other(
    store: Store, slack: ScriptedSlack, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    due(store, "C1", "C2")

    def compose(held: Claim, now: datetime) -> DigestPayload:
        if held.subscription.channel == "C1":
            raise ZeroDivisionError("a bug")
        return says("hello")(held, now)

    each = delivery_step(store, slack, clock, compose=compose)
    for _ in range(60):
        if held := claimed(each):
            await each.deliver(held)
        clock.now += timedelta(seconds=20)
    await tell(each)
    assert slack.to("C2") == ["hello"]
    (told,) = slack.to(PERSON)
    assert "ZeroDivisionError" in told
    assert "comes as planned" in told
    assert caplog.text.count("Traceback") == MAX_FAILURES
    assert min(states(store))[:2] == (1, "failed")
    assert subscription(store, 1).state == "active"


async def test_a_fault_of_the_operators_configuration_pauses_nobodys_digest(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    broken = [HealthConfigError("weights add up to 90")] * 3

    def compose(held: Claim, now: datetime) -> DigestPayload:
        if broken:
            raise broken.pop()
        return says("hello")(held, now)

    each = delivery_step(store, slack, clock, compose=compose)
    for _ in range(20):
        if held := claimed(each):
            await each.deliver(held)
        clock.now += MINUTE
    assert subscription(store, 1).state == "active"
    assert slack.to(CHANNEL) == ["hello"]
    assert slack.to(PERSON) == []


async def test_what_can_never_be_composed_pauses_the_digest_and_its_owner_hears_why(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)

    def compose(_: Claim, __: datetime) -> DigestPayload:
        raise ScopeError("There is no owner “dana”.")

    await attempt(delivery_step(store, slack, clock, compose=compose))
    assert "There is no owner “dana”." in slack.to(PERSON)[0]
    assert subscription(store, 1).state == "paused"


async def test_an_owner_who_cannot_be_told_at_once_is_told_a_moment_later(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    limited = {"error": "ratelimited", "status": 429, "headers": {"Retry-After": "0"}}
    slack.says["chat.postMessage"] = [{"error": "is_archived"}, limited, {"taken": True}]
    each = delivery_step(store, slack, clock)
    await attempt(each)
    assert slack.to(PERSON) == []
    clock.now += timedelta(seconds=3)
    await tell(each)
    assert len(slack.to(PERSON)) == 1


async def test_a_zone_that_is_no_longer_known_pauses_its_digest_alone(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    for channel in ("C1", "C2", "C3"):
        subscribe(store, wanted(channel), NINE - HOUR)
    with store.writing() as connection:
        connection.execute("UPDATE digest SET zone = 'Mars/Olympus' WHERE id = 1")
        connection.execute("UPDATE digest SET holidays = 'XX' WHERE id = 2")
    worker = Worker(delivery_step(store, slack, clock))
    assert planning.replan(store) == 0
    while await worker.round():
        await worker.finish()
    assert slack.to("C3") == ["hello"]
    told = sorted(slack.to(PERSON))
    assert "holidays of XX" in told[0] + told[1]
    assert "Mars/Olympus" in told[0] + told[1]
    assert [subscription(store, n).state for n in (1, 2, 3)] == ["paused", "paused", "active"]


# Telling whoever subscribed


def telling(store: Store, slack: ScriptedSlack, clock: Clock, **given: Any) -> DeliveryStep:
    """A courier whose digest has been given up, and whose owner isn't told yet."""
    due(store)
    each = delivery_step(store, slack, clock, **given)
    held = claimed(each)
    assert held is not None
    assert deliveries.fail_and_pause(store, held, clock(), "Slack says is_archived")
    return each


async def test_a_crash_before_the_owner_is_told_leaves_it_to_the_next_worker(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    telling(store, slack, clock)
    clock.now += 3 * DAY
    async with asyncio.timeout(60):
        await Worker(delivery_step(store, slack, clock)).drain()
    (told,) = slack.to(PERSON)
    assert "is paused: Slack says is_archived" in told
    await Worker(delivery_step(store, slack, clock)).drain()
    assert len(slack.to(PERSON)) == 1


@pytest.mark.parametrize("taken", [True, False])
async def test_a_crash_while_the_owner_is_told_tells_them_once(
    store: Store, slack: ScriptedSlack, clock: Clock, *, taken: bool
) -> None:
    each = telling(store, slack, clock)
    slack.says["chat.postMessage"] = [{"taken": taken}, {"taken": True}]
    owed = notices.claim_notice(store, clock(), each.settings.lease)
    assert owed is not None
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(notices, "finish", _killed)
        with pytest.raises(asyncio.CancelledError):
            await OwnerNotifier(each.dependencies).notify(owed)
    await tell(each)
    clock.now += MINUTE
    await tell(each)
    assert len(slack.to(PERSON)) == 1
    assert store.reading.execute("SELECT outcome FROM notice").fetchall() == [("found" if taken else "told",)]


@pytest.mark.parametrize("taken", [True, False])
async def test_a_telling_in_doubt_is_looked_for_before_it_is_repeated(
    store: Store, slack: ScriptedSlack, clock: Clock, *, taken: bool
) -> None:
    each = telling(store, slack, clock)
    slack.says["chat.postMessage"] = [{"error": "fatal_error", "taken": taken}, {"taken": True}]
    await tell(each)
    clock.now += MINUTE
    await tell(each)
    assert len(slack.to(PERSON)) == 1


async def test_a_worker_asleep_while_it_tells_deletes_its_message_when_another_has_told(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    each = telling(store, slack, clock)
    asleep = notices.claim_notice(store, clock(), each.settings.lease)
    assert asleep is not None
    clock.now += MINUTE
    await tell(each)
    await OwnerNotifier(each.dependencies).notify(asleep)
    assert slack.deleted == [slack.posted[1]["ts"]]


@pytest.mark.parametrize(("on_crash", "told"), [("at-most-once", 1), ("at-least-once", 2)])
async def test_where_the_history_cannot_be_read_the_operators_choice_holds_for_tellings_too(
    store: Store, slack: ScriptedSlack, clock: Clock, on_crash: OnCrash, told: int
) -> None:
    each = telling(store, slack, clock, settings=DeliverySettings(on_crash=on_crash))
    slack.says["chat.postMessage"] = [{"error": "fatal_error", "taken": True}, {"taken": True}]
    slack.says["conversations.history"] = [{"error": "missing_scope"}]
    await tell(each)
    clock.now += MINUTE
    await tell(each)
    assert len(slack.to(PERSON)) == told


async def test_who_resumed_meanwhile_is_told_that_it_goes_on_and_who_ended_it_nothing(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    each = telling(store, slack, clock)
    resume(store, 1, clock())
    await tell(each)
    assert "The next one comes as planned" in slack.to(PERSON)[0]
    due(store, "C2")
    clock.now += timedelta(seconds=1)
    other = claimed(each)
    assert other is not None
    deliveries.fail_and_pause(store, other, clock(), "Slack says is_archived")
    unsubscribe(store, 2)
    await tell(each)
    assert len(slack.to(PERSON)) == 1


async def test_what_was_asked_for_by_hand_of_a_paused_digest_and_can_t_come_is_told(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    pause(store, 1, "Slack says is_archived")
    planning.plan_now(store, 1, clock())
    slack.says["chat.postMessage"] = [{"error": "is_archived"}, {"taken": True}]
    await attempt(delivery_step(store, slack, clock))
    (told,) = slack.to(PERSON)
    assert "is paused: the channel is archived" in told


async def test_the_owner_of_a_personal_digest_is_told_of_no_channel(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store, "D7")
    each = delivery_step(store, slack, clock)
    held = claimed(each)
    assert held is not None
    deliveries.fail_and_pause(store, held, clock(), "whoever set it up is a guest now")
    await tell(each)
    assert slack.to(PERSON)[0].startswith("The health digest is paused: ")


async def test_a_worker_removes_what_is_older_than_it_is_kept_once_a_day(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    subscribe(store, wanted(), NINE - HOUR)
    worker = Worker(delivery_step(store, slack, clock))
    counts = []
    for day in (0, 100, 500, 501):
        clock.now = NINE + day * DAY
        while await worker.round():
            await worker.finish()
        await worker.finish()
        counts.append((len(recorded(store, limit=2000)), len(attempts(store, 1, "2026-06-15"))))
    assert counts == [(1, 1), (101, 0), (401, 0), (401, 0)]


# Changes while a delivery is under way


@pytest.mark.parametrize("end", [pause, unsubscribe], ids=["paused", "unsubscribed"])
async def test_a_digest_ended_while_slack_put_it_off_is_not_posted_later(
    store: Store, slack: ScriptedSlack, clock: Clock, end: Callable[[Store, int], object]
) -> None:
    due(store)
    slack.says["chat.postMessage"] = [{"error": "service_unavailable"}, {"taken": True}]
    each = delivery_step(store, slack, clock)
    held = claimed(each)
    assert held is not None
    end(store, 1)
    await each.deliver(held)
    clock.now += MINUTE
    await attempt(each)
    assert slack.posted == []
    assert states(store)[0][1] == "skipped"


async def test_one_asked_for_at_once_arrives_though_the_digest_is_paused(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    subscribe(store, wanted(), NINE)
    pause(store, 1)
    planning.plan_now(store, 1, NINE)
    await attempt(delivery_step(store, slack, clock))
    assert slack.to(CHANNEL) == ["hello"]


# Threads


async def test_a_crash_in_the_middle_of_a_thread_of_25_messages_loses_and_doubles_none(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    texts = [f"part {n}" for n in range(25)]
    each = delivery_step(store, slack, clock, compose=says(*texts))
    for number in range(100):
        if held := claimed(each):
            if number % 7 == 3 and held.messages:
                with pytest.MonkeyPatch.context() as patched:
                    patched.setattr(deliveries, "record_post", _killed)
                    with pytest.raises(asyncio.CancelledError):
                        await each.deliver(held)
            else:
                await each.deliver(held)
        clock.now += timedelta(seconds=10)
    assert slack.to(CHANNEL) == texts
    assert {each.get("thread_ts") for each in slack.posted[1:]} == {slack.posted[0]["ts"]}
    assert states(store) == [(1, "sent", "")]


def _killed(*_: object) -> bool:
    raise asyncio.CancelledError


async def test_a_channel_archived_in_the_middle_of_a_thread_ends_it_and_pauses_the_digest(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    slack.says["chat.postMessage"] = [{}, {"error": "is_archived"}, {"taken": True}]
    each = delivery_step(store, slack, clock, compose=says("one", "two", "three"))
    await attempt(each)
    clock.now += MINUTE
    await attempt(each)
    assert slack.to(CHANNEL) == ["one"]
    assert states(store) == [(1, "failed", "the channel is archived (Slack says is_archived)")]
    assert subscription(store, 1).state == "paused"


async def test_a_thread_whose_first_message_was_deleted_gets_no_more_and_asks_for_no_other(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    slack.says["chat.postMessage"] = [{}, {"error": "fatal_error"}]
    slack.says["conversations.replies"] = [{"error": "thread_not_found"}]
    each = delivery_step(store, slack, clock, compose=says("one", "two"))
    for _ in range(3):
        await attempt(each)
        clock.now += MINUTE
    assert slack.to(CHANNEL) == ["one"]
    assert states(store) == [(1, "skipped", "its first message was deleted")]
    assert subscription(store, 1).state == "active"


async def test_a_history_too_long_to_go_through_is_no_reason_to_post_again(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    slack.says["chat.postMessage"] = [{"error": "fatal_error", "taken": True}]
    slack.says["conversations.history"] = [{"messages": [], "response_metadata": {"next_cursor": "more"}}]
    each = delivery_step(store, slack, clock)
    for _ in range(3):
        await attempt(each)
        clock.now += 10 * MINUTE
    assert slack.to(CHANNEL) == ["hello"]
    assert [each.detail for each in attempts(store, 1, "2026-06-15")][-1] == "too many messages since"


# Slack away, and back


async def test_after_slack_was_down_for_two_hours_every_digest_arrives_once(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    channels = [f"C{n}" for n in range(5)]
    due(store, *channels)
    slack.says["chat.postMessage"] = [{"status": 503, "error": "internal_error"}]
    slack.says["conversations.history"] = [{"status": 503, "error": "internal_error"}]
    each = delivery_step(store, slack, clock)
    down = clock.now + 2 * HOUR
    while clock.now < down + 15 * MINUTE:
        if clock.now >= down:
            slack.says.clear()
        if held := claimed(each):
            await each.deliver(held)
        clock.now += timedelta(seconds=7)
    assert sorted(message["channel"] for message in slack.posted) == channels
    assert {state for _, state, _ in states(store)} == {"sent"}


async def test_a_workspace_put_right_after_three_days_gets_the_latest_digests_only(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store, *(f"C{n}" for n in range(20)))
    rate_limits.block_team(store, TEAM, "token_revoked")
    for _ in range(3):
        clock.now += DAY
        planning.plan_deliveries(store, clock())
    clock.now += HOUR
    each = delivery_step(store, slack, clock, settings=DeliverySettings(pace=timedelta(0)))
    worker = Worker(each)
    await worker.delivery_step.restart()
    while await worker.round():
        pass
    await worker.finish()
    assert len(slack.posted) == 20
    assert {row.occasion for row in recorded(store, limit=200) if row.state == "sent"} == {"2026-06-18"}
    assert sum(reason == "too late" for *_, reason in states_of_all(store)) == 60


def states_of_all(store: Store) -> list[tuple[int, str, str]]:
    return [(each.digest_id, each.state, each.reason) for each in recorded(store, limit=1000)]


async def test_crons_run_ends_though_a_workspace_takes_no_posts(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    rate_limits.block_team(store, TEAM, "token_revoked")
    slack.says["auth.test"] = [{"error": "token_revoked"}]
    async with asyncio.timeout(60):
        await Worker(delivery_step(store, slack, clock)).drain()
    assert states(store) == [(1, "pending", "")]


async def test_a_shorter_wait_takes_nothing_from_a_longer_one(store: Store) -> None:
    due(store)
    rate_limits.pause_posts(store, TEAM, NINE + 5 * MINUTE)
    rate_limits.pause_posts(store, TEAM, NINE + MINUTE)
    assert claims.next_claimable_at(store, NINE) == "2026-06-15T09:05:00.000Z"


@pytest.mark.parametrize("anew", [False, True])
async def test_a_digest_ended_while_it_is_composed_or_amid_its_messages_posts_no_more(
    store: Store, slack: ScriptedSlack, clock: Clock, *, anew: bool
) -> None:
    def ended(held: Claim, _: datetime) -> DigestPayload:
        unsubscribe(store, held.subscription.id)
        if anew:
            subscribe(store, wanted(), clock())
        return says("hello", "more")(held, NINE)

    due(store)
    await attempt(delivery_step(store, slack, clock, compose=ended))
    clock.now += MINUTE
    await attempt(delivery_step(store, slack, clock))
    assert (slack.posted, states(store)) == ([], [(1, "skipped", "unsubscribed")])

    assert not anew or planning.plan_now(store, 1, clock())
    clock.now += MINUTE
    due(store, "C2", now=clock())
    each = delivery_step(store, slack, clock, compose=says("hello", "more"))
    while held := claimed(each):
        await each.deliver(held)
        if held.subscription.channel == "C2" and not held.posted:
            unsubscribe(store, held.subscription.id)
        clock.now += 2 * timedelta(seconds=1)
    assert (slack.to("C2"), slack.to(CHANNEL)) == (["hello"], ["hello", "more"] * anew)


# The worker's own life


async def test_a_worker_begins_though_something_fails_at_first(
    store: Store, slack: ScriptedSlack, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    due(store)
    failing = [OSError("disk")] * 2

    def replan(_: Store) -> int:
        if failing:
            raise failing.pop()
        return 0

    monkeypatch.setattr(planning, "replan", replan)
    monkeypatch.setattr("bot.digests.worker.LONGEST_SLEEP", 0.05)
    worker = Worker(delivery_step(store, slack, clock))
    running = asyncio.create_task(worker.run())
    while not slack.posted:  # noqa: ASYNC110  the server of the test says when
        await asyncio.sleep(0.02)
    worker.stop()
    await running
    assert slack.to(CHANNEL) == ["hello"]


async def test_scoring_that_failed_at_night_is_tried_again(store: Store, slack: ScriptedSlack, clock: Clock) -> None:
    nights: list[datetime] = []

    def nightly() -> bool:
        nights.append(clock())
        if len(nights) < 3:
            raise OSError("the store is held by an import")
        return True

    worker = Worker(delivery_step(store, slack, clock), nightly)
    for _ in range(10):
        await worker.round()
        await worker.finish()
        clock.now += 2 * MINUTE
    assert len(nights) == 3
    clock.now += DAY
    await worker.round()
    await worker.finish()
    assert len(nights) == 4


async def test_a_rush_keeps_the_pace_of_a_workspace_on_the_whole(store: Store) -> None:
    due(store, *(f"C{n}" for n in range(100)))
    pace, now, taken = timedelta(seconds=0.2), NINE, 0
    while now < NINE + timedelta(seconds=10):
        taken += claims.claim(store, now, MINUTE, pace) is not None
        coming = claims.next_claimable_at(store, now)
        assert coming is not None
        now = max(now + timedelta(milliseconds=30), datetime.fromisoformat(coming) + timedelta(milliseconds=15))
    assert 49 <= taken <= 51


async def test_other_work_that_fails_holds_no_digest_up(store: Store, slack: ScriptedSlack, clock: Clock) -> None:
    class Broken:
        """Work whose tables can't be read."""

        def claim(self) -> None:
            raise OSError("no such table")

        def next_at(self) -> str | None:
            raise OSError("no such table")

        def daily(self) -> bool:
            raise OSError("no such table")

    due(store)
    worker = Worker(delivery_step(store, slack, clock), beside=Broken())
    await worker.drain()
    assert len(slack.to(CHANNEL)) == 1
