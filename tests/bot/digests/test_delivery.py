"""Every class of error that Slack answers with has its reaction, and nothing is deleted for any."""

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from accounts import Store, open_store
from accounts.digests import claims, notices, second_looks
from accounts.digests.claims import Claim
from accounts.digests.deliveries import Payload
from accounts.digests.delivery_log import attempts
from accounts.digests.delivery_log import deliveries as recorded
from accounts.digests.planning import plan_deliveries
from accounts.digests.rate_limits import blocked_teams
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Digest, Subscription, subscribe, subscription, subscriptions
from bot.chart import Chart, Series
from bot.digests.content.model import DigestPayload
from bot.digests.delivery import DeliverySettings, DeliveryStep, OnCrash
from bot.digests.delivery.owner_notices import OwnerNotifier
from bot.digests.delivery.permission import PostPermission
from bot.digests.delivery.recent_permission import RecentPermission
from bot.digests.delivery.slack_errors import CODES
from bot.settings import AccountSettings
from bot.slack.access_rules import AccessRules
from bot.slack.directory import Directory
from tests.bot.digests.scripted_slack import CHANNEL, COLLEAGUE, PERSON, TEAM, ScriptedSlack, scripted_slack
from tests.engines import Engine, Place

NINE = datetime(2026, 6, 15, 9, tzinfo=UTC)
SAY = {"text": "3 accounts got worse", "blocks": [{"type": "divider"}]}


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


def due(store: Store, digest: Digest = "health") -> None:
    """A digest that is due."""
    schedule = Schedule(time(9), EVERY_DAY, "UTC")
    wanted = Subscription(team=TEAM, channel=CHANNEL, digest=digest, scope="", created_by=PERSON, schedule=schedule)
    subscribe(store, wanted, NINE - timedelta(hours=1))
    plan_deliveries(store, NINE)


def delivery_step(
    store: Store,
    slack: ScriptedSlack,
    clock: Clock,
    settings: DeliverySettings | None = None,
    access: AccountSettings | None = None,
) -> DeliveryStep:
    client = AsyncWebClient("xoxb-1", base_url=slack.url, timeout=5, retry_handlers=[])
    return DeliveryStep(
        store=store,
        client=client,
        clock=clock,
        compose=lambda _, __: DigestPayload(Payload((SAY,))),
        allowed=PostPermission(client, Directory(), AccessRules(access or AccountSettings())),
        settings=settings or DeliverySettings(),
    )


async def attempt(each: DeliveryStep) -> Claim:
    """One attempt at what is open."""
    held = claims.claim(each.store, each.clock(), each.settings.lease, each.settings.pace)
    assert held is not None
    await each.deliver(held)
    await tell(each)
    return held


async def tell(each: DeliveryStep) -> None:
    """Tells whoever is to be told of it."""
    while owed := notices.claim_notice(each.store, each.clock(), each.settings.lease):
        await OwnerNotifier(each.dependencies).notify(owed)


async def test_a_digest_is_posted_with_its_mark_and_recorded(store: Store, slack: ScriptedSlack, clock: Clock) -> None:
    due(store)
    await attempt(delivery_step(store, slack, clock))
    (message,) = slack.posted
    assert message["text"] == SAY["text"]
    assert len(message["metadata"]["event_payload"]["mark"]) == 32
    (row,) = recorded(store)
    assert (row.state, row.messages, row.attempts) == ("sent", 1, 1)


CHART = {"type": "data_visualization", "title": "ARR", "chart": {"type": "pie", "segments": []}}
NEWER = {**SAY, "blocks": [CHART], "classic": SAY["blocks"]}


def drawn_step(store: Store, slack: ScriptedSlack, clock: Clock, told: list[object]) -> DeliveryStep:
    """A step whose digest has a chart that not every workspace takes."""
    chart = Chart(
        title="ARR", shape="line", labels=("a", "b"), series=(Series("x", (Decimal(1), Decimal(2))),), alt="x"
    )
    step = delivery_step(store, slack, clock)

    async def refused(blocks: object, why: str) -> None:
        told.append((blocks, why))

    composed = DigestPayload(Payload((NEWER, SAY)), chart)
    return replace(
        step, compose=lambda _, __: composed, refused=refused, attach=lambda _, ts, __: told.append(("picture", ts))
    )


async def test_a_digest_whose_newer_blocks_are_refused_is_posted_once_in_the_classic_ones_under_the_same_key(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    told: list[object] = []
    slack.says["chat.postMessage"] = [{"error": "invalid_blocks"}, {"taken": True}]
    step = drawn_step(store, slack, clock, told)
    await attempt(step)
    clock.now += timedelta(seconds=2)
    await attempt(step)
    assert [message["blocks"] for message in slack.posted] == [SAY["blocks"]] * 2
    assert all("classic" not in message for message in slack.posted)
    assert len({message["metadata"]["event_payload"]["mark"] for message in slack.posted}) == 2
    assert told == [([CHART], "invalid_blocks"), ("picture", slack.posted[0]["ts"])]
    (row,) = recorded(store)
    assert (row.state, row.messages) == ("sent", 2)


async def test_a_digest_that_shows_its_chart_itself_sends_no_picture_after_it(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    told: list[object] = []
    await attempt(drawn_step(store, slack, clock, told))
    assert [message["blocks"] for message in slack.posted] == [[CHART]]
    assert told == []


async def test_after_a_crash_behind_the_refusal_the_classic_form_is_what_is_posted(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    slack.says["chat.postMessage"] = [{"error": "invalid_blocks"}, {"error": "ratelimited", "status": 429}]
    step = drawn_step(store, slack, clock, [])
    await attempt(step)
    slack.says["chat.postMessage"] = [{"taken": True}]
    clock.now += timedelta(minutes=5)
    await attempt(step)
    assert [message["blocks"] for message in slack.posted] == [SAY["blocks"]]


async def test_where_the_classic_form_is_refused_too_the_words_alone_are_posted(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    slack.says["chat.postMessage"] = [{"error": "invalid_blocks"}, {"error": "invalid_blocks"}, {"taken": True}]
    step = drawn_step(store, slack, clock, [])
    await attempt(step)
    clock.now += timedelta(seconds=2)
    await attempt(step)
    assert [(message["text"], "blocks" in message) for message in slack.posted] == [(SAY["text"], False)]


@pytest.mark.parametrize(
    "answer",
    [
        {"error": "ratelimited", "status": 429, "headers": {"Retry-After": "30"}},
        {"error": "service_unavailable", "status": 503},
        {"error": "message_limit_exceeded"},
    ],
    ids=lambda answer: answer["error"],
)
async def test_what_surely_was_not_sent_waits_and_is_posted_once(
    store: Store, slack: ScriptedSlack, clock: Clock, answer: dict[str, object]
) -> None:
    due(store)
    slack.says["chat.postMessage"] = [answer, {"taken": True}]
    each = delivery_step(store, slack, clock)
    await attempt(each)
    assert recorded(store)[0].state == "pending"
    assert claims.claim(store, clock(), each.settings.lease, each.settings.pace) is None
    clock.now += timedelta(seconds=40)
    await attempt(each)
    assert "conversations.history" not in slack.asked
    assert slack.to(CHANNEL) == [SAY["text"]]


async def test_a_rate_limit_far_down_a_thread_holds_the_workspace_back_as_long_as_slack_says(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    each = replace(delivery_step(store, slack, clock), compose=lambda _, __: DigestPayload(Payload((SAY,) * 13)))
    for _ in range(11):
        await attempt(each)
        clock.now += timedelta(seconds=2)
    slack.says["chat.postMessage"] = [
        {"error": "ratelimited", "status": 429, "headers": {"Retry-After": "1"}},
        {"taken": True},
    ]
    await attempt(each)
    for _ in range(2):
        clock.now += timedelta(seconds=3)
        await attempt(each)
    assert recorded(store)[0].state == "sent"


async def test_a_digest_is_put_off_until_its_sources_are_there_and_composed_then(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    ready, composed = NINE + timedelta(minutes=2), []

    def compose(_: Claim, now: datetime) -> DigestPayload:
        composed.append(now)
        return DigestPayload(Payload((SAY,)))

    def waits(_: Claim, now: datetime) -> tuple[datetime, str] | None:
        return (now + timedelta(minutes=1), "waits for crm") if now < ready else None

    each = replace(delivery_step(store, slack, clock), compose=compose, waits=waits)
    for _ in range(3):
        await attempt(each)
        assert claims.claim(store, clock(), each.settings.lease, each.settings.pace) is None
        clock.now += timedelta(minutes=1)
    assert composed == [ready]
    assert [tried.outcome for tried in attempts(store, 1, "2026-06-15")] == ["waits", "waits", "posted"]


@pytest.mark.parametrize("taken", [True, False])
@pytest.mark.parametrize(
    "answer",
    [{"error": "fatal_error"}, {"error": "internal_error", "status": 500}, {"error": "something_new"}],
    ids=lambda answer: answer["error"],
)
async def test_what_is_in_doubt_is_looked_for_before_it_is_posted_again(
    store: Store, slack: ScriptedSlack, clock: Clock, answer: dict[str, object], *, taken: bool
) -> None:
    due(store)
    slack.says["chat.postMessage"] = [{**answer, "taken": taken}, {"taken": True}]
    each = delivery_step(store, slack, clock)
    await attempt(each)
    clock.now += timedelta(minutes=1)
    await attempt(each)
    assert slack.to(CHANNEL) == [SAY["text"]]
    assert recorded(store)[0].state == "sent"
    assert [each.outcome for each in attempts(store, 1, "2026-06-15")] == [
        "doubt",
        "found" if taken else "posted",
    ] or taken


@pytest.fixture
def copies(engine: Engine, empty: Place, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """A store with a digest that is due, and a copy of it from before that is delivered."""
    (tmp_path / "copy").mkdir()
    with (
        closing(open_store(engine.copy(empty, tmp_path))) as store,
        closing(open_store(engine.copy(empty, tmp_path / "copy"))) as copy,
    ):
        due(store)
        due(copy)
        yield store, copy


@pytest.mark.parametrize("readable", [True, False])
async def test_a_store_that_was_restored_from_before_a_post_posts_it_no_more(
    copies: tuple[Store, Store], slack: ScriptedSlack, clock: Clock, *, readable: bool
) -> None:
    """Where the history can be read; else it is posted, as nothing tells that it was."""
    store, copy = copies
    await attempt(delivery_step(store, slack, clock))
    clock.now += timedelta(minutes=10)
    slack.says["conversations.history"] = [] if readable else [{"error": "missing_scope"}]
    await attempt(delivery_step(copy, slack, clock))
    assert [recorded(each)[0].state for each in copies] == ["sent", "sent"]
    assert slack.to(CHANNEL) == [SAY["text"]] * (1 if readable else 2)


async def test_what_is_on_time_is_posted_without_a_look_into_the_history(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    await attempt(delivery_step(store, slack, clock))
    assert "conversations.history" not in slack.asked


async def test_of_two_that_were_posted_the_later_one_is_deleted(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    slack.says["chat.postMessage"] = [{"error": "fatal_error", "taken": True}]
    each = delivery_step(store, slack, clock)
    await attempt(each)
    slack.posted.append({**slack.posted[0], "ts": "1800000009.000000"})
    clock.now += timedelta(minutes=1)
    await attempt(each)
    assert slack.asked.count("chat.delete") == 1
    assert recorded(store)[0].state == "sent"


CHANNEL_CODES = [code for code, kind in CODES.items() if kind == "channel"]


@pytest.mark.parametrize("code", CHANNEL_CODES)
async def test_a_channel_that_takes_no_posts_pauses_the_digest_and_its_owner_hears_why_once(
    store: Store, slack: ScriptedSlack, clock: Clock, code: str
) -> None:
    due(store)
    slack.says["chat.postMessage"] = [{"error": code}, {"taken": True}]
    await attempt(delivery_step(store, slack, clock))
    (told,) = slack.to(PERSON)
    assert code in told
    assert "/cs digest resume 1" in told
    assert (subscription(store, 1).state, recorded(store)[0].state) == ("paused", "failed")
    assert len(subscriptions(store)) == 1


async def test_why_a_channel_takes_no_posts_is_said_in_words(store: Store, slack: ScriptedSlack, clock: Clock) -> None:
    due(store)
    slack.says["chat.postMessage"] = [{"error": "is_archived"}, {"taken": True}]
    await attempt(delivery_step(store, slack, clock))
    (told,) = slack.to(PERSON)
    assert "is paused: the channel is archived (Slack says is_archived). Once that is mended" in told


@pytest.mark.parametrize("code", sorted(code for code, kind in CODES.items() if kind == "team"))
async def test_a_workspace_that_takes_no_posts_is_left_alone_until_the_bot_starts_again(
    store: Store, slack: ScriptedSlack, clock: Clock, code: str
) -> None:
    due(store)
    slack.says["chat.postMessage"] = [{"error": code}, {"taken": True}]
    each = delivery_step(store, slack, clock)
    await attempt(each)
    assert blocked_teams(store) == {TEAM: code}
    assert subscription(store, 1).state == "active"
    clock.now += timedelta(minutes=10)
    assert claims.claim(store, clock(), each.settings.lease, each.settings.pace) is None
    await each.restart()
    await attempt(each)
    assert recorded(store)[0].state == "sent"


@pytest.mark.parametrize("code", [code for code, kind in CODES.items() if kind == "content"])
async def test_blocks_that_slack_refuses_give_way_to_the_text(
    store: Store, slack: ScriptedSlack, clock: Clock, code: str
) -> None:
    due(store)
    slack.says["chat.postMessage"] = [{"error": code}, {"taken": True}]
    each = delivery_step(store, slack, clock)
    await attempt(each)
    clock.now += timedelta(seconds=1)
    await attempt(each)
    (message,) = slack.posted
    assert "blocks" not in message
    assert message["text"] == SAY["text"]


@pytest.mark.parametrize(
    ("conversation", "why"),
    [
        ({"is_ext_shared": True}, "shared with another company"),
        ({"is_pending_ext_shared": True}, "shared with another company"),
    ],
)
async def test_a_channel_shared_since_with_another_company_gets_no_account_data(
    store: Store, slack: ScriptedSlack, clock: Clock, conversation: dict[str, bool], why: str
) -> None:
    due(store)
    slack.conversation |= conversation
    await attempt(delivery_step(store, slack, clock))
    assert slack.to(CHANNEL) == []
    assert why in slack.to(PERSON)[0]
    assert subscription(store, 1).state == "paused"


async def test_a_term_of_the_day_goes_to_a_shared_channel_too(store: Store, slack: ScriptedSlack, clock: Clock) -> None:
    due(store, "term")
    slack.conversation |= {"is_ext_shared": True}
    await attempt(delivery_step(store, slack, clock))
    assert slack.to(CHANNEL) == [SAY["text"]]


@pytest.mark.parametrize(
    ("lists", "why"),
    [
        ({"cs_channels": "C99"}, "isn't on the list of places"),
        ({"cs_channels": "dm"}, "isn't on the list of places"),
        ({"cs_people": "someone@acme.example"}, "isn't on the list of people"),
        ({"cs_channels": "C99", "cs_people": "U99"}, "isn't on the list of people"),
    ],
)
async def test_the_operators_lists_bind_digests_as_they_bind_questions(
    store: Store, slack: ScriptedSlack, clock: Clock, lists: dict[str, str], why: str
) -> None:
    due(store)
    await attempt(delivery_step(store, slack, clock, access=AccountSettings(**lists)))  # type: ignore[arg-type]
    assert slack.to(CHANNEL) == []
    assert why in slack.to(PERSON)[0]
    assert subscription(store, 1).state == "paused"


async def test_a_digest_begun_before_the_lists_changed_goes_on_no_more(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    slack.says["chat.postMessage"] = [{"error": "ratelimited", "status": 429, "headers": {"Retry-After": "1"}}]
    await attempt(delivery_step(store, slack, clock))
    clock.now += timedelta(minutes=1)
    lists = AccountSettings(cs_channels="C99")  # type: ignore[arg-type]
    await attempt(delivery_step(store, slack, clock, access=lists))
    assert slack.to(CHANNEL) == []


@pytest.mark.parametrize("lists", [{"cs_channels": "C99"}, {"cs_people": "U99"}])
async def test_a_term_of_the_day_is_bound_by_no_list(
    store: Store, slack: ScriptedSlack, clock: Clock, lists: dict[str, str]
) -> None:
    due(store, "term")
    await attempt(delivery_step(store, slack, clock, access=AccountSettings(**lists)))  # type: ignore[arg-type]
    assert slack.to(CHANNEL) == [SAY["text"]]


async def test_a_guest_who_joined_since_keeps_account_data_out(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    slack.people[COLLEAGUE]["is_restricted"] = True
    await attempt(delivery_step(store, slack, clock))
    assert slack.to(CHANNEL) == []
    assert "not everybody" in slack.to(PERSON)[0]


async def test_a_channel_that_is_shared_while_a_digest_is_worked_out_gets_none(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    step = delivery_step(store, slack, clock)

    def composed(_: Claim, __: datetime) -> DigestPayload:
        slack.conversation["is_ext_shared"] = True
        return DigestPayload(Payload((SAY,)))

    await attempt(replace(step, compose=composed))
    assert slack.to(CHANNEL) == []
    assert "shared with another company" in slack.to(PERSON)[0]


async def test_when_the_owner_has_left_the_channel_itself_is_told(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    slack.people[PERSON]["deleted"] = True
    slack.says["chat.postMessage"] = [{"error": "user_not_found"}, {"taken": True}]
    await attempt(delivery_step(store, slack, clock))
    (told,) = slack.to(CHANNEL)
    assert "is paused" in told
    assert subscription(store, 1).state == "paused"


async def test_slack_that_does_not_say_who_is_there_puts_the_digest_off(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    slack.says["conversations.info"] = [{"error": "internal_error", "status": 500}, {}]
    each = delivery_step(store, slack, clock)
    await attempt(each)
    assert (slack.posted, subscription(store, 1).state) == ([], "active")
    clock.now += timedelta(minutes=1)
    await attempt(each)
    assert slack.to(CHANNEL) == [SAY["text"]]


@pytest.mark.parametrize("expected", [("at-most-once", "unknown", 1), ("at-least-once", "sent", 2)])
async def test_without_the_right_to_read_the_history_the_operators_choice_holds(
    store: Store, slack: ScriptedSlack, clock: Clock, expected: tuple[OnCrash, str, int]
) -> None:
    on_crash, state, posts = expected
    due(store)
    slack.says["chat.postMessage"] = [{"error": "fatal_error", "taken": True}, {"taken": True}]
    slack.says["conversations.history"] = [{"error": "missing_scope"}]
    each = delivery_step(store, slack, clock, DeliverySettings(on_crash=on_crash))
    await attempt(each)
    clock.now += timedelta(minutes=1)
    await attempt(each)
    assert recorded(store)[0].state == state
    assert len(slack.to(CHANNEL)) == posts
    assert ["may not have arrived" in told for told in slack.to(PERSON)] == [True] * (state == "unknown")
    assert subscription(store, 1).state == "active"


async def test_a_digest_that_slack_put_off_for_too_long_is_skipped(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    clock.now += timedelta(hours=7)
    await attempt(delivery_step(store, slack, clock))
    assert slack.posted == []
    assert (recorded(store)[0].state, recorded(store)[0].reason) == ("skipped", "too late")


# What Slack is asked


class Asked:
    """Counts how often it is asked, and says what it is set to."""

    def __init__(self) -> None:
        self.times, self.why = 0, ""

    async def __call__(self, _: Subscription) -> str:
        self.times += 1
        return self.why


async def test_who_may_see_a_channel_is_asked_once_for_the_posts_of_a_few_seconds_and_then_anew() -> None:
    asked, clock = Asked(), Clock()
    allowed = RecentPermission(asked, clock)
    schedule = Schedule(time(9), EVERY_DAY, "UTC")
    digest = Subscription(team=TEAM, channel=CHANNEL, digest="health", scope="", created_by=PERSON, schedule=schedule)
    for _ in range(8):
        assert await allowed(digest) == ""
        clock.now += timedelta(seconds=1.1)
    assert asked.times == 1
    asked.why = "the conversation is shared with another company"
    clock.now += timedelta(seconds=2)
    assert await allowed(digest) == asked.why
    asked.why = ""
    assert await allowed(digest) == ""
    assert asked.times == 3, "a refusal isn't kept"
    await allowed(replace(digest, channel="C2"))
    await allowed(replace(digest, created_by=COLLEAGUE))
    assert asked.times == 5


# A message that came late


async def test_a_message_that_appears_after_it_was_posted_again_is_deleted_at_the_second_look(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    due(store)
    slack.says["chat.postMessage"] = [{"error": "internal_error", "status": 500, "taken": True}, {}]
    each = delivery_step(store, slack, clock)
    await attempt(each)
    slack.says["conversations.history"] = [{"messages": []}]
    clock.now += each.settings.lease
    await attempt(each)
    assert len(slack.posted) == 2
    assert second_looks.claim_look(store, clock.now, each.settings.lease) is None
    clock.now += each.settings.look_after
    slack.says["conversations.history"] = [{"messages": slack.posted}]
    look = second_looks.claim_look(store, clock.now, each.settings.lease)
    assert look is not None
    await each.look_again(look)
    assert slack.deleted == [slack.posted[0]["ts"]], "the one on record stays"
    assert second_looks.next_look_at(store) is None
