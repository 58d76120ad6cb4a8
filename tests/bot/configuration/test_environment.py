"""Settings out of the environment."""

import pytest
from pydantic import ValidationError

from bot.configuration.environment import EnvironmentSettings
from bot.configuration.plain_settings import FaultySettingsError, PlainSettings, choice, matching, setting, whole_number


class Example(EnvironmentSettings):
    """Settings to try."""

    cs_example: int = 3
    cs_other: str = ""


@pytest.mark.parametrize(
    ("variables", "given", "expected"),
    [
        ({}, {}, Example.model_construct()),
        ({"CS_EXAMPLE": "4"}, {}, Example.model_construct(cs_example=4)),
        ({"cs_example": "4"}, {}, Example.model_construct(cs_example=4)),
        ({"CS_EXAMPLE": ""}, {}, Example.model_construct()),
        ({"CS_EXAMPLE": " "}, {}, Example.model_construct()),
        (
            {"CS_EXAMPLE": "4", "CS_OTHER": "it"},
            {"cs_example": 5},
            Example.model_construct(cs_example=5, cs_other="it"),
        ),
        ({"CS_FOREIGN": "4"}, {"foreign": 1}, Example.model_construct()),
    ],
)
def test_a_value_is_what_is_given_else_what_the_environment_says(
    variables: dict[str, str], given: dict[str, int], expected: Example, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert Example.model_validate(given) == expected


def test_what_is_wrong_is_named_by_its_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CS_EXAMPLE", "many")
    with pytest.raises(ValidationError) as raised:
        Example()
    assert [error["loc"] for error in raised.value.errors()] == [("cs_example",)]


class Plain(PlainSettings):
    """Settings that are read without pydantic."""

    cs_example: int | None = setting(whole_number(0, 70), default=None)
    cs_other: str = setting(matching("[a-z]*"), default="")
    cs_log: str = setting(choice("text", "json"), default_factory=lambda: "text")


@pytest.mark.parametrize(
    ("variables", "given", "expected"),
    [
        ({}, {}, (None, "", "text")),
        ({"CS_EXAMPLE": "4", "CS_LOG": "json"}, {}, (4, "", "json")),
        ({"cs_example": " +1_0.0 "}, {}, (10, "", "text")),
        ({"CS_EXAMPLE": " ", "CS_OTHER": ""}, {}, (None, "", "text")),
        ({"CS_EXAMPLE": "4", "CS_OTHER": "it"}, {"cs_example": 5, "cs_other": ""}, (5, "", "text")),
        ({"CS_EXAMPLE": "4", "CS_FOREIGN": "4"}, {"cs_example": None, "foreign": 1}, (None, "", "text")),
    ],
)
def test_plain_settings_are_what_is_given_else_what_the_environment_says(
    variables: dict[str, str],
    given: dict[str, object],
    expected: tuple[object, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    settings = Plain(**given)  # type: ignore[arg-type]
    assert (settings.cs_example, settings.cs_other, settings.cs_log) == expected
    with pytest.raises(AttributeError):
        settings.cs_other = "x"  # type: ignore[misc]


def test_every_plain_setting_that_is_wrong_is_named() -> None:
    with pytest.raises(FaultySettingsError) as raised:
        Plain(cs_example="٣", cs_other="a\n", cs_log="Text")  # type: ignore[arg-type]
    assert [name for name, _ in raised.value.faults] == ["cs_example", "cs_other", "cs_log"]
    for wrong in ("1.5", "-1", "71", "", "x", "1__0"):
        with pytest.raises(FaultySettingsError, match="cs_example"):
            Plain(cs_example=wrong)  # type: ignore[arg-type]
