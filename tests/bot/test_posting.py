"""A message whose answer was lost: what is there is not said to be missing, and what isn't known is said so."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from slack_sdk.errors import SlackApiError

from bot.render.slack import Message
from bot.slack import delivered
from bot.slack.attachments import File, NotUploadedError, upload
from bot.slack.delivered import UncertainDeliveryError
from bot.slack.modals.opening import show_form
from bot.slack.posting import NotDeliveredError, post, post_ephemeral, respond
from bot.slack.web_client import WebClient
from tests.outside.faulty_slack import FaultySlack, faulty_slack

ANSWER: Message = {"text": "NRR & more", "blocks": []}
UNCERTAIN = ("lose", "html", "503", "plain", "broken", "list", "fatal_error")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivered, "LOOKS", (0.0, 0.0))


@pytest.fixture
async def slack() -> AsyncIterator[FaultySlack]:
    with faulty_slack() as running:
        yield running


@pytest.fixture
def client(slack: FaultySlack) -> WebClient:
    return WebClient("xoxb-1", slack.url, retry_handlers=[])


@pytest.mark.parametrize("thread", [None, "1.5"])
async def test_a_message_that_is_there_counts_as_posted(
    slack: FaultySlack, client: WebClient, thread: str | None
) -> None:
    slack.fails["chat.postMessage"] = ["lose"]
    assert await post(client, "C1", ANSWER, thread) == "C1"
    assert slack.texts("C1") == [ANSWER["text"]]


async def test_a_message_is_known_by_what_it_says_where_slack_shows_no_metadata(
    slack: FaultySlack, client: WebClient
) -> None:
    slack.fails |= {"chat.postMessage": ["lose"], "conversations.history": [""]}
    before = slack._history
    slack._history = lambda given: {  # type: ignore[method-assign]
        "messages": [{**each, "metadata": None} for each in before(given)["messages"]]
    }
    assert await post(client, "C1", ANSWER) == "C1"


@pytest.mark.parametrize("failure", ["html", "503", "broken", "fatal_error", "channel_not_found"])
async def test_a_message_that_is_not_there_failed(slack: FaultySlack, client: WebClient, failure: str) -> None:
    await post(client, "C1", {"text": "something else", "blocks": []})
    slack.fails["chat.postMessage"] = [failure]
    with pytest.raises(SlackApiError):
        await post(client, "C1", ANSWER)


async def test_where_the_history_can_t_be_read_it_isn_t_known(slack: FaultySlack, client: WebClient) -> None:
    slack.fails |= {"chat.postMessage": ["lose"], "conversations.history": ["missing_scope"]}
    with pytest.raises(UncertainDeliveryError):
        await post(client, "C1", ANSWER)


@pytest.mark.parametrize("failure", UNCERTAIN)
@pytest.mark.parametrize(
    ("method", "ask"),
    [
        ("chat.postEphemeral", lambda client: post_ephemeral(client, "C1", "U1", ANSWER)),
        ("views.open", lambda client: show_form(client, "1.2", {"type": "modal"})),
    ],
)
async def test_what_no_history_shows_isn_t_known(
    slack: FaultySlack, client: WebClient, failure: str, method: str, ask: Callable[[WebClient], Awaitable[None]]
) -> None:
    slack.fails[method] = [failure]
    with pytest.raises(UncertainDeliveryError):
        await ask(client)


@pytest.mark.parametrize(
    ("failure", "raised"),
    [("lose", UncertainDeliveryError), ("503", UncertainDeliveryError), ("expired", NotDeliveredError)],
)
async def test_a_response_url_may_have_taken_what_it_doesn_t_answer(
    slack: FaultySlack, client: WebClient, failure: str, raised: type[Exception]
) -> None:
    slack.fails["response_url"] = [failure]
    with pytest.raises(raised):
        await respond(client, {"response_url": slack.response_url}, {"text": "x"})
    with pytest.raises(NotDeliveredError):
        await respond(client, {"response_url": "http://127.0.0.1:9/"}, {"text": "x"})


@pytest.mark.parametrize(("failure", "said"), [("lose", "didn't say whether"), ("no_permission", "isn't allowed")])
async def test_a_file_may_be_there_although_slack_didn_t_say_so(
    slack: FaultySlack, client: WebClient, failure: str, said: str
) -> None:
    slack.fails["files.getUploadURLExternal"] = [failure]
    with pytest.raises(NotUploadedError, match=said):
        await upload(client, "C1", File("list.csv", b"a", "List"))
