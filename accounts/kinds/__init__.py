"""Kinds of files that can be imported, each declared once with its fields and their names in other tools."""

from accounts.kinds.contracts import PERIODS_A_YEAR, SUBSCRIPTIONS
from accounts.kinds.customers import ACCOUNTS, CHURN
from accounts.kinds.model import Field, Kind, ValueType
from accounts.kinds.people import CONTACTS, SURVEYS, TOUCHPOINTS
from accounts.kinds.product import TICKETS, USAGE

__all__ = ["KINDS", "PERIODS_A_YEAR", "Field", "Kind", "ValueType"]

KINDS = {kind.name: kind for kind in (ACCOUNTS, SUBSCRIPTIONS, CHURN, CONTACTS, USAGE, SURVEYS, TOUCHPOINTS, TICKETS)}
