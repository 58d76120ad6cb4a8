"""Asking a metric in tests, with the kind of answer that is expected."""

from decimal import Decimal

from metrics import Answer, Question, Result, UsageError, calculate


def result(request: str) -> Result:
    """The result of a request such as `nps 40 10 50`."""
    answer = asked(request)
    assert isinstance(answer, Result), f"{request}: {answer.text}"
    return answer


def value(request: str) -> Decimal:
    """The value of a request, exact."""
    found = result(request).value
    assert isinstance(found, Decimal)
    return found


def mistake(request: str) -> UsageError:
    """The mistake that a request is answered with."""
    answer = asked(request)
    assert isinstance(answer, UsageError), f"{request}: {answer.text}"
    return answer


def question(request: str) -> Question:
    """The question that a request is answered with."""
    answer = asked(request)
    assert isinstance(answer, Question), f"{request}: {answer.text}"
    return answer


def asked(request: str) -> Answer:
    """The answer to a request whose first word is the metric."""
    name, _, text = request.partition(" ")
    return calculate(name, text)
