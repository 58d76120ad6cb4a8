"""Metrics of the team's own words, for /metrics."""

from collections.abc import Callable, Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.curation.queue import first_month
from bot.workspace import Workspace
from curation.drafts import waiting_drafts
from curation.own_terms import current_terms
from curation.revisions import trust


class WordCollector(Collector):
    """The team's own words, counted when they are asked for."""

    def __init__(self, workspace: Workspace, clock: Callable[[], datetime]) -> None:
        self._workspace = workspace
        self._clock = clock

    def collect(self) -> Iterator[Metric]:
        """The figures, as Prometheus takes them. The share is left out where nothing was read: it isn't known then."""
        if not self._workspace.exists:
            return
        words, today = self._workspace.words, self._clock().date()
        verified, read = trust(words, today, first_month(today))
        yield GaugeMetricFamily("cs_own_terms", "The team's own words that are answered", len(current_terms(words)))
        yield GaugeMetricFamily("cs_own_terms_read", "Those of them that were read in the last months", read)
        yield GaugeMetricFamily("cs_own_terms_verified", "Those of the read ones that are verified", verified)
        if read:
            yield GaugeMetricFamily("cs_own_terms_trust_ratio", "Verified ones of those that are read", verified / read)
        yield GaugeMetricFamily("cs_term_drafts_waiting", "Suggestions that wait", len(waiting_drafts(words)))
