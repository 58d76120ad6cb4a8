"""Secrets by their names: `env:CRM_PASSWORD` of the environment, `keyring:cs-bot/crm` of the system's keyring."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sources.errors import SecretError
from store.extras import how_to_install

ENVIRONMENT, KEYRING = "env:", "keyring:"
EXAMPLE: Final = "env:CRM_PASSWORD"
_REFERENCE: Final = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|keyring:[^/\s]+/\S+")
_IN_URL: Final = re.compile(
    r"[a-z][a-z0-9+.-]*://[^/\s:@\[]*:(?!\d+[/?#\s\"'])[^\s\"'@]*@"  # user:password@, where / may be in the password
    r"|https?://[^/\s:@]+@"  # token@
    r"|[?&#](?:[a-z_-]*(?:pass|pwd|passwd|password|token|secret|api[_-]?key|access[_-]?key|credential|signature|sig|jwt)"
    r"[a-z_-]*|key|auth)=[^&\s]",
    re.IGNORECASE,
)


def is_reference(text: str) -> bool:
    """Whether a text names where a secret is."""
    return _REFERENCE.fullmatch(text) is not None


def holds_secret(text: str) -> bool:
    """Whether a URL with a password or a token stands in a text."""
    return _IN_URL.search(text) is not None


@dataclass(frozen=True, slots=True)
class Secrets:
    """Looks up secrets in the environment that is given, and in the keyring of the system."""

    environment: Mapping[str, str]

    def get(self, reference: str, source: str) -> str:
        """The secret. Raises `SecretError`, which names the variable to set and never the secret."""
        if reference.startswith(KEYRING):
            return self._of_keyring(reference.removeprefix(KEYRING), source)
        name = reference.removeprefix(ENVIRONMENT)
        if value := self.environment.get(name, "").strip():
            return value
        raise SecretError(f"{source}: the environment has no variable {name}. Set it to the secret, and try again.")

    def resolve(self, text: str, source: str) -> str:
        """The secret that a text names, else the text itself."""
        return self.get(text, source) if is_reference(text) else text

    def _of_keyring(self, name: str, source: str) -> str:
        try:
            import keyring
            from keyring.errors import KeyringError
        except ImportError:
            raise SecretError(
                f"{source}: reading from the keyring needs a package: {how_to_install('keyring')}. "
                f"Or name a variable of the environment: {EXAMPLE}"
            ) from None
        service, _, user = name.partition("/")
        try:
            value = keyring.get_password(service, user)
        except KeyringError:
            value = None  # no desktop is signed in, or it is locked
        if value:
            return str(value)
        raise SecretError(
            f"{source}: the keyring has no password of {user} for {service}, or can't be opened here. "
            f"Set it with keyring set {service} {user}, or name a variable of the environment: {EXAMPLE}"
        )
