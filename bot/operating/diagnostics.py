"""Checks of `cs doctor` besides Slack. Each finding names the fault and its fix."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from accounts import open_store
from accounts.diagnostics import StoreDiagnosis, diagnose
from bot.accounts.formatting import count
from bot.clock import utc_now
from bot.configuration.setting_texts import WHERE
from bot.configuration.settings_error import SettingsError
from bot.settings import AccountSettings, account_settings
from glossary import GlossaryError, load
from glossary.rules import check
from store.database import Store
from store.errors import StoreError
from store.failures import FILE_ERRORS, describe_error
from store.opening import is_there

NEAR = 0.85  # how much alike the names of a variable and of the setting that is meant are
NO_SETTINGS = frozenset({"CS_TOOLS", "SLACK_CONFIG_TOKEN"})  # variables that are read, and not as settings
STALE = 30  # days after which the latest import is old
_WHY_READ_ONLY = {
    "file": "check the disk, and who owns the file and its folder",
    "schema": "CS_DATABASE names a standby server, or one that takes no writes",
}
LATE = 600.0  # seconds that a delivery may be open without anything being wrong


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. It is wrong where there is a fix, or where the state itself says what to do."""

    subject: str
    state: str
    fix: str = ""
    says_fix: bool = False

    @property
    def is_wrong(self) -> bool:
        """Whether something has to be done."""
        return self.says_fix or bool(self.fix)

    def __str__(self) -> str:
        mark = "✗" if self.is_wrong else "✓"
        return f"{mark} {self.subject}: {self.state}" + (f". {self.fix}" if self.fix else "")


def check_settings(error: SettingsError) -> Iterator[Finding]:
    """A finding for each variable that is missing or wrong."""
    for line in str(error).splitlines():
        named = re.match(r"([A-Z][A-Z0-9_]+):? (.+)", line)
        variable, said = named.groups() if named else ("settings", line)
        state, _, fix = said.partition(". ")
        yield Finding(variable, state, fix, says_fix=True)


def check_names() -> Iterator[Finding]:
    """Variables that are nearly called what a setting is called, which counts as not set."""
    for name in sorted(os.environ):
        if name.startswith(("CS_", "SLACK_")) and name not in {*WHERE, *NO_SETTINGS}:
            near = get_close_matches(name, [each for each in WHERE if each not in os.environ], n=1, cutoff=NEAR)
            if near:
                yield Finding(name, "is no setting, and nothing reads it", f"Did you mean {near[0]}?")


def check_glossary() -> Finding:
    """Whether the curated files are right."""
    problems = check()
    if problems:
        return Finding("glossary", f"{len(problems)} problems, first {problems[0]}", "cs glossary check lists them all")
    return Finding("glossary", f"{len(load().terms)} terms, nothing wrong")


def check_accounts() -> Iterator[Finding]:
    """The store, the weights of health and the rates, and who may ask about accounts."""
    try:
        settings = account_settings()
    except SettingsError as error:
        yield from check_settings(error)
        return
    yield time_zone_rules()
    yield from _store(settings.cs_database)
    yield from _words(settings)
    yield _health(settings.cs_health)
    if settings.cs_rates:
        yield _rates(settings.cs_rates)
    if settings.cs_sources:
        yield from _sources(settings)
    yield _allowed(settings)


def time_zone_rules() -> Finding:
    """By which rules of time digests come."""
    from store.time_zones import zone_rules

    rules = zone_rules()
    if not rules.files:
        return Finding("time zones", "there are no zone files", "Install the package tzdata.")
    return Finding("time zones", f"rules {rules}")


def _store(place: Path | str) -> Iterator[Finding]:
    if not is_there(place):
        how = "cs import accounts accounts.csv brings yours in, CS_DATABASE=sample.db cs sample a made-up company"
        yield Finding("accounts", f"none yet, and none are needed for terms and metrics ({how})")
        return
    if isinstance(place, Path):
        yield from _owners(place)
    try:
        store = open_store(place)
    except StoreError as error:
        yield _unsound(str(error))
        return
    try:
        found = diagnose(store)
        digests = [] if found.fault else [*of_digests(store, utc_now())]
        writable = store.writable
    except (*FILE_ERRORS, StoreError) as error:
        yield _unsound(str(describe_error(error, place)))
        return
    finally:
        store.close()
    if found.fault:
        yield _unsound(found.fault)
        return
    fix = "" if writable else f"Nothing can be written to it: {_WHY_READ_ONLY[store.unit]}."
    yield Finding("accounts", f"{found.accounts:,} in {store}, version {found.version}, sound", fix)
    yield from _imports(found, utc_now())
    yield from digests


def _owners(place: Path) -> Iterator[Finding]:
    """The files of a store that root made in somebody else's folder, who can't open them."""
    owner = place.absolute().parent.stat().st_uid
    found = sorted(each.name for each in place.absolute().parent.glob(f"{place.name}*") if not each.stat().st_uid)
    if owner and found:
        state = f"{', '.join(found)} in {place.parent} belong to root, and the folder to user {owner}"
        yield Finding("accounts", state, f"Give them to whoever runs the bot: chown --reference={place.parent} FILE…")


def _words(settings: AccountSettings) -> Iterator[Finding]:
    """The team's own words: its files, and who decides on suggestions."""
    if settings.cs_glossary is not None:
        yield _word_files(settings.cs_glossary)
    if not settings.cs_curators and is_there(settings.cs_database):
        state = "nobody is named in CS_CURATORS; suggestions wait in cs curate"
        yield Finding("own terms", state)


def _word_files(folder: Path) -> Finding:
    from glossary.team_files import read_folder

    try:
        if not folder.is_dir():
            return Finding("CS_GLOSSARY", f"{folder} is no folder", "Set it to a folder with .toml files, or unset it.")
        words, wrong = read_folder(folder, load().curated)
    except (GlossaryError, OSError) as error:
        return Finding("CS_GLOSSARY", str(error), "Set it to a folder that can be read.")
    if wrong:
        more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        return Finding(
            "CS_GLOSSARY",
            f"{wrong[0]}{more}",
            "Until that is mended the last good state is answered, and after a start the other files.",
        )
    return Finding("CS_GLOSSARY", f"{len(words)} words in {folder}, nothing wrong")


def _unsound(fault: str) -> Finding:
    """What is wrong with the store, and in what follows it what to do."""
    state, _, fix = fault.partition(". ")
    return Finding("accounts", state.rstrip("."), fix or "Set CS_DATABASE to the right file, or restore a backup.")


def _imports(found: StoreDiagnosis, now: datetime) -> Iterator[Finding]:
    if not found.imports:
        yield Finding("imports", "none yet, and none are needed for words (cs import accounts accounts.csv)")
        return
    if not found.accounts:
        yield Finding("imports", "no accounts are left of what was imported (cs import accounts accounts.csv)")
        return
    ages = [f"{each.kind} {each.at:%Y-%m-%d}" for each in found.imports]
    days = (now - found.imports[0].at).days
    fix = f"The latest is {days} days old: import anew." if days > STALE else ""
    yield Finding("imports", f"latest {', '.join(ages)}", fix)


def _health(path: Path | None) -> Finding:
    from accounts.health import check_config as faults

    said = faults(path)
    if said:
        return Finding("CS_HEALTH", _joined(said), "Mend the file, or unset CS_HEALTH.")
    return Finding("health", f"{path or 'the shipped weights'}: weights and bands are right")


def _joined(faults: Sequence[str]) -> str:
    """Faults on one line, each of which names its file."""
    return "; ".join(each.rstrip(".: ") for each in faults)


def _rates(path: Path) -> Finding:
    from accounts.money.rates_file import check_rates

    if said := check_rates(path):
        return Finding("CS_RATES", _joined(said), "Mend the file, or unset CS_RATES.")
    return Finding("rates", f"{path}: right")


def _sources(settings: AccountSettings) -> Iterator[Finding]:
    """The file of sources, and how each of them is."""
    from bot.sources.running import configured_sources
    from bot.sources.texts import state_text
    from sources import SourcesFileError
    from sources.status import source_status

    try:
        known = configured_sources(settings)
    except SourcesFileError as error:
        said, _, _ = str(error).partition("\n[")  # an example of a file follows
        yield Finding("CS_SOURCES", _joined(said.splitlines()), "Mend the file, or unset CS_SOURCES.")
        return
    if not is_there(settings.cs_database):
        yield Finding("sources", f"{count(len(known), 'source')}, none read yet: cs sync")
        return
    try:
        store = open_store(settings.cs_database)
    except StoreError:
        return  # that is said of the accounts
    try:
        for each in source_status(store, known, utc_now()):
            fix = "" if each.is_well else f"{each.reason} cs sources check {each.name} tries it.".strip()
            yield Finding(f"source {each.name}", state_text(each, utc_now()), fix)
    except (*FILE_ERRORS, StoreError):
        return
    finally:
        store.close()


def _allowed(settings: AccountSettings) -> Finding:
    people = f"{len(settings.cs_people)} people" if settings.cs_people else "everybody in the team but guests"
    where = f"{len(settings.cs_channels)} places" if settings.cs_channels else "every channel not shared with others"
    return Finding("access to accounts", f"{people}, in {where}")


def of_digests(store: Store, now: datetime) -> Iterator[Finding]:
    """Whether digests are delivered, and when the next one is."""
    from accounts.digests.delivery_log import delivery_stats
    from accounts.digests.planning import next_due, overlong_waits
    from accounts.digests.rate_limits import blocked_teams
    from store.timestamps import from_text

    seen, due = delivery_stats(store, now), next_due(store)
    if not seen.active and not seen.paused:
        yield Finding("digests", "nobody has subscribed to any")
        return
    paused = f", {seen.paused} paused" if seen.paused else ""
    next_ = f"; the next at {from_text(due):%Y-%m-%d %H:%M} UTC" if due else ""
    state = f"{count(seen.active, 'subscription')}{paused}{next_}"
    fix = "Nothing delivers them: run cs serve, cs digest work, or cs digest deliver from cron."
    behind = due is not None and (now - from_text(due)).total_seconds() > LATE
    yield Finding("digests", f"{state}{'; behind' if behind else ''}", fix if behind or seen.overdue > LATE else "")
    if late := overlong_waits(store, now):
        numbers = ", ".join(str(each.id) for each in late[:5])
        state = f"{count(len(late), 'digest')} wait for a later date than their next, as a clock was ahead: {numbers}"
        yield Finding("digests", state, "Whatever delivers digests brings them back within a minute: start it.")
    for team, why in blocked_teams(store).items():
        fix = "Mend that as cs doctor says of the token and the scopes, and start the bot again."
        yield Finding("digests", f"none go to {team}: Slack says {why}", fix)
    if unknown := seen.states.get("unknown"):
        state = (
            f"{count(unknown, 'delivery').replace('deliverys', 'deliveries')} may have arrived or not: cs digest log"
        )
        yield Finding("digests", state)
