"""The form of a metric, from its button to its result, over Socket Mode and over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

from tests.e2e.workspace import BOT, CHANNEL, DM, PATIENCE, USER, Message, Workspace, labels, title

WRONG = {"promoters": "40", "passives": "ten", "detractors": "50"}
RIGHT = {**WRONG, "passives": "10"}


class Screen:
    """What a person sees of a form, and fills in."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self.view: dict[str, Any] = {}

    async def change(self) -> dict[str, str]:
        """What happens next to the form: it is shown, or it goes; or it stays, and this is said of its fields."""
        while True:
            told = await self._socket.receive_json(timeout=PATIENCE)
            if told["t"] == "view_errors":
                return {block_id.partition(":")[0]: text for block_id, text in told["errors"].items()}
            if told["t"] in {"view", "init"}:
                stack = told["stack"] if told["t"] == "view" else told["state"]["modalStack"]
                self.view = stack[-1] if stack else {}
                return {}

    async def submit(self, typed: dict[str, str], others: dict[str, Any] | None = None) -> dict[str, str]:
        """Types into the fields and submits; gives what is said of them."""
        fields = {field_of(block): block["block_id"] for block in self.fields()}
        values = {fields[name]: {"typed": {"type": "plain_text_input", "value": text}} for name, text in typed.items()}
        await self._socket.send_json({"t": "view_submit", "user": USER, "values": {**values, **(others or {})}})
        return await self.change()

    def fields(self) -> list[dict[str, Any]]:
        """The blocks of the fields."""
        return [block for block in self.view["blocks"] if block.get("element", {}).get("type") == "plain_text_input"]

    def filled(self) -> dict[str, str]:
        """What the fields are filled with."""
        return {field_of(block): block["element"].get("initial_value", "") for block in self.fields()}


def field_of(block: dict[str, Any]) -> str:
    """The name of a block's field."""
    return str(block["block_id"]).partition(":")[0]


@asynccontextmanager
async def pressed(workspace: Workspace, message: Message, label: str) -> AsyncIterator[Screen]:
    """What a button opens."""
    workspace.press(message, label)
    async with opened_form(workspace) as screen:
        yield screen


@asynccontextmanager
async def opened_form(workspace: Workspace) -> AsyncIterator[Screen]:
    """The form that is open, or about to be."""
    async with ClientSession() as session, session.ws_connect(f"{workspace.url}/ui") as socket:
        screen = Screen(socket)
        while not screen.view:
            await screen.change()
        yield screen


async def test_a_term_s_card_opens_a_form_that_keeps_what_is_wrong_and_brings_what_is_right(
    workspace: Workspace,
) -> None:
    card = workspace.command("nps")
    async with pressed(workspace, card, "Calculate") as form:
        assert form.filled() == {"promoters": "", "passives": "", "detractors": ""}
        assert await form.submit(WRONG) == {"passives": "“ten” isn't a number."}
        assert form.filled().keys() == WRONG.keys()
        assert await form.submit(RIGHT) == {}
        assert not form.view
    result = workspace.wait(lambda: workspace.answers()[1:])[0]
    assert title(result) == "Net Promoter Score: −10 points"
    assert (result["subtype"], result["ephemeral_to"]) == ("ephemeral", USER)
    assert {"Share in channel", "Recalculate"} <= set(labels(result))


async def test_recalculate_opens_the_form_filled_and_untouched_fields_count(workspace: Workspace) -> None:
    result = workspace.command("nrr $100k 20k 5k 8k")
    async with pressed(workspace, result, "Recalculate") as form:
        assert form.filled() == {
            "start": "$100,000",
            "expansion": "$20,000",
            "contraction": "$5,000",
            "churn": "$8,000",
            "months": "",
        }
        await form.submit({"churn": "$3k"})
    assert title(workspace.wait(lambda: workspace.answers()[1:])[0]) == "Net Revenue Retention: 112%"


async def test_a_result_is_posted_to_the_channel_when_that_is_ticked(workspace: Workspace) -> None:
    ticked = {"post": {"post": {"type": "checkboxes", "selected_options": [{"value": "post"}]}}}
    async with pressed(workspace, workspace.command("calculate csat"), "Calculate") as form:
        await form.submit({"satisfied": "160", "responses": "200"}, ticked)
    posted = workspace.wait(lambda: workspace.answers()[1:])[0]
    assert "subtype" not in posted
    assert posted["blocks"][0]["elements"][0]["text"] == f"<@{USER}> shared:"


async def test_another_way_to_calculate_is_selected(workspace: Workspace) -> None:
    async with pressed(workspace, workspace.command("nps"), "Calculate") as form:
        scores = {"type": "static_select", "selected_option": {"value": "scores"}}
        assert await form.submit(RIGHT, {"form-of:first": {"form-of": scores}}) == {}
        assert form.filled() == {"scores": ""}
        await form.submit({"scores": "10 9 9 7 3"})
    assert title(workspace.wait(lambda: workspace.answers()[1:])[0]) == "Net Promoter Score: 40 points"


async def test_in_a_thread_the_result_is_a_message_of_the_thread(workspace: Workspace) -> None:
    asked = workspace.say(f"<@{BOT}> nps", channel=CHANNEL)
    card = workspace.wait(workspace.answers)[0]
    async with pressed(workspace, card, "Calculate") as form:
        await form.submit(RIGHT)
    result = workspace.wait(lambda: workspace.answers()[1:])[0]
    assert result["thread_ts"] == asked["ts"]
    assert "subtype" not in result


async def test_in_a_direct_message_the_result_is_a_message_there(workspace: Workspace) -> None:
    workspace.say("nps", channel=DM)
    card = workspace.wait(lambda: workspace.answers(DM))[0]
    async with pressed(workspace, card, "Calculate") as form:
        await form.submit(RIGHT)
    result = workspace.wait(lambda: workspace.answers(DM)[1:])[0]
    assert not {"thread_ts", "subtype"} & result.keys()
