"""Settings out of the environment."""

import pytest
from pydantic import ValidationError

from bot.environment import EnvironmentSettings


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
