"""Delivering what is claimed: each digest once, whatever happens to us or to Slack."""

from bot.digests.delivery.courier import Courier
from bot.digests.delivery.means import said_of
from bot.digests.delivery.protocol import FAULTS_AT_MOST, OnCrash, Protocol

__all__ = ["FAULTS_AT_MOST", "Courier", "OnCrash", "Protocol", "said_of"]
