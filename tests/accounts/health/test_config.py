"""The file of weights, bands and thresholds: what is sound, and how each fault is named."""

from importlib.resources import files
from pathlib import Path

import pytest

from accounts import HealthConfigError
from accounts.health import check_config, load_config, retired_settings
from tests.cases import cases

SHIPPED = (files("accounts.health") / "health.toml").read_text(encoding="utf-8")


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_file_is_sound() -> None:
    assert check_config() == []


def test_a_copy_of_the_shipped_file_is_sound(tmp_path: Path) -> None:
    assert load_config(written(tmp_path, SHIPPED)) == load_config()


def test_the_days_of_grace_are_one_number_for_all_accounts(tmp_path: Path) -> None:
    path = tmp_path / "health.toml"
    path.write_text("[arr]\ngrace_days = 30\n")
    assert load_config(path).grace_days == 30
    assert load_config().grace_days == 90
    for text, fault in (
        ("[arr]\ngrace_days = 400\n", "arr.grace_days is 400: it must be 365 or less."),
        ("[arr]\ngrace_days = 1.5\n", "arr.grace_days is 1.5: it must be a whole number."),
        ("[arr]\ndays = 3\n", "arr.days is not known"),
        ("[[override]]\nsegments = ['SMB']\narr = { grace_days = 3 }\n", "override 1.arr is not known"),
    ):
        path.write_text(text)
        assert fault in check_config(path)[0]


def test_a_file_says_only_what_is_other(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, "[pulse]\nfades_after = 30\n[weights]\nusage = 40\npulse = 20\n"))
    rules = config.rules_for("", None)
    assert (rules.pulse.fades_after, rules.weights, rules.interactions.zero_after) == (30, (40, 15, 15, 20, 10), 90)


def test_every_score_has_a_band_and_the_edges_are_where_the_file_says() -> None:
    rules = load_config().rules_for("", None)
    edges = {score: rules.band(score) for score in (0, 39, 40, 69, 70, 100)}
    assert edges == {0: "red", 39: "red", 40: "yellow", 69: "yellow", 70: "green", 100: "green"}
    assert len(rules.bands) == 101
    assert rules.band(None) == "unknown"


@cases(
    ("segment", "age", "zero_after"),
    [("", None, 90), ("", 89, 30), ("", 90, 90), ("smb", 400, 180), ("SMB", None, 180), ("Enterprise", 5, 30)],
)
def test_thresholds_differ_by_segment_and_age(segment: str, age: int | None, zero_after: int) -> None:
    assert load_config().rules_for(segment, age).interactions.zero_after == zero_after


def test_an_account_that_is_in_two_overrides_gets_both(tmp_path: Path) -> None:
    text = (
        '[[override]]\nsegments = ["Gold"]\npulse = { fades_after = 10 }\ninteractions = { full_within = 5 }\n'
        "[[override]]\nfrom_age = 365\ninteractions = { full_within = 7 }\n"
    )
    rules = load_config(written(tmp_path, text)).rules_for("gold", 365)
    assert (rules.pulse.fades_after, rules.interactions.full_within) == (10, 7)


def test_bands_may_differ_too(tmp_path: Path) -> None:
    text = '[[override]]\nsegments = ["Gold"]\nbands = { red = [0, 59], yellow = [60, 79], green = [80, 100] }\n'
    config = load_config(written(tmp_path, text))
    assert [config.rules_for(segment, None).band(70) for segment in ("Gold", "Iron")] == ["yellow", "green"]


FAULTS = [
    ("[weights]\nusage = 40", "weights must add to 100, but usage 40 + interactions 15 + satisfaction 15 + pulse 10 + "
     "contract 10 = 90. For example: [weights] usage = 50, "),
    ("[weights]\nusage = 35.0", "weights.usage is 35.0: it must be a whole number. For example: usage = 50"),
    ("[weights]\nusage = -5", "weights.usage is -5: it must be 0 or more. For example: usage = 50"),
    ("[weights]\nusage = 135", "weights.usage is 135: it must be 100 or less. For example: usage = 50"),
    ("[weights]\nuse = 5", "weights.use is not known; usage is."),
    ("[wieghts]\nusage = 5", "wieghts is not known; weights is."),
    ("weights = 3", "weights is 3: it must be a table. For example: [weights] usage = 50, "),
    ("[bands]\nyellow = [45, 69]", "bands 40 to 44 are in no band. For example: [bands] red = [0, 39], "),
    ("[bands]\nyellow = [41, 69]", "bands 40 is in no band."),
    ("[bands]\nyellow = [35, 69]", "bands 35 to 39 are in red and yellow."),
    ("[bands]\ngreen = [70, 99]", "bands 100 is in no band."),
    ("[bands]\nyellow = [69, 40]", "bands yellow begins at 69, after its end at 40; 40 to 69 are in no band."),
    ("[bands]\nred = [70, 100]\ngreen = [0, 39]", "bands must rise from red over yellow to green"),
    ("[bands]\nyellow = [40.5, 69]", "bands.yellow is 40.5: it must be a whole number. For example: yellow = [40, 69]"),
    ("[bands]\nyellow = [40]", "bands.yellow is "),
    ("[bands]\ngreen = [70, 101]", "bands.green is 101: it must be 100 or less."),
    ("[interactions]\nfull_within = 'soon'", 'interactions.full_within is "soon": it must be a whole number.'),
    ("[interactions]\nfull_within = true", "interactions.full_within is true: it must be a whole number."),
    ("[interactions]\nfull_within = 90", "interactions has full_within = 90, which must be less than zero_after = 90."),
    ("[usage]\nseats_full = 5", "usage has seats_zero = 10, which must be less than seats_full = 5."),
    ("[satisfaction]\nsurveys_count = 0", "satisfaction must let surveys_count, tickets_count and ratings_count be 1"),
    ("[[override]]\npulse = { fades_after = 5 }", "override 1 must say for whom: segments, younger_than or from_age."),
    ("[[override]]\nyounger_than = 5", "override 1 must change something."),
    ("[[override]]\nyounger = 5", "override 1.younger is not known; younger_than is."),
    ("[[override]]\nname = 'New'\nyounger_than = 5\npulse = { fades_aftr = 5 }",
     "New: pulse.fades_aftr is not known; fades_after is."),
    ("[[override]]\nname = 'New'\nyounger_than = 5\nweights = { usage = 5 }",
     "New: weights must add to 100, but usage 5"),
    ("[[override]]\nname = 'A'\nyounger_than = 5\ninteractions = { full_within = 80 }\n"
     "[[override]]\nname = 'B'\nsegments = ['Gold']\ninteractions = { zero_after = 60 }",
     "A with B: interactions has full_within = 80, which must be less than zero_after = 60."),
    ("[weights",
     "expected ']' at the end of a table declaration (at end of document). A line looks like this: usage = 50"),
]  # fmt: skip


@cases(("text", "fault"), FAULTS)
def test_each_fault_is_named_with_its_place_and_an_example(tmp_path: Path, text: str, fault: str) -> None:
    path = written(tmp_path, text)
    assert any(line.startswith(f"mine.toml: {fault}") for line in check_config(path)), check_config(path)
    with pytest.raises(HealthConfigError):
        load_config(path)


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    assert len(check_config(written(tmp_path, "[weights]\nusage = 40\n[pulse]\nfades_after = -1\n[puls]\n"))) == 3


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00\x01"])
def test_a_file_that_cannot_be_read_says_so(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "mine.toml"
    if content:
        path.write_bytes(content)
    (line,) = check_config(path)
    assert line.startswith(f"{path} can't be read: ")
    assert "CS_HEALTH" in line


def test_settings_that_no_longer_count_are_passed_over_and_named(tmp_path: Path) -> None:
    path = written(
        tmp_path, "[usage]\ntrend_zero = 40\n[[override]]\nsegments = ['SMB']\nusage = { few_days = 3, fall = 10 }\n"
    )
    assert check_config(path) == []
    assert retired_settings(path) == ["usage.few_days", "usage.trend_zero"]
    assert load_config(path).rules_for("smb", None).usage.fall == 10
