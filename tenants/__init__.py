"""Tenants: workspaces and organisations that installed the bot, their tokens, settings and limits, and the place of
their data. Nothing of what they keep is known here.
"""

from tenants.errors import TenantError, UnknownTenantError
from tenants.ids import check_id
from tenants.tables import open_registry

__all__ = ["TenantError", "UnknownTenantError", "check_id", "open_registry"]
