"""Files at an address, on an SFTP server and in S3: what can't be listed is an error, and each file is read once."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sources.readers.files import is_named
from tests.cases import cases
from tests.sources.company import OLD, Company
from tests.sources.web_server import Says, WebServer, web_server

HTTPS = """[sheet]
kind = "accounts"
from = "https"
url = "env:SHEET"
every = "30m"
"""
ROWS = "id,name\na,Acme\nb,Beta\n"


@pytest.fixture
def web(company: Company) -> Iterator[WebServer]:
    with web_server() as server:
        company.environment["SHEET"] = f"{server.url}/pub?output=csv"
        yield server


def test_a_file_at_an_address_is_read_when_it_changed(company: Company, web: WebServer) -> None:
    sources = company.configure(HTTPS)
    marks = {"ETag": '"1"', "Last-Modified": "Mon, 15 Jun 2026 06:40:00 GMT", "Content-Type": "text/csv"}
    web.script(Says(body=ROWS, headers=marks), Says(304, headers=marks), Says(body=ROWS + "c,Ceta\n"))
    reports = []
    for _ in range(3):
        reports += company.due(sources)
        company.later(minutes=30)
    assert [(each.tables, each.new) for each in reports] == [(1, 2), (0, 0), (1, 1)]
    assert web.asked[1].headers["if-none-match"] == '"1"'
    assert web.asked[1].query == {"output": "csv"}


def test_its_age_is_what_the_server_says(company: Company, web: WebServer) -> None:
    sources = company.configure(HTTPS)
    web.script(Says(body=ROWS, headers={"Last-Modified": "Mon, 15 Jun 2026 06:40:00 GMT"}))
    company.due(sources)
    assert str(company.state("sheet").as_of) == "2026-06-15 06:40:00+00:00"


def test_its_age_stays_when_it_is_said_to_be_unchanged_without_a_date(company: Company, web: WebServer) -> None:
    """As Apache answers: an export that was no longer written would be as of now in each run."""
    sources = company.configure(HTTPS)
    marks = {"ETag": '"1"', "Last-Modified": "Mon, 15 Jun 2026 06:40:00 GMT"}
    web.script(Says(body=ROWS, headers=marks), Says(304, headers={"ETag": '"1"'}))
    company.due(sources)
    company.later(minutes=30)
    company.due(sources)
    assert str(company.state("sheet").as_of) == "2026-06-15 06:40:00+00:00"


def test_marks_of_an_older_file_are_not_those_of_one_without(company: Company, web: WebServer) -> None:
    sources = company.configure(HTTPS)
    naive = {"Last-Modified": "Mon, 15 Jun 2026 06:40:00 -0000"}
    web.script(Says(body=ROWS, headers={"ETag": '"1"'}), Says(body=ROWS + "c,Ceta\n"), Says(body=ROWS, headers=naive))
    for _ in range(3):
        assert [each.outcome for each in company.due(sources)] == ["good"]
        company.later(minutes=30)
    assert "if-none-match" not in web.asked[2].headers


def test_a_secret_address_is_in_no_message(company: Company, web: WebServer) -> None:
    sources = company.configure(HTTPS)
    company.environment["SHEET"] = f"{web.url.replace('//', '//joe:s3cret@')}/2PACX-s3cret/pub?token=s3cret"
    told = []
    for answer in (
        Says(404),
        Says(503),
        Says(body="<html>", headers={"Content-Type": "text/html"}),
        Says(body="id,name\n"),
        Says(body="id,name,arr\na,Acme,lots\n"),
        Says(302, headers={"Location": "http://files.example/s3cret"}),
    ):
        web.script(answer)
        (report,) = company.sync(sources, "sheet")
        assert report.outcome == "failed"
        told.append(report.reason)
    assert "s3cret" not in str(told)
    assert web.asked[0].headers["authorization"].startswith("Basic ")
    web.script(Says(body=ROWS))
    company.sync(sources, "sheet")
    logged = company.store.reading.execute("SELECT source FROM import").fetchall()
    assert logged
    assert "s3cret" not in str(logged)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Says(body="<html><body>Sign in</body></html>", headers={"Content-Type": "text/html"}), "a page of HTML"),
        (Says(body="\n<!doctype html>\n<p>x", headers={"Content-Type": "text/csv"}), "a page of HTML"),
        (Says(404), "answered 404"),
        (Says(403), "answered 403"),
        (Says(204), "answered 204, and no file"),
        (Says(503, headers={"Retry-After": "7200"}), "answered 503"),
        (Says(body=""), "is empty"),
        (Says(body="id,name\n"), "a header and no rows"),
    ],
)
def test_what_is_no_file_is_an_error_and_nothing_is_gone(
    company: Company, web: WebServer, answer: Says, said: str
) -> None:
    sources = company.configure(HTTPS)
    web.script(Says(body=ROWS), answer)
    company.due(sources)
    company.later(minutes=30)
    (report,) = company.due(sources)
    assert (report.outcome, company.names()) == ("failed", ["Acme", "Beta"])
    assert said in report.reason


def test_a_service_that_asks_to_wait_is_left_alone_for_so_long(company: Company, web: WebServer) -> None:
    sources = company.configure(HTTPS)
    web.script(Says(503, headers={"Retry-After": "7200"}))
    company.due(sources)
    company.later(minutes=119)
    assert company.due(sources) == []
    company.later(minutes=1)
    assert len(company.due(sources)) == 1


@dataclass
class SftpServer:
    """An SFTP server with a folder, in a thread of its own."""

    root: Path
    port: int = 0
    key: str = ""
    meanwhile: Callable[[], object] = lambda: None


@contextmanager
def sftp_server(root: Path) -> Iterator[SftpServer]:
    asyncssh = pytest.importorskip("asyncssh")
    key = asyncssh.generate_private_key("ssh-ed25519")
    made, loop, ready = SftpServer(root), asyncio.new_event_loop(), threading.Event()

    class Login(asyncssh.SSHServer):  # type: ignore[misc, name-defined, unused-ignore]
        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            return (username, password) == ("reader", "s3cret")

    class Files(asyncssh.SFTPServer):  # type: ignore[misc, name-defined, unused-ignore]
        def read(self, file_obj: object, offset: int, size: int) -> bytes:
            made.meanwhile()
            return bytes(super().read(file_obj, offset, size))

    def files(channel: Any) -> Any:
        return Files(channel, chroot=str(root))

    async def serve() -> None:
        server = await asyncssh.listen("127.0.0.1", 0, server_host_keys=[key], server_factory=Login, sftp_factory=files)
        made.port = server.get_port()
        made.key = key.export_public_key().decode()
        ready.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        server.close()
        await server.wait_closed()

    task = loop.create_task(serve())
    thread = threading.Thread(target=loop.run_until_complete, args=(task,))
    thread.start()
    ready.wait(10)
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()
        loop.close()


@pytest.fixture(scope="module")
def sftp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SftpServer]:
    with sftp_server(tmp_path_factory.mktemp("sftp")) as server:
        yield server


def sftp_file(company: Company, server: SftpServer) -> str:
    (company.folder / "known_hosts").write_text(f"[127.0.0.1]:{server.port} {server.key}")
    company.environment["SFTP_PASSWORD"] = "s3cret"
    return f"""[crm]
kind = "accounts"
from = "sftp"
host = "127.0.0.1"
port = {server.port}
user = "reader"
password = "env:SFTP_PASSWORD"
known_hosts = "known_hosts"
files = "/exports/accounts*.csv"
every = "30m"
"""


def put(server: SftpServer, name: str, text: str) -> None:
    import os

    path = server.root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    os.utime(path, (OLD.timestamp(), OLD.timestamp()))


@pytest.mark.processes
def test_files_of_an_sftp_server_are_read_once(company: Company, sftp: SftpServer) -> None:
    put(sftp, "exports/accounts-1.csv", ROWS)
    put(sftp, "exports/.accounts-2.csv", "id,name\nx,Hidden\n")
    put(sftp, "exports/accounts-3.csv.part", "id,name\nx,Unfinished\n")
    sources = company.configure(sftp_file(company, sftp))
    assert [(each.outcome, each.new) for each in company.due(sources)] == [("good", 2)]
    company.later(minutes=30)
    assert [(each.outcome, each.tables) for each in company.due(sources)] == [("good", 0)]
    put(sftp, "exports/accounts-4.csv", "id,name\nc,Ceta\n")
    company.later(minutes=30)
    assert [each.new for each in company.due(sources)] == [1]


@pytest.mark.processes
def test_links_are_followed_and_a_file_that_changes_while_it_is_read_is_left(
    company: Company, sftp: SftpServer
) -> None:
    put(sftp, "linked/old.txt", ROWS)
    for name, target in (("accounts-latest.csv", "old.txt"), ("accounts-lost.csv", "none.txt")):
        (sftp.root / "linked" / name).symlink_to(target)
    sources = company.configure(sftp_file(company, sftp).replace("/exports/", "/linked/"))
    sftp.meanwhile = lambda: put(sftp, "linked/old.txt", f"{ROWS}c,Ceta\n")
    (report,) = company.sync(sources, "crm")
    assert report.reason == "crm: /linked/accounts-latest.csv was changed while it was read: it is read again."
    assert company.names() == []
    sftp.meanwhile = lambda: None
    company.sync(sources, "crm")
    assert company.names() == ["Acme", "Beta", "Ceta"]


@pytest.mark.processes
def test_what_an_sftp_server_does_not_let_be_read_is_an_error(company: Company, sftp: SftpServer) -> None:
    put(sftp, "exports/accounts-1.csv", ROWS)
    asyncssh = pytest.importorskip("asyncssh")
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    good = sftp_file(company, sftp)
    for text, said in (
        (good.replace("/exports/acc", "/exports/none"), "there is no file"),
        (good.replace("/exports/", "/gone/"), "Nothing is taken as gone"),
        (good.replace('user = "reader"', 'user = "nobody"'), "doesn't let nobody in"),
        (good.replace(f"port = {sftp.port}", "port = 9"), "can't be read"),
        (good.replace('known_hosts = "', 'known_hosts = "no_'), "no_known_hosts, which known_hosts names"),
        (f'{good}key = "id"', "id, which key names"),
        (f'{good}key = "known_hosts"', "the key in known_hosts can't be read, or is locked"),
        (good, "isn't the one that is known"),
    ):
        if text == good:
            (company.folder / "known_hosts").write_text(f"[127.0.0.1]:{sftp.port} {other}")
        (report,) = company.sync(company.configure(text), "crm")
        assert report.outcome == "failed"
        assert said in report.reason
        assert "s3cret" not in report.reason


@cases(
    ("path", "pattern", "named"),
    [
        ("daily/accounts-1.csv", "daily/accounts*.csv", True),
        ("daily/archive/accounts-1.csv", "daily/*.csv", False),
        ("daily/archive/accounts-1.csv", "daily/*/accounts*.csv", True),
        ("daily/archive/2025/accounts-1.csv", "daily/**/accounts*.csv", True),
        ("daily/accounts-1.csv", "daily/**/accounts*.csv", True),
        ("accounts-1.csv", "**/*.csv", True),
        ("daily/Accounts.csv", "daily/accounts.csv", False),
        ("daily", "daily/*", False),
    ],
)
def test_a_pattern_stays_within_its_folder(path: str, pattern: str, named: object) -> None:
    """Else an archive below would be read again, and what was last month would be what is."""
    assert is_named(path, pattern) is named


S3 = """[crm]
kind = "accounts"
from = "s3"
bucket = "exports"
files = "daily/accounts*.csv"
region = "us-east-1"
endpoint = "{endpoint}"
access_key = "env:KEY"
secret_key = "env:SECRET"
every = "30m"
"""


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3: str, company: Company) -> Iterator[Any]:
    boto3 = pytest.importorskip("boto3")
    company.environment |= {"KEY": "key", "SECRET": "s3cret"}
    client = boto3.client(
        "s3", endpoint_url=s3, region_name="us-east-1", aws_access_key_id="key", aws_secret_access_key="s3cret"
    )
    client.create_bucket(Bucket="exports")
    yield client
    for each in client.list_objects_v2(Bucket="exports").get("Contents", ()):
        client.delete_object(Bucket="exports", Key=each["Key"])
    client.delete_bucket(Bucket="exports")
    client.close()


@pytest.mark.processes
def test_objects_of_s3_are_read_once_and_again_when_they_are_replaced(company: Company, bucket: Any, s3: str) -> None:
    sources = company.configure(S3.format(endpoint=s3))
    bucket.put_object(Bucket="exports", Key="daily/accounts-1.csv", Body=ROWS.encode())
    bucket.put_object(Bucket="exports", Key="other/accounts-1.csv", Body=b"id,name\nx,Elsewhere\n")
    reports = company.due(sources)
    company.later(minutes=30)
    reports += company.due(sources)
    bucket.put_object(Bucket="exports", Key="daily/accounts-1.csv", Body=f"{ROWS}c,Ceta\n".encode())
    company.later(minutes=30)
    reports += company.due(sources)
    assert [(each.outcome, each.tables, each.new) for each in reports] == [
        ("good", 1, 2),
        ("good", 0, 0),
        ("good", 1, 1),
    ]


@pytest.mark.processes
def test_a_bucket_that_is_not_there_or_has_no_file_is_an_error(company: Company, bucket: Any, s3: str) -> None:
    for text, said in (
        (S3.format(endpoint=s3), "there is no file daily/accounts*.csv in the bucket exports"),
        (S3.format(endpoint=s3).replace('bucket = "exports"', 'bucket = "nowhere"'), "isn't there"),
        (S3.format(endpoint="http://127.0.0.1:9"), "can't be read"),
    ):
        (report,) = company.sync(company.configure(text), "crm")
        assert report.outcome == "failed"
        assert said in report.reason
