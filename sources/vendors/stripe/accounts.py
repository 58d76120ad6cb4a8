"""Which account a subscription of Stripe is of."""

from collections.abc import Mapping

from sources.vendors.stripe.prices import Json
from sources.vendors.stripe.rows import email_domain


def account_of(subscription: Json, by: str) -> str | None:
    """What names the account: the customer's id, name, the domain of its address, or what stands in its metadata, else
    in the subscription's.
    """
    customer = subscription.get("customer")
    if not isinstance(customer, Mapping):
        return str(customer) if by == "id" and customer else None
    if by in {"id", "name"}:
        return customer.get(by)
    if by == "domain":
        return email_domain(customer)
    name = by.removeprefix("metadata.")
    return (customer.get("metadata") or {}).get(name) or (subscription.get("metadata") or {}).get(name)
