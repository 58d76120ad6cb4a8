"""`cs sources add` of a service: what it can't be read without is asked for, and only kinds that it has are offered."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.terminal.source_questions import add_source
from sources import load_sources
from sources.readers import READERS

ANSWERS = {
    "stripe": ["subscriptions", "stripe", "env:STRIPE_KEY", "domain"],
    "zendesk": ["tickets", "zendesk", "env:ZENDESK_SECRET", "https://acme.zendesk.com", "cs_bot", ""],
    "intercom": ["tickets", "intercom", "env:INTERCOM_TOKEN"],
    "hubspot": ["accounts", "hubspot", "env:HUBSPOT_TOKEN"],
    "salesforce": ["accounts", "salesforce", "env:SALESFORCE_SECRET", "https://acme.my.salesforce.com", "app", "", ""],
}


def add(path: Path, *answers: str) -> click.testing.Result:
    @click.command
    def command() -> None:
        add_source(path)

    return CliRunner().invoke(command, input="\n".join((*answers, "")))


@pytest.mark.parametrize("name", ANSWERS)
def test_a_service_is_written_with_its_key(tmp_path: Path, name: str) -> None:
    path = tmp_path / "sources.toml"
    result = add(path, "service", *ANSWERS[name], "1h")
    assert result.exit_code == 0, result.output
    (source,) = load_sources(path)
    assert isinstance(source, READERS[name])
    assert ANSWERS[name][0] == source.kind
    assert f'key = "env:{name.upper()}' in path.read_text()


def test_only_places_that_have_a_kind_are_offered(tmp_path: Path) -> None:
    result = add(tmp_path / "sources.toml", "use", "usage", "stripe")
    assert "(database, folder, https, s3, sftp)" in result.output
    assert "'stripe' is not one of" in result.output
