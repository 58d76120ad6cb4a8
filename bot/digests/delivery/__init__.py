"""Delivering what is claimed: each digest once, whatever happens to us or to Slack."""

from bot.digests.delivery.delivery_step import DeliveryStep
from bot.digests.delivery.dependencies import MAX_FAILURES, DeliverySettings, OnCrash, log_fields

__all__ = ["MAX_FAILURES", "DeliverySettings", "DeliveryStep", "OnCrash", "log_fields"]
