"""The arguments of a metric, declared as the annotated attributes of a class."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from inspect import get_annotations
from typing import Any, ClassVar, Final

from metrics.errors import MetricError
from metrics.inputs.kinds import Kind
from metrics.inputs.numbers import Number

REQUIRED: Final = object()
_ANY: Final = Kind()


@dataclass(frozen=True, kw_only=True, eq=False)
class FieldSpec:
    """One argument: its name, its kind, and what follows from its declaration.

    `description` is how it is spoken, so that a reading says “40 promoters”; `reason` explains the limit when a value
    breaks it. One that is a `keyword` is only given by its name.
    """

    name: str = ""
    kind: Kind = _ANY
    description: str
    gt: Decimal | None
    ge: Decimal | None
    le: Decimal | None
    default: Any
    aliases: tuple[str, ...]
    reason: str
    placeholder: str = ""
    keyword: bool = False

    @property
    def required(self) -> bool:
        """Whether there is nothing to take when it is left out."""
        return self.default is REQUIRED

    @property
    def spoken(self) -> str:
        """The name in a sentence: `net new arr`."""
        return self.name.replace("_", " ")

    @property
    def label(self) -> str:
        """The name for a form: `Net new ARR`."""
        words = [_ACRONYMS.get(word, word) for word in self.name.split("_")]
        return " ".join([words[0][0].upper() + words[0][1:], *words[1:]])

    @property
    def hint(self) -> str:
        """What belongs in it, for a form: `MRR lost to downgrades (0 or more)`."""
        show = self.kind.one.show
        limits = [
            f"more than {show(self.gt)}" if self.gt is not None else "",
            f"{show(self.ge)} or more" if self.ge is not None else "",
            f"at most {show(self.le)}" if self.le is not None else "",
            "" if self.required or self.default is None else f"{show(self.default)} if left out",
            "optional" if self.default is None else "",
        ]
        return f"{self.description} ({', '.join(limit for limit in limits if limit)})".replace(" ()", "")

    @property
    def usage(self) -> str:
        """The field in a usage line: `<churn>`, `[reactivation=]`, `<scores…>`."""
        name = self.name.replace("_", "-")
        if self.kind.many:
            return f"<{name}…>"
        return f"<{name}>" if self.required else f"[{name}=]"

    @property
    def data(self) -> dict[str, Any]:
        """The field for help and forms, in JSON."""
        return {
            "name": self.name,
            "label": self.label,
            "kind": self.kind.name,
            "description": self.description,
            "required": self.required,
            "hint": self.hint,
            "placeholder": self.placeholder,
        }

    @cached_property
    def period(self) -> str:
        """The period that an amount or a rate must be for, where another would give another result."""
        found = re.search(r"\ba (month|year)\b", self.description)
        return found[1] if found else {"MRR": "month", "ARR": "year"}.get(self.description, "")

    def of_period(self, other: str) -> str:
        """What is said of a value for another period than the field's."""
        return f"{self.spoken} is for a {self.period}, not for a {other}: convert it first."

    def accept(self, number: Number, *, named: bool) -> Decimal:
        """The value of a number given for this field. Raises `MetricError` naming the field."""
        if number.period and self.period not in ("", number.period):
            raise MetricError(self.of_period(number.period), self.name)
        try:
            value = self.kind.accept(number, named=named)
        except MetricError as error:
            error.message, error.argument = f"{self.spoken} {error.message}", self.name
            raise
        if (self.gt is not None and value <= self.gt) or (self.ge is not None and value < self.ge):
            raise MetricError(self._too_low(value), self.name)
        if self.le is not None and value > self.le:
            limit = self.kind.one.show(self.le)
            raise MetricError(
                f"{self.spoken} must be at most {limit}, not {self.kind.one.show(value)}. {self.reason}".strip(),
                self.name,
            )
        return value

    def _too_low(self, value: Decimal) -> str:
        show = self.kind.one.show
        if value < 0 and self.ge == 0:
            return f"{self.spoken} is entered as a positive number: {show(-value)}, not {show(value)}."
        limit = f"greater than {show(self.gt)}" if self.gt is not None else f"at least {show(self.ge)}"
        return f"{self.spoken} must be {limit}, not {show(value)}. {self.reason}".strip()


_ACRONYMS = {word.lower(): word for word in ("ARR", "ARPA", "CAC", "CLV", "CSMs", "CRR", "DAU", "MAU", "MRR", "WAU")}


def Field(  # noqa: N802, PLR0913  read as the declaration it is
    description: str,
    *,
    gt: int | None = None,
    ge: int | None = None,
    le: int | None = None,
    default: Any = REQUIRED,  # noqa: ANN401
    aliases: tuple[str, ...] = (),
    reason: str = "",
    keyword: bool = False,
) -> Any:  # noqa: ANN401  stands where a value of any kind will
    """Declares an argument; its type says its kind, its name is the attribute's."""
    return FieldSpec(
        description=description,
        gt=_limit(gt),
        ge=_limit(ge),
        le=_limit(le),
        default=Decimal(default) if isinstance(default, int) else default,
        aliases=aliases,
        reason=reason,
        keyword=keyword,
    )


def _limit(limit: int | None) -> Decimal | None:
    return None if limit is None else Decimal(limit)


class Inputs:
    """The arguments of one calculation, each an attribute. Subclasses declare them with `Field`.

    `percentages` says that tallies were given as percentages, so that nobody knows how many answers there were.
    """

    FIELDS: ClassVar[Mapping[str, FieldSpec]] = {}
    percentages: bool = False

    def __init_subclass__(cls) -> None:
        fields: dict[str, FieldSpec] = {}
        for name, hint in get_annotations(cls).items():
            spec = cls.__dict__.get(name)
            if isinstance(spec, FieldSpec):
                fields[name] = replace(spec, name=name, kind=hint.__metadata__[0])
        cls.FIELDS = fields

    def __init__(self, **values: Any) -> None:  # noqa: ANN401  each field has its own type
        self.__dict__.update(values)

    def check(self) -> None:
        """Raises `MetricError` when the arguments contradict each other."""
