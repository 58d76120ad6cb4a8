"""Every shape of message and view that the bot draws, with a name each: tests hold them against Slack's limits, and
`cs doctor --blocks` has Slack itself judge them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal, NamedTuple

from bot.commands import COMMANDS, respond
from bot.context import Context
from bot.digest_message import DigestMessage
from bot.digests.content.composer import DIGESTS
from bot.digests.content.model import DigestContext
from bot.home.word_sections import GLOSSARY
from bot.render import action_modals, feedback_modal, word_modals
from bot.render.account_choice import FRAMES, choice_modal
from bot.render.digest import digest_messages, preview_message
from bot.render.digest_rows import accounts_in, with_outcomes
from bot.render.features import NONE, Features, features_of
from bot.render.home import home_view
from bot.render.probes import PROBES
from bot.render.slack import Message, message
from bot.reply import Reply
from bot.slack.account_requests import with_data_table
from bot.slack.errors import apology_for
from bot.slack.home import home_sections
from bot.slack.modals import action_form, digest_form, metric_form, pulse_form, word_form
from bot.slack.posting import ReplyTarget, notice
from bot.words.explanation_replies import explanation_reply
from metrics import METRICS

Kind = Literal["message", "view"]
ALL: Features = frozenset(PROBES)
PLACE = ReplyTarget("C0123456789", url="https://hooks.slack.com/actions/T0123/1/x")
OTHERS = (
    *("help", "help renewals", "tomato", "define clm", "nps 40", "compare", "account zzqqxx", "account a", "terms"),
    *("renewals 1", "health red", "health page 2", "renewals 30 @nobody", "brief acme", "digest preview health"),
)
WRITING = frozenset({"add", "suggest", "curate", "ask", "learn", "watch", "unwatch"})


class Shape(NamedTuple):
    """A message or a view as it is sent, and the newer blocks of Slack that are in it."""

    name: str
    kind: Kind
    payload: Mapping[str, Any]
    newer: Features = NONE


def all_shapes(context: Context) -> Iterator[Shape]:
    """Every message and view, drawn from the glossary and the accounts of a context, which are only read."""
    for name, reply in _replies(context):
        yield from _of_reply(name, reply)
    yield from _digests(context)
    yield from _said("an apology", apology_for("0123abcd"))
    yield from _said("a sentence", notice("It is in your direct messages with CS Bot."))
    yield from (_view(name, view) for name, view in _views(context))


def distinct(shapes: Iterable[Shape]) -> Iterator[Shape]:
    """The shapes of which no earlier one is built alike: texts, numbers and how often a block stands there aside."""
    seen: set[str] = set()
    for each in shapes:
        built = json.dumps([each.kind, _built(each.payload)])
        if built not in seen:
            seen.add(built)
            yield each


def _built(value: object) -> object:
    if isinstance(value, Mapping):
        kind = {"type": value["type"]} if isinstance(value.get("type"), str) else {}
        return {key: _built(each) for key, each in sorted(value.items())} | kind
    if isinstance(value, list | tuple):
        return sorted({json.dumps(_built(each)) for each in value})
    return type(value).__name__


def _replies(context: Context) -> Iterator[tuple[str, Reply]]:
    """What commands answer that change nothing."""
    examples = [
        each for command in COMMANDS if not (command.writes or command.verb in WRITING) for each in command.examples
    ]
    for text in dict.fromkeys((*examples, *OTHERS)):
        reply = respond(text, context)[1]
        if reply.digest is None:
            yield f"/cs {text}", reply
    yield "the jargon of a message", explanation_reply("our NRR and GRR, not XYZW", context.glossary)


def _of_reply(name: str, reply: Reply) -> Iterator[Shape]:
    table = with_data_table(reply, ALL)
    asked = reply.share or name.removeprefix("/cs ")
    for shown, how in ((reply, NONE), (table, ALL)):
        yield from _said(name, message(shown, trail=("help", asked), again=asked, native=how))
        yield from _said(f"{name}, for all", message(shown, answers=asked, again=asked, native=how))
        yield from _said(f"{name}, whole", message(shown, trail=(asked,), again=asked, whole=True, native=how))


def _digests(context: Context) -> Iterator[Shape]:
    from accounts.scopes.scope import ALL as ALL_ACCOUNTS

    since = context.today - timedelta(days=7)
    for name, compose in DIGESTS.items():
        said = compose(DigestContext(context, ALL_ACCOUNTS, since)).said
        if not isinstance(said, DigestMessage):
            yield from _of_reply(f"the {name} digest", said)
            continue
        for native in (NONE, ALL):
            for number, sent in enumerate(digest_messages(said, native)):
                yield from _said(f"the {name} digest, message {number + 1}", sent)
            yield from _said(f"the {name} digest, acted on", _acted_on(digest_messages(said, native)[0]))
            shown = Reply(title="", data={}, chart=said.chart)
            preview = preview_message(shown, said, f"digest preview {name}", native)
            yield from _said(f"a preview of the {name} digest", preview)


def _acted_on(sent: Message) -> Message:
    outcomes = dict.fromkeys(accounts_in([sent]), ("Done by a colleague, 15 Jun",))
    return with_outcomes(sent, outcomes)


def _said(name: str, sent: Message) -> Iterator[Shape]:
    """A message in its newer form, and in its classic one."""
    shown = {key: each for key, each in sent.items() if key != "classic"}
    yield Shape(name, "message", shown, features_of(sent["blocks"]))


def _view(name: str, view: Mapping[str, Any]) -> Shape:
    return Shape(name, "view", view, features_of(view["blocks"]))


def _views(context: Context) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for metric in METRICS:
        yield f"the form of {metric.id}", metric_form.open_modal(f"calculate {metric.id}", PLACE)
    for pickers in (False, True):
        opened = digest_form.Opened(PLACE, "", PLACE.channel, pickers=pickers)
        fields = digest_form.prefill(context, "digest subscribe health at 9:00")
        yield "the form of a digest", digest_form.modal(fields, opened)
        known = pulse_form.prefill(context, "pulse acme 4")
        yield "the form of a pulse", pulse_form.modal(known, PLACE, pickers=pickers)
        for verb in FRAMES:
            yield f"the account for {verb}", choice_modal(verb, None, "{}", pickers=pickers)
    yield from _account_views(context)
    yield "the form of a new term", word_form.modal(context, "add Sample word", PLACE)
    yield "the form of a change", word_form.modal(context, "suggest nrr", PLACE)
    yield "why a term is declined", word_modals.decline_modal("Sample word", "{}")
    yield "what a term is merged into", word_modals.merge_modal("Sample word", "nrr", "{}")
    yield "what is wrong with a term", feedback_modal.feedback_modal("nrr", "NRR")
    yield "thanks", feedback_modal.thanks_modal("The curators of the glossary have it.")
    yield "the Home tab", home_view(home_sections(context, context), "D0123456789")
    yield "the Home tab of a member without accounts", home_view(home_sections(context, None), "")
    yield "the Home tab of a guest", home_view([GLOSSARY], "")


def _account_views(context: Context) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What can be done about an account, and the form of each."""
    from accounts.health import list_by_health

    for row in list_by_health(context.store, limit=1, config=context.health).rows:
        opened = action_form.Opened(row.account_id, PLACE.channel)
        for kind in ("", *(each for each in action_modals.CHOICES if each != action_modals.OWN)):
            yield f"the account, {kind or 'opened'}", action_form.opened_form(context, replace(opened, kind=kind))
