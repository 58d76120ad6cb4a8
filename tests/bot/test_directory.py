"""Who is in a conversation, as far as Slack says: page by page, and the worst is assumed where it says too little."""

import asyncio
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.directory import EARLY, KEPT, LISTED, Directory
from tests.cases import cases


class Slack:
    """Lists people and members in pages of two; everybody is of the team but those who are named as guests."""

    token = "xoxb-1"

    def __init__(self, people: int, members: int, guests: frozenset[str] = frozenset()) -> None:
        self._people = [f"U{n}" for n in range(people)]
        self._members = [f"U{n}" for n in range(members)]
        self._guests = guests
        self.asked: list[str] = []

    async def auth_test(self) -> dict[str, Any]:
        return {"team_id": "T01"}

    async def users_info(self, user: str) -> dict[str, Any]:
        self.asked.append(user)
        return {"user": self._user(user)}

    async def users_list(self, cursor: str, **_: Any) -> dict[str, Any]:
        page, following = self._page(self._people, cursor)
        return {"members": [self._user(id_) for id_ in page], "response_metadata": {"next_cursor": following}}

    async def conversations_members(self, cursor: str, **_: Any) -> dict[str, Any]:
        page, following = self._page(self._members, cursor)
        return {"members": page, "response_metadata": {"next_cursor": following}}

    def _user(self, id_: str) -> dict[str, Any]:
        return {"id": id_, "team_id": "T01", "is_restricted": id_ in self._guests}

    def _page(self, ids: list[str], cursor: str) -> tuple[list[str], str]:
        start = int(cursor or 0)
        return ids[start : start + 2], str(start + 2) if start + 2 < len(ids) else ""


def client(slack: Slack) -> AsyncWebClient:
    return slack  # type: ignore[return-value]  # it has what is asked of it


@cases(
    ("slack", "outsiders"),
    [
        (Slack(people=7, members=5), False),
        (Slack(people=7, members=5, guests=frozenset({"U4"})), True),
        (Slack(people=7, members=5, guests=frozenset({"U6"})), False),
        (Slack(people=3, members=5), False),
        (Slack(people=3, members=5, guests=frozenset({"U4"})), True),
        (Slack(people=100, members=5), True),
        (Slack(people=7, members=100), True),
    ],
)
async def test_guests_are_found_on_any_page_and_assumed_where_there_are_too_many(slack: Slack, outsiders: bool) -> None:  # noqa: FBT001
    assert await Directory().outsiders_in(client(slack), "C01") is outsiders


async def test_what_slack_said_of_somebody_is_asked_again_after_a_while() -> None:
    now = 1000.0
    slack, directory = Slack(1, 1), Directory(lambda: now)
    for _ in range(3):
        await directory.person(client(slack), "U0")
    assert slack.asked == ["U0"]
    now += KEPT + 1
    await directory.person(client(slack), "U0")
    assert slack.asked == ["U0", "U0"]


async def test_the_list_of_people_is_asked_for_before_it_ends_and_counts_for_a_minute() -> None:
    """Who became a guest reads no more after a minute, and nobody waits for the list who asks often."""
    now = 1000.0
    slack, directory = Slack(7, 5), Directory(lambda: now)
    assert not await directory.outsiders_in(client(slack), "C01")
    slack._guests = frozenset({"U4"})
    now += LISTED - EARLY + 1
    assert not await directory.outsiders_in(client(slack), "C01")
    await asyncio.gather(*(task for _, task in directory._kept.values()))
    await asyncio.sleep(0)
    assert await directory.outsiders_in(client(slack), "C01")


async def test_whoever_became_a_guest_is_out_after_a_minute_whatever_was_known() -> None:
    now = 1000.0
    slack, directory = Slack(7, 5), Directory(lambda: now)
    assert not await directory.outsiders_in(client(slack), "C01")
    slack._guests = frozenset({"U4"})
    now += 60.5
    assert await directory.outsiders_in(client(slack), "C01")
