"""What an import says of its options is said in settings, where a source is what was read."""

import re
from pathlib import Path

from sources.setting_words import in_settings
from tests.cases import cases
from tests.sources.company import Company

ACCOUNTS = Path(__file__).parents[2] / "accounts"


@cases(
    ("said", "becomes"),
    [
        ("Say --dates day-first or --dates month-first.", 'Say dates = "day-first" or dates = "month-first".'),
        ("is 1.20 to others: say --decimals point", 'is 1.20 to others: say decimals = "point"'),
        ("are in USD (--currency).", "are in USD (currency)."),
        ('If it isn\'t: --map "Net ARR=-"', 'If it isn\'t: columns = { "Net ARR" = "-" }'),
        ('Leave one out: --map "Name="', 'Leave one out: columns = { "Name" = "-" }'),
        (
            "if it is for the whole contract, --map it to term_amount",
            "if it is for the whole contract, say in columns that it",
        ),
        ('--map-value status "Legal hold=cancelled"', 'values = { status = { "Legal hold" = "cancelled" } }'),
        ("If that is so: --accept kind", 'If that is so: accept = ["kind"]'),
        ("it is of another source, --source NAME keeps", 'it is of another source, tool = "NAME" keeps'),
        ("or --source - for one without a name.", 'or tool = "-" for one without a name.'),
        ("add --survey nps, --survey csat or ces.", 'add survey = "nps", survey = "csat" or ces.'),
        ("choose one with --header-row 3", "choose one with header_row = 3"),
        ("It looks like accounts. Use cs import accounts, or say", 'It looks like accounts. Use kind = "accounts", or'),
        ("or say how dates are written with --dates", "or say how dates are written with dates"),
        ('cs import alias "Northwind" = "n.example"', 'cs import alias "Northwind" = "n.example"'),
    ],
)
def test_an_option_is_said_as_a_setting(said: str, becomes: str) -> None:
    assert in_settings(said).startswith(becomes)


def test_no_option_that_an_import_speaks_of_is_left() -> None:
    options = {
        found
        for path in ACCOUNTS.rglob("*.py")
        for found in re.findall(r"(?<![\w-])--[a-z][a-z-]+", path.read_text(encoding="utf-8"))
    } - {"--yes", "--force"}
    assert {option for option in options if in_settings(f"x {option} x") == f"x {option} x"} <= {
        "--from",
        "--query",
        "--rejects",
    }


def test_what_a_source_ends_with_names_settings(company: Company) -> None:
    company.write("a.csv", "id,name,renews on", "a,Acme,03/04/2026")
    company.write("u.csv", "account,date,active users", "a,2026-06-01,3")
    sources = company.configure(
        '[crm]\nkind = "accounts"\nfrom = "folder"\nfiles = "a.csv"\nevery = "1h"\n'
        '[use]\nkind = "usage"\nfrom = "folder"\nfiles = "u.csv"\nevery = "1h"\nneeds = ["crm"]\n'
    )
    reports = company.sync(sources)
    assert 'dates = "day-first" or dates = "month-first"' in reports[0].reason
    assert "Read those first: cs sync crm" in reports[1].reason
