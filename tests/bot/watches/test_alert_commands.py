"""Digests that come at once are subscribed to, listed and changed in words, with how often they would have come."""

from dataclasses import replace

import pytest

from accounts.digests.subscriptions import subscriptions
from bot.context import Context
from bot.digests.commands.subscribe import save_subscription
from bot.slack.modals.digest_form import _wished, prefill
from bot.workspace import Workspace
from glossary import load
from tests.bot.company import database, filled, workspace
from tests.bot.watches.test_watch_commands import MONDAY, PERSON, ask, pressed, said

__all__ = ["database", "filled", "workspace"]

WISH = "digest subscribe health when enterprise turns red or at-risk > 200k USD at once"


@pytest.fixture
def here(workspace: Workspace) -> Context:
    return Context(load(), workspace, PERSON, "C01", "T01", now=MONDAY)


def test_it_is_said_when_it_comes_how_often_it_would_have_and_within_which_budget(here: Context) -> None:
    text = said(ask(WISH, here))
    assert "Comes: when something turned red or at-risk ARR is over $200,000, told within five minutes, and" in text
    assert "Lately: In the last 1 day it would have told 0 times." in text
    assert "At once: at most 3 messages a day, on weekdays from 08:00 to 18:00 Europe/Berlin" in text
    (one,) = subscriptions(here.store)
    assert (one.at_once, one.scope) == (True, "segment Enterprise")


def test_a_sum_that_is_over_its_limit_already_is_said_to_be(here: Context) -> None:
    text = said(ask("digest subscribe health when at-risk > 1k USD at once", here))
    assert "Now: at-risk ARR is $" in text
    assert "over the limit, so it comes when it is due" in text
    assert "over the limit" not in said(ask("digest subscribe health mine when at-risk > 900m USD at once", here))


def test_it_is_listed_with_its_condition_and_previewed_with_its_history(here: Context) -> None:
    ask(WISH, here)
    assert "at-risk ARR is over $200,000" in said(ask("digest list", here))
    preview = ask("digest preview 1", here)
    assert any("it would have told" in note for note in preview.footnotes)
    assert preview.digest is not None
    assert any("it would have told" in note for note in preview.digest.footnotes)


def test_a_wish_is_previewed_with_its_history_before_anybody_subscribes(here: Context) -> None:
    preview = ask("digest preview health when something turns red", here)
    assert any("it would have told" in note for note in preview.footnotes)
    assert not any("it would have told" in note for note in ask("digest preview health", here).footnotes)


@pytest.mark.parametrize("words", ["at once", "immediately", "as it happens"])
def test_at_once_without_a_condition_is_refused_with_one_that_works(here: Context, words: str) -> None:
    reply = ask(f"digest subscribe health {words}", here)
    assert reply.outcome == "usage"
    assert "on which condition" in reply.paragraphs[0]
    if words == "at once":
        pressed(reply, "health when something turns red at once", here)
        assert subscriptions(here.store)[0].at_once


def test_it_is_changed_to_come_when_it_is_due_and_back(here: Context) -> None:
    ask(WISH, here)
    ask("digest change 1 when due", here)
    assert not subscriptions(here.store)[0].at_once
    ask("digest change 1 at once", here)
    assert subscriptions(here.store)[0].at_once
    ask("digest change 1 at 10:00", here)
    assert subscriptions(here.store)[0].at_once


def test_the_form_shows_and_keeps_it(here: Context) -> None:
    fields = prefill(here, "digest subscribe health when something turns red at once")
    assert fields.when == "turned red, at once"
    requested, faults = _wished(here, fields)
    assert (requested.at_once, [str(each) for each in requested.conditions], faults) == (True, ["turned red"], {})
    save_subscription(here, requested)
    assert subscriptions(here.store)[0].at_once
    _, faults = _wished(here, replace(fields, when="at once"))
    assert list(faults) == ["when"]


def test_a_feed_of_watches_is_not_changed_like_a_digest(here: Context) -> None:
    ask("watch red ltd", here)
    reply = ask("digest change 1 at 10:00", here)
    assert reply.outcome == "usage"
    assert "watch budget" in reply.paragraphs[0]
