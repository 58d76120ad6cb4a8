"""`cs health score`, `check`, `backtest` and `fit`, as they are typed; `cs health red` stays a question."""

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from accounts.account_health import Health
from accounts.health import Backtest, Fitted
from bot.accounts.backtest import backtest_reply, fit_reply
from bot.accounts.formatting import to_json
from bot.terminal.main import main
from tests.accounts.health.conftest import BY_HAND

Output = pytest.CaptureFixture[str]
TODAY = date.today()  # noqa: DTZ011  the program's own day


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "accounts.db"
    monkeypatch.setenv("CS_DATABASE", str(path))
    monkeypatch.setenv("CS_HEALTH", str(BY_HAND))
    return path


def day(back: int) -> date:
    return TODAY - timedelta(days=back)


@pytest.fixture
def company(tmp_path: Path, capsys: Output) -> None:
    """Twelve customers that left, of whom nothing was heard before, and twelve that are talked to every week."""
    accounts, touchpoints = ["id,name,churned_on"], ["account,date"]
    for place in range(24):
        left = place % 2
        accounts.append(f"A-{place},Company {place},{day(100) if left else ''}")
        backs = [240] if left else range(0, 240, 7)
        touchpoints += [f"A-{place},{day(back)}" for back in backs]
    for kind, lines in (("accounts", accounts), ("touchpoints", touchpoints)):
        (tmp_path / f"{kind}.csv").write_text("\n".join(lines), encoding="utf-8")
        assert main(["import", kind, str(tmp_path / f"{kind}.csv")]) == 0
    capsys.readouterr()


def test_scoring_says_how_many_and_for_which_day(company: None, capsys: Output) -> None:
    assert main(["health", "score"]) == 0
    assert capsys.readouterr().out == f"12 accounts scored for {TODAY}, the first day that is scored.\n"
    assert main(["health", "score", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"on": str(TODAY), "accounts": 12, "changed": 12}


def test_scores_are_compared_with_those_of_a_day_before_that_were_made_in_the_same_way(
    company: None, capsys: Output, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert main(["health", "score", "--date", str(day(2))]) == 0
    assert main(["health", "score", "--date", str(day(1))]) == 0
    assert capsys.readouterr().out.endswith("; 0 scores differ from the day before.\n")
    (tmp_path / "mine.toml").write_text("[interactions]\nfull_within = 5\n")
    monkeypatch.setenv("CS_HEALTH", str(tmp_path / "mine.toml"))
    assert main(["health", "score", "--date", str(day(0))]) == 0
    assert capsys.readouterr().out.endswith(", in another way than before, so nothing is compared.\n")


def test_a_day_that_is_still_to_come_is_a_usage_error(company: None, capsys: Output) -> None:
    """A mistyped year was scored, and no day until then could be."""
    assert main(["health", "score", "--date", str(day(-1))]) == 2
    assert f"{day(-1)} is still to come" in capsys.readouterr().err
    assert main(["health", "score"]) == 0


def test_a_day_before_the_last_one_is_a_usage_error(company: None, capsys: Output) -> None:
    assert main(["health", "score"]) == 0
    assert main(["health", "score", "--date", str(day(3))]) == 2
    assert f"{TODAY} was scored already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "shown", "more"),
    [
        (["health", "green"], "12 green", []),
        (["portfolio"], "12", ["numpy"]),
        (["renewals", "30"], "renewal", ["metrics"]),
    ],
)
def test_an_answer_from_a_store_that_is_up_to_date_imports_nothing_that_works_it_out(
    company: None, words: list[str], shown: str, more: list[str]
) -> None:
    late = {
        "accounts.health.scoring",
        "accounts.derived.current_state",
        "numpy.ma",
        "statistics",
        "sqlite_utils",
        *more,
    }
    code = f"""
import sys
from bot.terminal.main import main
main({words})
print(sorted({late} & {{*sys.modules}}))
"""
    main(words)  # the first one brings it up to date
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_list_by_health_is_still_asked_for(company: None, capsys: Output) -> None:
    assert main(["health", "green"]) == 0
    assert "12 green accounts" in capsys.readouterr().out


def test_scores_of_some_accounts_are_asked_for_and_no_extra_argument(company: None, capsys: Output) -> None:
    assert main(["health", "score", "green"]) == 0
    assert "12 green accounts" in capsys.readouterr().out


def test_a_back_test_says_how_well_and_draws_it(company: None, capsys: Output, tmp_path: Path) -> None:
    plot = tmp_path / "plot.png"
    assert main(["health", "backtest", "--days", "60", "--plot", str(plot)]) == 0
    out, err = capsys.readouterr()
    said = " ".join(out.split())
    assert "Within 60 days: AUC 1.00 (95% interval 1.00 to 1.00)" in said
    # Those that left 100 days ago are looked at 120 and 150 days ago as such.
    assert "24 times an account left within 60 days" in said
    assert "What has no date was left out: payment" in said
    assert plot.read_bytes().startswith(b"\x89PNG")
    assert "AUC 1" in err


def test_a_back_test_is_data_too(company: None, capsys: Output) -> None:
    assert main(["health", "backtest", "--days", "60,100", "--json"]) == 0
    results = json.loads(capsys.readouterr().out)["results"]
    assert [(each["days"], each["left"], each["auc"]) for each in results] == [(60, 24, "1.0000"), (100, 36, "1.0000")]


def test_on_too_few_it_gives_no_figure(tmp_path: Path, capsys: Output) -> None:
    (tmp_path / "accounts.csv").write_text("id,name\nA-1,Acme\n", encoding="utf-8")
    assert main(["import", "accounts", str(tmp_path / "accounts.csv")]) == 0
    assert main(["health", "backtest"]) == 1
    assert "too few to tell" in capsys.readouterr().out
    assert main(["health", "backtest", "--plot", str(tmp_path / "plot.png")]) == 1
    assert not (tmp_path / "plot.png").exists()


def test_few_is_said_of_accounts_and_not_of_how_often_they_were_looked_at() -> None:
    (row,) = backtest_reply([Backtest(60, 15, 5, 700, 0, None, {}, {}, {}, 18)]).rows
    assert row.text == "too few to tell. From 10 accounts that left and 10 that stayed on, a figure means something."
    assert "15 times an account left within 60 days after it (5 accounts in all), 700 times it stayed" in row.detail


def test_what_parts_make_travels_as_scores_do() -> None:
    held = Health(39, "red", 100, TODAY, None, None, (), (), held_from=72, since_last_scored=-5)
    assert (to_json(held)["held_from"], to_json(held)["since_last_scored"]) == ("72", "-5")


def test_where_too_few_left_nothing_is_said_to_be_learned() -> None:
    said = fit_reply(Fitted(None, None, None, {}, (0, 5), (40, 38), TODAY), "health.toml", "").paragraphs
    assert said[0] == f"Within 90 days left 0 accounts of 40 until {TODAY}, and 5 of 38 since then."
    assert said[1].startswith("Too few left to learn from")


@pytest.mark.parametrize("days", ["soon", "0", "-5", "30,", "99999"])
def test_days_that_are_none_are_a_usage_error(company: None, capsys: Output, days: str) -> None:
    assert main(["health", "backtest", "--days", days]) == 2
    assert "--days 30,60,90" in capsys.readouterr().err


def test_before_the_first_import_it_says_how_to_begin(capsys: Output) -> None:
    assert main(["health", "score"]) == 1
    assert "cs import accounts" in capsys.readouterr().err


def test_the_shipped_file_is_printed_to_begin_with(tmp_path: Path, capsys: Output) -> None:
    assert main(["health", "check", "--print"]) == 0
    path = tmp_path / "mine.toml"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["health", "check", str(path)]) == 0


def test_a_file_of_weights_is_checked(tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["health", "check"]) == 0
    assert "nothing wrong" in capsys.readouterr().out
    monkeypatch.delenv("CS_HEALTH")
    path = tmp_path / "mine.toml"
    path.write_text("[weights]\nusage = 40\n", encoding="utf-8")
    assert main(["health", "check", str(path)]) == 1
    assert "mine.toml: weights must add to 100" in capsys.readouterr().err
    monkeypatch.setenv("CS_HEALTH", str(path))
    assert main(["health", "check"]) == 1
