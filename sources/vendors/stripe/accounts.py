"""The account of a Stripe subscription."""

from collections.abc import Mapping, Sequence

from sources.known_contracts import KnownContract
from sources.vendors.stripe.prices import Json
from sources.vendors.stripe.rows import email_domain


def is_deleted(subscription: Json) -> bool:
    """Whether the customer of a subscription was deleted: Stripe keeps its id and nothing else."""
    customer = subscription.get("customer")
    return isinstance(customer, Mapping) and customer.get("deleted") is True


def account_of(subscription: Json, by: str, known: Sequence[KnownContract] = ()) -> str | None:
    """What names the account: the customer's id, name, the domain of its address, or what stands in its metadata, else
    in the subscription's. Of a customer that was deleted it is the account that the store has it with, if any.
    """
    customer = subscription.get("customer")
    if is_deleted(subscription):
        return known[-1].account if known else None
    if not isinstance(customer, Mapping):
        return str(customer) if by == "id" and customer else None
    if by in {"id", "name"}:
        return customer.get(by)
    if by == "domain":
        return email_domain(customer)
    name = by.removeprefix("metadata.")
    return (customer.get("metadata") or {}).get(name) or (subscription.get("metadata") or {}).get(name)
