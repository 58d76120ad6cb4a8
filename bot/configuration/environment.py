"""Settings out of the environment: each field of a model is read from the variable of its name."""

import os
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class EnvironmentSettings(BaseModel):
    """Settings whose values are those given, else those of the environment; a blank variable counts as not set.

    Else the same as pydantic-settings would read, which takes longer to import than an answer to give.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, validate_default=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _with_environment(cls, given: dict[str, Any]) -> dict[str, Any]:
        variables = {name.lower(): value for name, value in os.environ.items() if value.strip()}
        return {name: variables[name] for name in cls.model_fields if name in variables} | given
