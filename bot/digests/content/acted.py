"""Actions on accounts in the next digest: snoozed, back again, and done lately."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from accounts.actions.model import Snooze
from accounts.actions.reading import actions_on, back_from_snooze, snoozed
from accounts.health.health_list import rows_of
from accounts.scopes.scope import Scope
from bot.accounts.action_texts import day_text, latest_lines, snoozed_text
from bot.accounts.formatting import LOOKS, health, join_texts, one_arr, sentence, since_day
from bot.digest_message import DigestEntry, DigestSection
from bot.digests.content.model import DigestContext

LATELY = timedelta(days=14)  # for how long a row says what was done
MOST_BACK = 20  # of those that are back, that are listed
MOST_DONE = 2  # lines of what was done, in a row
_ACCOUNT = re.compile(r"account id (\d{1,18})")


@dataclass(frozen=True, slots=True)
class ActedOn:
    """What a digest has to say of what people did: who is `snoozed`, and who is `back` since the digest before."""

    occasion: DigestContext
    snoozed: tuple[Snooze, ...] = ()
    back: tuple[Snooze, ...] = ()

    @classmethod
    def of(cls, occasion: DigestContext) -> "ActedOn":
        """What was done about the accounts that a digest is about."""
        connection, today = occasion.context.store.reading, occasion.context.today
        scope = occasion.scope.any_band()
        return cls(
            occasion,
            snoozed(connection, today, scope),
            back_from_snooze(connection, occasion.begin, today, scope),
        )

    @property
    def scope(self) -> Scope:
        """The accounts that the digest lists: those that aren't snoozed."""
        return self.without_snoozed(self.occasion.scope)

    def without_snoozed(self, scope: Scope) -> Scope:
        """The accounts of a scope that aren't snoozed."""
        left_out = [each.account_id for each in self.snoozed]
        return scope.leaving_out(left_out) if left_out else scope

    @property
    def paragraphs(self) -> Iterator[str]:
        """That some are snoozed and left out, with the first of them."""
        if self.snoozed:
            yield f"{snoozed_text(self.snoozed, self.occasion.context.today)} Left out until then."

    def with_done(self, sections: Iterable[DigestSection]) -> tuple[DigestSection, ...]:
        """The sections, each account in them with what was done about it lately."""
        listed = tuple(sections)
        done = self._done(each for section in listed for each in map(account_of, section.entries) if each)
        if not done:
            return listed
        return tuple(replace(each, entries=tuple(_with(entry, done) for entry in each.entries)) for each in listed)

    def _done(self, account_ids: Iterable[int]) -> Mapping[int, list[str]]:
        """What was done lately about accounts, in lines; a snooze that is over is none of it."""
        today = self.occasion.context.today
        since = datetime.combine(today - LATELY, time(), UTC)
        found = actions_on(self.occasion.context.store.reading, account_ids, since)
        return {id_: latest_lines(actions, today, MOST_DONE, stands=True) for id_, actions in found.items()}

    def sections(self, told: Iterable[int]) -> Iterator[DigestSection]:
        """Those that are back from their snooze and that the digest doesn't tell of anyway."""
        known = {*told}
        ids = [each.account_id for each in self.back if each.account_id not in known]
        if ids:
            entries = tuple(self._entries(ids[:MOST_BACK]))
            cut = f"The first {len(entries)} of them." if len(ids) > len(entries) else ""
            if entries:
                yield DigestSection(f"Back from their snooze ({len(ids):,})", entries, cut, urgent=True)

    def _entries(self, ids: list[int]) -> Iterator[DigestEntry]:
        context = self.occasion.context
        notes = {each.account_id: each for each in self.back}
        connection = context.store.reading
        for each in rows_of(connection, ids, context.health):
            figures = (
                health(each.band, each.score, each.change, each.known, since_day(each.since, context.today)),
                one_arr(each.arr, each.other_arr),
                each.owner or "no owner",
            )
            snooze = notes[each.account_id]
            note = f": “{snooze.note}”" if snooze.note else ""
            why = " ".join(map(sentence, each.why[:1]))
            until = "today" if snooze.until == context.today else day_text(snooze.until, context.today)
            lines = (join_texts(figures), why, f"Snoozed by {snooze.called} until {until}{note}")
            request = f"account id {each.account_id}"
            yield DigestEntry(each.name, tuple(filter(None, lines)), request, LOOKS[each.band])


def account_of(entry: DigestEntry) -> int | None:
    """The account that an entry is about; None for another thing."""
    found = _ACCOUNT.fullmatch(entry.request)
    return int(found[1]) if found else None


def _with(entry: DigestEntry, done: Mapping[int, list[str]]) -> DigestEntry:
    lines = done.get(account_of(entry) or 0)
    return replace(entry, lines=(*entry.lines, *(f"↳ {each}" for each in lines))) if lines else entry
