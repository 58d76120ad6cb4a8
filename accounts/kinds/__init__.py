"""Kinds of files that can be imported, each declared once with its fields and their names in other tools."""

from accounts.kinds.contracts import PERIODS_A_YEAR, SUBSCRIPTIONS
from accounts.kinds.customers import ACCOUNTS, CHURN
from accounts.kinds.model import Field, Kind, ValueType
from accounts.kinds.people import CONTACTS, SURVEYS, TOUCHPOINTS
from accounts.kinds.product import TICKETS, USAGE
from accounts.kinds.translations import with_translations

__all__ = ["KINDS", "PERIODS_A_YEAR", "Field", "Kind", "ValueType"]

_KINDS = (ACCOUNTS, SUBSCRIPTIONS, CHURN, CONTACTS, USAGE, SURVEYS, TOUCHPOINTS, TICKETS)
KINDS = {kind.name: kind for kind in map(with_translations, _KINDS)}
