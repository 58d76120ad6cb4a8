"""The base of all answers, a question, a mistake, and help. None of them knows how it is rendered."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple

from metrics.answers import wording
from metrics.registry import Metric

Kind = Literal["metric", "choices", "error", "help"]


class Choice(NamedTuple):
    """Something to ask next: what it says, the text that asks it, and the value that it gives."""

    label: str
    request: str
    value: str = ""

    @property
    def data(self) -> dict[str, str]:
        """The choice in JSON."""
        return {"reading": self.label, "request": self.request, "value": self.value}


class Answer(ABC):
    """The base of the answers. `data` is the object of the JSON contract, `title` a heading, `text` a paragraph."""

    kind: ClassVar[Kind]
    metric: Metric | None

    @property
    @abstractmethod
    def data(self) -> dict[str, Any]:
        """The object of the JSON contract."""

    @property
    def title(self) -> str:
        """A heading."""
        return self.metric.name if self.metric else "Metrics"

    @property
    @abstractmethod
    def text(self) -> str:
        """The answer in one paragraph."""


@dataclass(frozen=True, eq=False)
class Question(Answer):
    """The request can be read in several ways: which one is meant?"""

    kind = "choices"
    metric: Metric
    query: str
    question: str
    choices: tuple[Choice, ...]

    @property
    def text(self) -> str:
        """The question."""
        return self.question

    @property
    def data(self) -> dict[str, Any]:
        """The object of the JSON contract."""
        return {
            "kind": self.kind,
            "query": self.query,
            "metric": self.metric.id,
            "message": self.question,
            "suggestions": [
                {
                    "id": choice.request,
                    "name": choice.label,
                    "score": 100,
                    "request": choice.request,
                    "value": choice.value,
                }
                for choice in self.choices
            ],
        }


@dataclass(frozen=True, eq=False)
class UsageError(Answer):
    """The request can't be answered as it stands: what is wrong, with which argument, and one that works.

    `usages` has a line for each form that may be meant.
    """

    kind = "error"
    metric: Metric | None
    message: str
    argument: str = ""
    usages: tuple[str, ...] = ()
    example: str = ""
    choices: tuple[Choice, ...] = ()

    @property
    def usage(self) -> str:
        """All usages on one line."""
        return " or ".join(self.usages)

    @property
    def text(self) -> str:
        """What is wrong."""
        return self.message

    @property
    def data(self) -> dict[str, Any]:
        """The object of the JSON contract."""
        return {
            "kind": self.kind,
            "metric": self.metric.id if self.metric else None,
            "message": self.message,
            "argument": self.argument,
            "usage": self.usage,
            "example": self.example,
            "suggestions": [choice.data for choice in self.choices],
        }


@dataclass(frozen=True, eq=False)
class Help(Answer):
    """A metric that was named without arguments: its definition, its usage, and its fields for a form."""

    kind = "help"
    metric: Metric

    @property
    def text(self) -> str:
        """The definition."""
        return self.metric.definition

    @property
    def term(self) -> str:
        """The id of the glossary's term."""
        return self.metric.term

    @property
    def data(self) -> dict[str, Any]:
        """The object of the JSON contract."""
        return {
            "kind": self.kind,
            "metric": self.metric.id,
            "name": self.metric.name,
            "term": self.metric.term,
            "topic": self.metric.topic,
            "definition": self.metric.definition,
            "unit": self.metric.unit,
            "formula": wording.formula(self.metric.forms[0]),
            "usage": self.metric.usage,
            "example": self.metric.example,
            "fields": [spec.data for spec in self.metric.forms[0].fields],
            "forms": [
                {
                    "form": form.name,
                    "usage": form.usage,
                    "example": form.request,
                    "fields": [f.data for f in form.fields],
                }
                for form in self.metric.forms
            ],
        }
