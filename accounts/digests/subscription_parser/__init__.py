"""Reading what a digest should be: `health at 9:00 weekdays Europe/Berlin mine only-changes`, in any order."""

from accounts.digests.subscription_parser.conditions import parse_conditions
from accounts.digests.subscription_parser.filters import COUNTRY_ZONES
from accounts.digests.subscription_parser.horizons import DEFAULT_HORIZON, parse_horizon
from accounts.digests.subscription_parser.mentions import OWNERS, cannot_mention, group_of, parse_mentions
from accounts.digests.subscription_parser.model import DIGESTS, NAMES, SubscriptionRequest, SubscriptionRequestError
from accounts.digests.subscription_parser.parser import parse_subscription, quote_scope
from accounts.digests.subscription_parser.public_holidays import parse_holidays
from accounts.digests.subscription_parser.recurrences import parse_recurrence, recurrence_request, recurrence_text
from accounts.digests.subscription_parser.spelling import Respelt, respell
from accounts.digests.subscription_parser.times import parse_time, parse_zone, suggest_zones
from accounts.digests.subscription_parser.weekdays import weekdays_text

__all__ = [
    "COUNTRY_ZONES",
    "DEFAULT_HORIZON",
    "DIGESTS",
    "NAMES",
    "OWNERS",
    "Respelt",
    "SubscriptionRequest",
    "SubscriptionRequestError",
    "cannot_mention",
    "group_of",
    "parse_conditions",
    "parse_holidays",
    "parse_horizon",
    "parse_mentions",
    "parse_recurrence",
    "parse_subscription",
    "parse_time",
    "parse_zone",
    "quote_scope",
    "recurrence_request",
    "recurrence_text",
    "respell",
    "suggest_zones",
    "weekdays_text",
]
