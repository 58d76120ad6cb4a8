"""What a new process doesn't import for an answer about accounts: whoever asks in the terminal waits for all of it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, timedelta

import pytest

TODAY = date.today()  # noqa: DTZ011  the program's own day
LATE = {"glossary.search.by_description", "importlib.metadata", "pydantic", "sqlite_utils", "store.server_url"}
"""What no answer about accounts needs."""
NOT_FOR = {
    "health red": {
        "rapidfuzz",
        "glossary.search.kept_spellings",
        "accounts.account_card",
        "accounts.renewals.upcoming",
        "accounts.names.account_search",
        "shutil",
    },
    "account Company 2": {"accounts.renewals.upcoming", "accounts.health.health_list", "shutil"},
    "renewals 30": {
        "rapidfuzz",
        "glossary.search.kept_spellings",
        "accounts.account_card",
        "accounts.names.account_search",
        "shutil",
    },
}
"""What each does without besides."""


def run(code: str, words: list[str], environment: Mapping[str, str]) -> list[str]:
    """The lines that the program prints, and then those of some code that runs behind it in the same process."""
    program = f"import sys; from bot.terminal.main import main; code = main(); {code or 0}; sys.exit(code)"
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The environment with a store of customers that renew within a month; some use the product no longer."""
    folder = tmp_path_factory.mktemp("company")
    environment = {**os.environ, "CS_DATABASE": str(folder / "accounts.db")}
    day = [(TODAY - timedelta(days=back)).isoformat() for back in range(200)]
    renewal = (TODAY + timedelta(days=20)).isoformat()
    files = {
        "accounts": ["id,name,arr,currency,renews_on", *(f"A{n},Company {n},5000,USD,{renewal}" for n in range(12))],
        "touchpoints": ["account,date", *(f"A{n},{day[n * 15]}" for n in range(12))],
        "usage": ["account,date,events", *(f"A{n},{day[back + n * 9]},9" for n in range(12) for back in range(60))],
    }
    for kind, lines in files.items():
        path = folder / f"{kind}.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        run("", ["import", kind, str(path)], environment)
    run("", ["health", "score"], environment)
    return environment


@pytest.mark.parametrize(("asked", "others"), NOT_FOR.items())
def test_an_answer_about_accounts_imports_nothing_that_it_does_without(
    asked: str, others: set[str], company: Mapping[str, str]
) -> None:
    run("", asked.split(), company)  # the first one brings the store up to date
    *said, imported = run("print(*sys.modules)", asked.split(), company)
    assert "Company" in "".join(said)
    assert not (LATE | others) & {*imported.split()}
