"""Explains a service's refusal to the operator of a source, without secrets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sources.errors import InvalidRequestError, NotThereError, SourceError
from sources.http import HttpAnswer, retry_after

LONGEST: Final = 200  # characters of a service's own message that are repeated
HIDDEN: Final = "***"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a service is asked with: where the `key` is kept, the `rights` that it needs, and what is secret of it."""

    source: str
    key: str
    rights: str
    secrets: Sequence[str] = ()

    def refusal(self, answer: HttpAnswer) -> SourceError | None:
        """What a refusal means; None where the client says it as well."""
        said = self.without_secrets(message_of(answer))[:LONGEST]
        told = f" It says: {said}" if said else ""
        begin = f"{self.source}: it refused with {answer.status}"
        match answer.status:
            case 401:
                return SourceError(f"{begin}: the key isn't valid, or isn't any more. Set {self.key} anew.")
            case 403:
                return SourceError(f"{begin}: the key lacks a right. It needs {self.rights}.{told}")
            case 404:
                return NotThereError(f"{begin}: there is no such thing there, or the key may not see it.{told}")
            case 400 | 410 | 422:
                return InvalidRequestError(f"{begin}. Nothing is taken as gone.{told}")
            case status if status >= 400:
                return SourceError(f"{begin}. Nothing is taken as gone.{told}", retry_after(answer.headers))
        return None

    def without_secrets(self, message: str) -> str:
        """A message on one line with no secret in it, nor the beginning of one."""
        text = " ".join(message.split())
        for secret in sorted(filter(None, self.secrets), key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        return text


def message_of(answer: HttpAnswer) -> str:
    """The message in a service's error, wherever it puts that; empty for what is no JSON."""
    try:
        found = answer.json
    except ValueError:
        return ""
    if isinstance(found, list) and found:
        found = found[0]
    if not isinstance(found, dict):
        return ""
    errors = found.get("errors")
    inner = (found.get("error"), errors[0] if isinstance(errors, list) and errors else None, found)
    for place in inner:
        text = place.get("message") or place.get("detail") if isinstance(place, dict) else None
        if isinstance(text, str):
            return text
    described = found.get("error_description") or found.get("description") or found.get("error")
    return described if isinstance(described, str) else ""
