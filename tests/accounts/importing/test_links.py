"""Links to an account's page in the CRM: by https alone, checked, and shown where the account is."""

import io
import json
from datetime import date

import pytest

from accounts.health import list_by_health
from accounts.values.conventions import CellError
from accounts.values.web_addresses import web_address
from bot.accounts.health import health_row
from bot.commands import respond
from bot.context import Context
from bot.render.mrkdwn import bold_link
from bot.render.slack import message
from bot.render.terminal import print_reply
from bot.reply import Fact, Reply
from glossary import load
from tests.accounts.importing.conftest import NOW, Company
from tests.bot.digests.mornings import OpenBook
from tests.cases import cases


@cases(
    ("cell", "address"),
    [
        ("https://crm.example/a/57", "https://crm.example/a/57"),
        ("https://Ours.Lightning.Force.com/lightning/r/Account/001/view?x=1&y=2", None),
        ("https://crm.example:8443/a#top", "https://crm.example:8443/a#top"),
        ("https://crm.example/a|b>c", "https://crm.example/a%7Cb%3Ec"),
        ("https://münchen.example/a", "https://xn--mnchen-3ya.example/a"),
        ("", None),
        ("n/a", None),
    ],
)
def test_a_link_is_kept_as_browsers_write_it(cell: str, address: str | None) -> None:
    if "Force" in cell:
        address = "https://ours.lightning.force.com/lightning/r/Account/001/view?x=1&y=2"
    assert web_address(cell) == address


@cases(
    "cell",
    [
        "http://crm.example/a",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://me:secret@crm.example/a",
        "https://crm.example@evil.example/",
        "https://",
        "https:///a",
        "crm.example/a",
        "https://crm.example/a b",
        "https://crm.example\\@evil.example/a",
        "https://crm.example:99999/a",
        "https://local/a",
        "https://[::1/a",
        "https://crm.example/" + "a" * 600,
    ],
)
def test_what_is_no_safe_link_is_refused(cell: str) -> None:
    with pytest.raises(CellError):
        web_address(cell)


@pytest.mark.parametrize("header", ["Account URL", "HubSpot URL", "Salesforce link", "crm_url"])
def test_a_column_of_links_is_known_by_its_header_and_bad_ones_are_refused_by_line(
    company: Company, header: str
) -> None:
    outcome = company.bring(
        "accounts",
        f"id,name,{header}\n1,Acme,https://crm.example/1\n2,Evil,javascript:alert(1)\n3,Third,https://crm.example/3\n",
        accept=("rejects",),
    )
    assert [(each.line, each.column) for each in outcome.rejects] == [(3, header)]


def test_the_link_is_in_lists_on_the_card_and_in_json(company: Company) -> None:
    company.bring("accounts", "id,name,Account URL,Website\n1,Acme & <b>,https://crm.example/1?a=1&b=2,acme.example\n")
    (row,) = list_by_health(company.store).rows
    assert (row.crm_url, health_row(row, date(2026, 6, 15)).url) == (("https://crm.example/1?a=1&b=2",) * 2)
    context = Context(load(), OpenBook(company.store), now=NOW)
    listed = respond("health", context)[1]
    assert "*<https://crm.example/1?a=1&amp;b=2|Acme &amp; &lt;b&gt;>*" in json.dumps(
        message(listed), ensure_ascii=False
    )
    assert listed.data["rows"][0]["crm_url"] == "https://crm.example/1?a=1&b=2"
    card = respond("account acme", context)[1]
    assert card.data["account"]["crm_url"] == "https://crm.example/1?a=1&b=2"
    assert "<https://crm.example/1?a=1&amp;b=2|crm.example/1?a=1&amp;b=2>" in json.dumps(message(card))


def test_a_long_link_stays_in_one_piece_in_a_terminal() -> None:
    url = f"https://crm.example/{'a-long-path/' * 12}end"
    out = io.StringIO()
    print_reply(Reply(title="Acme", data={}, facts=(Fact("CRM", url, link=True),)), out)
    assert f"CRM: {url}" in out.getvalue()


def test_only_an_address_of_the_web_becomes_a_link() -> None:
    assert bold_link("javascript:x", "Acme") == "*Acme*"
    assert not bold_link("https://crm.example", " ")
