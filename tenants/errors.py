"""The errors of tenants: `TenantError` is the base of all."""


class TenantError(Exception):
    """A request about tenants can't be carried out; the message says why and what works."""


class UnknownTenantError(TenantError):
    """No workspace of that id has installed the bot."""
