"""Fields of a CRM that a company has made for itself, and which field of ours each fills."""

import re
from collections.abc import Mapping
from typing import Final

from accounts.kinds import KINDS

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")
AMOUNTS: Final = ("arr", "mrr", "amount", "term_amount")


def check_fields(fields: Mapping[str, str], kind: str) -> dict[str, str]:
    """The fields as they are given. Raises `ValueError` for one that isn't of the kind, or no name in the CRM."""
    known = [field.name for field in KINDS[kind]] if kind in KINDS else []
    for field, name in fields.items():
        if known and field not in known:
            raise ValueError(f"has {field}, and {kind} have {', '.join(sorted(known))}")
        if not _NAME.fullmatch(name):
            raise ValueError(f'has {field} = "{name}", which is no name of a field')
    return dict(fields)


def check_term(fields: Mapping[str, str], own: str, *, ends: bool) -> None:
    """Raises `ValueError` where nothing says what a contract is worth, or until when: nobody could tell its ARR."""
    if not any(name in fields for name in AMOUNTS):
        raise ValueError(f'don\'t say which field of {own} has the amount, such as fields = {{ arr = "arr" }}')
    if ends and "ends_on" not in fields:
        raise ValueError(
            f"don't say which field of {own} has the end of a contract, without which none would end: "
            'fields = { ends_on = "contract_end" }'
        )
