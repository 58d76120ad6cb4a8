"""The metrics of customer success: each declared once, asked for in a text, answered with number, reading and meaning.

`calculate("nps", "40 10 50")` answers; `METRICS` holds every metric; `topics()` groups them; `fields("nps")` are its
arguments, for a form, and `calculate_fields` answers what was filled in. There is no I/O in it.
"""

from metrics import catalogue
from metrics.answers.answer import Answer, Choice, Help, Question, UsageError
from metrics.answers.result import Result, Row
from metrics.calculation.calculate import calculate, calculate_fields
from metrics.errors import MetricError
from metrics.inputs.field import FieldSpec
from metrics.registry import METRICS, Form, Metric

topics = catalogue.topics
fields = catalogue.fields

__all__ = [
    "METRICS",
    "Answer",
    "Choice",
    "FieldSpec",
    "Form",
    "Help",
    "Metric",
    "MetricError",
    "Question",
    "Result",
    "Row",
    "UsageError",
    "calculate",
    "calculate_fields",
    "fields",
    "topics",
]
