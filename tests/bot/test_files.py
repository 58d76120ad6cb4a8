"""Files: charts and lists put beside answers, and what is said where that can't be done."""

import asyncio
import itertools
import json
import os
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio
from pydantic import SecretStr
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.chart import Chart
from bot.configuration.slack_settings import Settings
from bot.metric_replies import calculation_reply
from bot.render.table_csv import csv_file, csv_text
from bot.reply import Reply, Table
from bot.slack import chart_renderer
from bot.slack.app import App, create_app
from bot.slack.attachments import Attachments, Destination, File, NotUploadedError, upload
from bot.slack.chart_renderer import ChartRenderer
from bot.slack.web_client import WebClient
from bot.terminal.main import main, print_csv
from glossary import Glossary
from tests.bot.test_slack_listeners import numbers
from tests.bot.web_api import WebApi, running_web_api
from tests.cases import cases

WHAT_IF = "nrr 100k 20k 5k 8k churn=4k..12k"
PNG = b"\x89PNG of a chart"
LIST = Table("renewals-2026-06-15", ("Account", "ARR", "Renewal"), lambda: [("Umbra Ltd", Decimal("1200.50"), None)])
ts = map("17.{:06}".format, itertools.count())


@pytest.fixture
async def slack() -> AsyncIterator[WebApi]:
    async with running_web_api() as api:
        yield api


class Hand:
    """Draws any chart as the same few bytes, or fails; knows how often it was asked."""

    def __init__(self) -> None:
        self.drawn: list[Chart] = []
        self.fails = False

    async def draw(self, chart: Chart) -> bytes:
        self.drawn.append(chart)
        if self.fails:
            raise TimeoutError
        return PNG


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def app(slack: WebApi, hand: Hand) -> App:
    tokens = {"slack_bot_token": SecretStr("xoxb-secret"), "slack_app_token": SecretStr("xapp-secret")}
    settings = Settings(**tokens, slack_api_url=slack.url)  # type: ignore[arg-type]
    app = create_app(settings, Glossary([]), draw=hand.draw)
    app._late._prompt = 60.0  # on a busy machine too the answer itself comes back, not later through a response_url
    return app


async def send(app: App, body: dict[str, Any]) -> BoltResponse:
    response = await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body={"team_id": "T01", **body}))
    await app.background.finish()
    await app.attachments.finish()
    return response


async def say(app: App, text: str, **fields: Any) -> None:
    told = {
        "type": "app_mention",
        "user": "U01",
        "channel": "C01",
        "ts": next(ts),
        "text": f"<@U0BOT> {text}",
        **fields,
    }
    await send(app, {"type": "event_callback", "event": told})


async def command(app: App, slack: WebApi, text: str) -> dict[str, Any]:
    body = {"command": "/cs", "text": text, "channel_id": "C01", "user_id": "U01", "response_url": slack.response_url}
    answered: dict[str, Any] = json.loads((await send(app, body)).body)
    return answered


async def press(app: App, slack: WebApi, answer: dict[str, Any], label: str, *, private: bool = True) -> None:
    block, button = next(
        (block, each)
        for block in answer["blocks"]
        for each in block.get("elements", ())
        if each["type"] == "button" and each["text"]["text"] == label
    )
    body = {
        "type": "block_actions",
        "user": {"id": "U01"},
        "channel": {"id": "C01"},
        "container": {"type": "message", "message_ts": "5.1", "is_ephemeral": private},
        "trigger_id": f"T.{next(numbers)}",
        "response_url": slack.response_url,
        "actions": [{**button, "block_id": block["block_id"]}],
    }
    assert (await send(app, body if private else body | {"message": {"ts": "5.1"}})).status == 200


def places(slack: WebApi) -> list[tuple[str, str | None]]:
    return [(file["channel_id"], file.get("thread_ts")) for file in slack.shared]


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"ts": "17.1"}, ("C01", "17.1")),
        ({"ts": "17.2", "thread_ts": "16.5"}, ("C01", "16.5")),
        ({"type": "message", "channel_type": "im", "channel": "D01"}, ("D01", None)),
    ],
)
async def test_a_public_answer_is_followed_by_its_chart_where_it_stands(
    app: App, slack: WebApi, fields: dict[str, Any], place: tuple[str, str | None]
) -> None:
    await say(app, WHAT_IF, **fields)
    assert len(slack.posted) == 1
    assert places(slack) == [place]
    assert slack.uploaded == [PNG]
    (announced,) = slack.announced
    assert announced["alt_txt"].startswith(
        "Net Revenue Retention falls from 111% at churn 4,000 to 103% at churn 12,000."
    )


@pytest.mark.parametrize("text", ["nrr 100k 20k 5k 8k", "define nps"])
async def test_an_answer_without_a_chart_is_followed_by_nothing(app: App, slack: WebApi, text: str) -> None:
    await say(app, text)
    assert slack.announced == []


async def test_a_public_command_is_followed_by_its_chart_each_time(app: App, slack: WebApi) -> None:
    for _ in range(2):
        assert (await command(app, slack, f"{WHAT_IF}!"))["response_type"] == "in_channel"
    assert places(slack) == [("C01", None)] * 2


async def test_a_private_answer_has_its_chart_at_a_button_in_the_person_s_own_conversation(
    app: App, slack: WebApi
) -> None:
    answer = await command(app, slack, WHAT_IF)
    assert slack.announced == []
    slack.direct["U01"] = "D77"
    await press(app, slack, answer, "Chart")
    assert [message["channel"] for message in slack.posted] == ["U01"]
    assert places(slack) == [("D77", None)]
    (said,) = slack.responded
    assert (said["response_type"], said["replace_original"]) == ("ephemeral", False)
    assert said["text"] == "It is in your direct messages with CS Bot."


async def test_a_shared_answer_is_followed_by_its_chart(app: App, slack: WebApi) -> None:
    await press(app, slack, await command(app, slack, WHAT_IF), "Share in channel")
    assert places(slack) == [("C01", None)]


@pytest.mark.parametrize(
    ("step", "error", "why"),
    [
        ("files.getUploadURLExternal", "missing_scope", "CS Bot isn't allowed to send files here yet"),
        ("files.completeUploadExternal", "not_in_channel", "Invite it with /invite @CS Bot"),
        ("files.completeUploadExternal", "channel_not_found", "Invite it with /invite @CS Bot"),
        ("files.completeUploadExternal", "storage_limit_reached", "storage_limit_reached"),
        ("upload", "", "Slack didn't take the file"),
    ],
)
async def test_when_slack_takes_no_file_the_answer_stands_and_the_person_hears_why(
    app: App, slack: WebApi, step: str, error: str, why: str
) -> None:
    slack.refused[step] = error
    await press(app, slack, await command(app, slack, WHAT_IF), "Chart")
    assert len(slack.posted) == 1
    assert [why in said["text"] for said in slack.responded] == [True]
    slack.refused.clear()
    await press(app, slack, await command(app, slack, WHAT_IF), "Chart")
    assert len(slack.shared) == 1, "trying again works, and nothing came twice"


async def test_a_chart_that_fails_after_an_answer_nobody_waits_on_is_only_logged(
    app: App, slack: WebApi, caplog: pytest.LogCaptureFixture
) -> None:
    slack.refused["files.getUploadURLExternal"] = "missing_scope"
    await say(app, WHAT_IF)
    assert len(slack.posted) == 1
    assert slack.responded == []
    assert "a file wasn't taken: missing_scope" in caplog.text


async def test_a_chart_that_can_t_be_drawn_is_told_and_logged_without_what_was_asked(
    app: App, slack: WebApi, hand: Hand, caplog: pytest.LogCaptureFixture
) -> None:
    hand.fails = True
    await press(app, slack, await command(app, slack, WHAT_IF), "Chart")
    assert [said["text"] for said in slack.responded] == ["The file couldn't be made. Please try again in a moment."]
    assert "a file wasn't made" in caplog.text
    assert "churn" not in caplog.text.replace("test_", "")


async def test_when_nobody_can_be_told_it_is_logged_and_no_more(
    app: App, slack: WebApi, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await command(app, slack, WHAT_IF)
    slack.refused["files.getUploadURLExternal"], slack.status = "missing_scope", 404
    await press(app, slack, answer, "Chart")
    assert "nobody could be told: NotDeliveredError" in caplog.text


async def test_a_button_pressed_twice_at_once_brings_one_file(slack: WebApi) -> None:
    attachments, started = Attachments(Hand().draw), list[int]()
    gate = asyncio.Event()

    async def sending(number: int) -> None:
        started.append(number)
        await gate.wait()

    for number in range(3):
        attachments.begin("U01 chart nrr", sending(number))
    await asyncio.sleep(0)
    gate.set()
    await attachments.finish()
    attachments.begin("U01 chart nrr", sending(9))
    await attachments.finish()
    assert started == [0, 9]


async def test_a_list_is_sent_as_csv_named_for_its_day(slack: WebApi) -> None:
    to = Destination(WebClient("xoxb-1", slack.url), "C01", "5.1")
    await Attachments(Hand().draw).send_table(LIST, to)
    assert slack.announced[0]["filename"] == "renewals-2026-06-15.csv"
    assert slack.uploaded[0].decode("utf-8-sig") == "Account,ARR,Renewal\r\nUmbra Ltd,1200.50,\r\n"
    assert places(slack) == [("C01", "5.1")]


async def test_a_text_too_long_for_slack_is_cut_not_refused(slack: WebApi) -> None:
    client = WebClient("xoxb-1", slack.url)
    await upload(client, "C01", File("chart.png", PNG, "T" * 900, "a" * 5000))
    assert len(slack.announced[0]["alt_txt"]) == 1000
    assert len(json.loads(slack.shared[0]["files"])[0]["title"]) == 255


async def test_a_slack_out_of_reach_is_said_to_be() -> None:
    with pytest.raises(NotUploadedError, match="Slack didn't take the file"):
        await upload(WebClient("xoxb-1", "http://127.0.0.1:9/"), "C01", File("chart.png", PNG, "T"))


@cases(
    ("cell", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@cmd", "'@cmd"),
        ("-2+3", "'-2+3"),
        (-5, "-5"),
        (Decimal("-1.50"), "-1.50"),
        ("plain, with comma", '"plain, with comma"'),
        ('a "quote"', '"a ""quote"""'),
        ("two\nlines", '"two\nlines"'),
        (None, ""),
    ],
)
def test_a_cell_is_written_so_that_a_spreadsheet_runs_no_formula(cell: object, written: str) -> None:
    assert csv_text(Table("t", ("A", "B"), lambda: [(1, cell)])) == f"A,B\n1,{written}\n"


def test_a_csv_file_tells_excel_that_it_is_utf_8() -> None:
    assert csv_file(Table("t", ("Größe",), list)) == b"\xef\xbb\xbf" + "Größe\r\n".encode()


def test_the_terminal_prints_a_list_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_csv(Reply(title="Renewals", data={"kind": "accounts"}, table=LIST)) == 0
    assert capsys.readouterr() == ("Account,ARR,Renewal\nUmbra Ltd,1200.50,\n", "")


@pytest.mark.parametrize("arguments", [["--csv", "define", "nrr"], ["--csv", "nrr", "100k"]])
def test_an_answer_without_a_list_leaves_standard_output_empty(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err


def what_if() -> Chart:
    chart = calculation_reply(*WHAT_IF.split(" ", 1)).chart
    assert chart is not None
    return chart


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def renderer() -> AsyncIterator[ChartRenderer]:
    """One for all tests, which take its process from one to the next: each start of one imports matplotlib."""
    renderer = ChartRenderer()
    yield renderer
    renderer.close()


@pytest.mark.asyncio(loop_scope="module")
async def test_many_charts_at_once_are_all_drawn_in_one_process_beside_this(renderer: ChartRenderer) -> None:
    drawn = await asyncio.gather(*(renderer.draw(what_if()) for _ in range(4)))
    assert {content[:4] for content in drawn} == {b"\x89PNG"}
    assert renderer._pool is not None
    (worker,) = renderer._pool._processes
    assert worker != os.getpid()


@pytest.mark.asyncio(loop_scope="module")
async def test_a_chart_is_drawn_though_the_process_was_killed(
    renderer: ChartRenderer, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await renderer.draw(what_if())).startswith(b"\x89PNG")
    assert renderer._pool is not None
    for worker in renderer._pool._processes:
        os.kill(worker, 9)
    assert (await renderer.draw(what_if())).startswith(b"\x89PNG")
    assert "another is started" in caplog.text


@pytest.mark.asyncio(loop_scope="module")
async def test_a_chart_that_takes_too_long_is_given_up_with_the_process_that_draws_it(
    renderer: ChartRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chart_renderer, "PATIENCE", 0.0)
    with pytest.raises(TimeoutError):
        await renderer.draw(what_if())
    assert renderer._pool is None
