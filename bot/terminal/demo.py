"""The demo: a Slack look-alike on this machine, with the bot and a sample company in it."""

import asyncio
import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bot.clock import starting_at, utc_now
from bot.configuration.slack_settings import Settings
from bot.settings import AccountSettings
from bot.terminal.local_slack import free_port, running
from bot.workspace import Workspace
from store import time_zones
from store.time_zones import machine_zone

if TYPE_CHECKING:
    from accounts import Store

CHANNEL, LEAD = "C0CS", "U0LEAD"
EXPORTS = "exports"  # the folder that the accounts of the demo come from
SOURCES = "\n".join(
    f"""[{kind}]
kind = "{kind}"
from = "folder"
files = "{EXPORTS}/{kind}.csv"
every = "1m"
beside_sample = true
{'needs = ["accounts"]' if kind != "accounts" else ""}
"""
    for kind in ("accounts", "usage", "tickets")
)
WELCOME = (
    "CS Bot is here. Type `/cs define nrr`, `/cs champion vs ambassador` or `/cs help`, or mention @cs-bot. "
    "It knows the accounts of a made-up company: "
    "`/cs account acme`, `/cs renewals 60`, `/cs health red`, `/cs portfolio`. "
    "Digests come to this channel every morning, or at once: `/cs digest now`."
)


def start_workspace() -> dict[str, Any]:
    """The sample workspace, as local-slack's configuration has it; its people live in the machine's time zone."""
    zone = {"tz": machine_zone()}
    return {
        "workspace": {"name": "Sample Workspace", "domain": "sample", "teamId": "T0CS"},
        "app": {
            "appId": "A0CS",
            "botUserId": "U0BOT",
            "botName": "cs-bot",
            "botToken": "xoxb-sample",
            "appToken": "xapp-sample",
            "signingSecret": "sample",
            "mode": "socket",
        },
        "users": [
            {
                "id": "U0NEW",
                "name": "new-csm",
                "real_name": "New CSM (sample)",
                "email": "new-csm@sample.example",
                **zone,
            },
            {
                "id": LEAD,
                "name": "team-lead",
                "real_name": "Team Lead (sample)",
                "email": "lead@sample.example",
                **zone,
            },
        ],
        "channels": [
            {"id": CHANNEL, "name": "customer-success", "members": ["U0NEW", LEAD, "U0BOT"]},
            {"id": "C0GEN", "name": "general", "members": ["U0NEW", LEAD, "U0BOT"]},
            {"id": "D0CS", "name": "cs-bot", "is_channel": False, "is_im": True, "members": ["U0NEW", "U0BOT"]},
        ],
    }


def settings_for(url: str) -> Settings:
    """The settings that connect the bot to a local-slack with the sample workspace."""
    app = start_workspace()["app"]
    return Settings(
        slack_bot_token=app["botToken"],
        slack_app_token=app["appToken"],
        slack_api_url=f"{url}/api/",
        cs_pickers=False,  # local-slack draws none of them in forms
    )


@contextmanager
def sample_workspace() -> Iterator[Workspace]:
    """The book of the sample company, in a store of its own that is gone afterwards; whoever asks may see it."""
    from accounts import open_store
    from accounts.sample import load_sample, write_files

    with TemporaryDirectory(prefix="cs-demo-") as folder:
        path, sources = Path(folder) / "sample.db", Path(folder) / "sources.toml"
        now = utc_now()
        write_files(Path(folder) / EXPORTS, now.astimezone().date())
        sources.write_text(SOURCES, encoding="utf-8")
        store = open_store(path)
        try:
            load_sample(store, now.astimezone().date(), now)
        finally:
            store.close()
        workspace = Workspace(
            AccountSettings(
                cs_database=path,
                cs_channels=frozenset(),
                cs_people=frozenset(),
                cs_curators=frozenset({LEAD}),
                cs_sources=sources,
            )
        )
        try:
            yield workspace
        finally:
            workspace.close()


def run_demo(port: int = 3000, begin: time | None = None) -> int:
    """Runs the demo until Ctrl-C, on the port or, if it's taken, another. Returns the exit code.

    Digests are due at 9:00 in the machine's time zone; with `begin` it is that time in the demo when it begins. Raises
    `LocalSlackError` when local-slack can't be fetched or started.
    """
    print("Starting a Slack look-alike, the bot and a sample company…", file=sys.stderr, flush=True)
    _reach_itself()
    with (
        starting_at(begin_at(begin)),
        running(start_workspace(), free_port(port)) as url,
        sample_workspace() as workspace,
    ):
        subscribe_digests(workspace.store, utc_now())
        asyncio.run(_serve(url, workspace))
    print("\nStopped.")
    return 0


def begin_at(begin: time | None) -> datetime:
    """The moment at which the demo begins: that time of today in the machine's time zone, or now."""
    now = utc_now().astimezone(time_zones.zone(machine_zone()))
    return datetime.combine(now.date(), begin, now.tzinfo) if begin else now


def _reach_itself() -> None:
    """Keeps what the demo says to itself away from a proxy, which couldn't reach it."""
    known = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = ",".join([*filter(None, [known]), "127.0.0.1", "localhost"])


def subscribe_digests(store: "Store", now: datetime) -> None:
    """The two daily digests, for the channel of the demo."""
    from accounts.digests.schedule import EVERY_DAY, Schedule
    from accounts.digests.subscriptions import Digest, Subscription, subscribe

    digests: tuple[Digest, ...] = ("health", "renewals")
    for digest in digests:
        wanted = Subscription(
            team=start_workspace()["workspace"]["teamId"],
            channel=CHANNEL,
            digest=digest,
            scope="",
            created_by=LEAD,
            schedule=Schedule(time(9), EVERY_DAY, machine_zone()),
        )
        subscribe(store, wanted, now)


async def _serve(url: str, workspace: Workspace) -> None:
    from bot.slack.server import serve_socket
    from bot.slack.web_client import WebClient

    settings = settings_for(url)
    web = WebClient(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    await web.chat_postMessage(channel=CHANNEL, text=WELCOME)
    print(f"Open {url} and type /cs define nrr in #customer-success. Ctrl-C stops it.")
    if workspace.settings.cs_sources:
        folder = workspace.settings.cs_sources.parent / EXPORTS
        program = "cs" if shutil.which("cs") else sys.argv[0]  # make demo installs it where no shell looks
        worsen = shlex.join((program, "sample", "--worsen", str(folder)))
        print(f"Its accounts come from the files in {folder}, each minute. To turn one red: {worsen}")
    sys.stdout.flush()
    await serve_socket(settings, workspace=workspace)
