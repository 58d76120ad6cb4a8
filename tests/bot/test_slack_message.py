"""Slack messages: within every limit Slack has, quiet, and saying all that the reply says."""

import html
import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from bot.commands import COMMANDS, respond
from bot.context import Context
from bot.render.buttons import trail_of
from bot.render.mrkdwn import code, escape, link, shorten, unformatted, wrap
from bot.render.slack import CUT_SHORT, Message, message
from bot.reply import Choice, Fact, Reference, Reply, Row
from bot.slack.listeners import FILE_ALONE
from bot.slack.posting import notice
from glossary import load
from tests.bot.blocks.checks import message_faults
from tests.cases import cases

GLOSSARY = load()
CONTEXT = Context(GLOSSARY)


LINK = re.compile(r"<https?://[^\s<>|]+\|[^\n<>]*>")


def faults(sent: Message, references: Sequence[Reference] = ()) -> Iterator[str]:
    """What Slack would refuse, or do that nobody asked for: links lead to the references, and nowhere else."""
    blocks = sent["blocks"]
    yield from message_faults(sent)
    actions = [e["action_id"] for block in blocks if block["type"] == "actions" for e in block["elements"]]
    if len(actions) != len(set(actions)):
        yield "an id stands twice"
    for block in blocks:
        if json.loads(as_the_sdk_has_it(json.dumps(block))) != block:
            yield f"the SDK makes another block of it: {block}"
    yield from of_texts(sent, references)


def of_texts(sent: Message, references: Sequence[Reference]) -> Iterator[str]:
    blocks = sent["blocks"]
    pages = [reference for reference in references if reference.url.startswith(("https://", "http://"))]
    links = [link for text in texts(blocks, "mrkdwn") for link in LINK.findall(text)]
    if len(links) > len(pages):
        yield f"more links than references: {links}"
    for text in [sent["text"], *(LINK.sub("", text) for text in texts(blocks, "mrkdwn"))]:
        if re.search(r"<(?!@U0SHARER>)|@(?:here|channel|everyone)", text):
            yield f"a link or a mention: {text}"
        if re.search(r"&(?!amp;|lt;|gt;)", text):
            yield f"not escaped: {text}"


@cache  # the same block stands in many messages, and the SDK takes its time
def as_the_sdk_has_it(block: str) -> str:
    (parsed,) = Block.parse_all([json.loads(block)])
    return json.dumps(parsed.to_dict())


def texts(value: Any, kind: str) -> list[str]:
    """Every text of a kind in the blocks."""
    if isinstance(value, list):
        return [text for one in value for text in texts(one, kind)]
    if not isinstance(value, dict):
        return []
    return [value["text"]] if value.get("type") == kind else texts(list(value.values()), kind)


# Every answer of the glossary

CATEGORIES = GLOSSARY.by_category()
REQUESTS = {
    **{f"define {category}": [f"define {term.id}" for term in terms] for category, terms in CATEGORIES.items()},
    **{
        f"compare {category}": [f"compare {term.id} vs {other}" for term in terms for other in term.confused_with]
        for category, terms in CATEGORIES.items()
    },
    "terms": [f"terms {category}" for category in CATEGORIES],
    "ambiguous names": [name for term in GLOSSARY.terms.values() for name in term.ambiguous],
    "examples": [
        each for command in COMMANDS if not (command.for_members and command.writes) for each in command.examples
    ],
    "others": ["", "help", "terms", "random", "terms nonsense", "compare", "define", "tomato", "tomato " * 300],
    "help": [f"help {command.verb}" for command in COMMANDS],
}


@cases("requests", REQUESTS.values())
def test_every_answer_of_the_glossary_fits_whole_and_pings_nobody(requests: list[str]) -> None:
    assert {request: found for request in requests if (found := answer_faults(request))} == {}


def answer_faults(request: str) -> list[str]:
    """What is wrong with the messages of a request's answer: as it is, from a list, and shared."""
    reply = respond(request, CONTEXT)[1]
    sent = (message(reply), message(reply, trail=("terms", request)), message(reply, shared_by="U0SHARER"))
    found = [fault for each in sent for fault in faults(each, reply.references)]
    return found + [f"cut short: {each}" for each in sent if CUT_SHORT in str(each)]


@cases("category", CATEGORIES)
def test_the_first_thing_on_a_card_after_its_name_is_the_definition(category: str) -> None:
    for term in CATEGORIES[category]:
        blocks = message(respond(f"define {term.id}", CONTEXT)[1], trail=(term.id,))["blocks"]
        assert [block["type"] for block in blocks[:2]] == ["header", "section"], term.id
        assert blocks[1]["text"]["text"] == escape(term.definition), term.id


@cases("category", CATEGORIES)
def test_a_list_of_any_length_is_a_few_blocks(category: str) -> None:
    assert len(message(respond(f"terms {category}", CONTEXT)[1], trail=(category,))["blocks"]) <= 6


# Anything at all

NASTY = [
    "<!channel>",
    "@here",
    "<https://evil.example|Acme>",
    "*_~`",
    "&amp;",
    "> quote",
    ":tada:",
    "snake_case",
    "a & b",
]
words = st.sampled_from(NASTY) | st.text(max_size=12)
phrases = st.lists(words, max_size=8).map(" ".join)
long = st.builds(lambda word, times: word * times, words, st.integers(1, 900))
anything = phrases | phrases | phrases | long
addresses = anything | anything.map(lambda text: f"https://example.com/{text}")
choices = st.lists(st.builds(Choice, anything, anything), max_size=40).map(tuple)
replies = st.builds(
    Reply,
    title=anything,
    data=st.just({}),
    paragraphs=st.lists(anything, max_size=4).map(tuple),
    facts=st.lists(st.builds(Fact, anything, anything, st.booleans()), max_size=5).map(tuple),
    rows_title=st.just("") | phrases,
    rows=st.lists(st.builds(Row, anything, anything), max_size=60).map(tuple),
    choices=choices,
    actions=choices,
    footnotes=st.lists(anything, max_size=14).map(tuple),
    references=st.lists(st.builds(Reference, anything, addresses, anything), max_size=9).map(tuple),
    share=st.just("") | anything,
)
trails = st.none() | st.lists(anything, max_size=5).map(tuple)


@given(replies, trails, st.sampled_from(["", "U0SHARER"]))
def test_no_reply_whatsoever_breaks_a_limit_or_pings_anybody(reply: Reply, trail: tuple[str, ...], by: str) -> None:
    found = faults(message(reply, trail=trail, shared_by=by), reply.references)
    assert [fault for fault in found if not fault.startswith("message.blocks is 0")] == []


def read(mrkdwn: str) -> str:
    """What a person sees of mrkdwn without formatting, look-alikes taken for what they stand for."""
    return html.unescape(mrkdwn.replace("\u200b", "")).translate(str.maketrans("∗＿∼ˋ", "*_~`"))


TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
plain_texts = st.lists(
    st.sampled_from(NASTY) | st.text(st.characters(exclude_characters=f"\u200b∗＿∼ˋ{TURNS}")), max_size=9
).map(" ".join)


@given(plain_texts)
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    assert read(escape(text)) == text


@given(plain_texts)
@example("__0__")
def test_no_emphasis_comes_of_escaped_text(text: str) -> None:
    assert not re.search(r"(?:(?<=\W)|^)([*_~`])\S(?:.*?\S)?\1(?=\W|$)", escape(text))


@given(plain_texts.map(str.split), st.integers(40, 90))
def test_broken_text_loses_nothing_and_no_word_is_cut(text: list[str], limit: int) -> None:
    pieces = list(wrap(" ".join(text), limit, escape))
    assert all(len(piece) <= limit for piece in pieces)
    if all(len(escape(word)) < limit // 2 for word in text):
        assert [word for piece in pieces for word in read(piece).split()] == text


@given(st.lists(st.text("abcdé&<*", min_size=1, max_size=9), min_size=1, max_size=60), st.integers(60, 200))
def test_shortened_text_ends_after_a_word(text: list[str], limit: int) -> None:
    short = shorten(" ".join(text), limit, escape)
    assert len(escape(short)) <= limit
    whole = short.removesuffix("…").split()
    assert whole == text[: len(whole)]


def test_long_text_goes_on_in_the_next_section() -> None:
    sentence = "Customers who stay & grow are worth more. "
    blocks = message(Reply(title="Long", data={}, paragraphs=(sentence * 200,)))["blocks"]
    assert len(blocks) == 5
    assert read(" ".join(texts(blocks, "mrkdwn"))).split() == (sentence * 200).split()


def test_what_no_message_can_hold_ends_after_a_word_with_a_hint() -> None:
    sent = message(Reply(title="Endless", data={}, paragraphs=("renewal " * 5000,), choices=(Choice("NRR", "nrr"),)))
    *body, hint, buttons = sent["blocks"]
    assert set(texts(body, "mrkdwn")[-1].removesuffix("…").split()) == {"renewal"}
    assert (texts(hint, "mrkdwn"), buttons["type"]) == ([CUT_SHORT], "actions")


def test_marks_within_words_and_between_spaces_stay_and_others_give_way() -> None:
    assert escape("snake_case 2 * 3 *bold* _it_ ~5% `x`") == "snake_case 2 * 3 ∗bold∗ ＿it＿ ∼5% ˋxˋ"


def test_headers_and_buttons_say_a_and_b_plainly() -> None:
    assert unformatted("P&L < R&D <!channel> @here") == "P&L < R&D ‹!channel> @\u200bhere"


def test_a_formula_is_shown_letter_for_letter() -> None:
    assert code("a * b < c") == "`a * b &lt; c`"


def test_two_texts_stand_side_by_side() -> None:
    rows = (Row("Champion", "Argues for you."), Row("Ambassador", "Speaks for you."))
    section = message(Reply(title="Two", data={}, rows=rows))["blocks"][1]
    assert [field["text"] for field in section["fields"]] == [
        "*Champion*\nArgues for you.",
        "*Ambassador*\nSpeaks for you.",
    ]


def test_a_card_links_its_sources_and_says_which_nobody_has_checked() -> None:
    references = (
        Reference("P&L > R&D (2024)", "https://example.com/a?b=1&c=2"),
        Reference("A *book*", note="not verified"),
    )
    sources = message(Reply(title="NRR", data={}, references=references))["blocks"][-1]
    assert texts(sources, "mrkdwn") == [
        "Sources: <https://example.com/a?b=1&amp;c=2|P&amp;L &gt; R&amp;D (2024)>; A ∗book∗ (not verified)"
    ]


@cases(
    ("url", "shown"),
    [
        ("https://example.com/nrr", "<https://example.com/nrr|NRR>"),
        ("https://example.com/Call_to_action_(web)", "<https://example.com/Call_to_action_(web)|NRR>"),
        ("https://example.com/a b|c>d<e", "<https://example.com/a%20b%7Cc%3Ed%3Ce|NRR>"),
        ("https://example.com/a%20b", "<https://example.com/a%20b|NRR>"),
        ("javascript:alert(1)", "NRR"),
        ("", "NRR"),
    ],
)
def test_only_an_address_of_the_web_becomes_a_link_and_none_ends_it_early(url: str, shown: str) -> None:
    assert link(url, "NRR") == shown


def test_a_link_that_no_longer_fits_is_left_off_whole() -> None:
    long = (Reference("Too long to link", f"https://example.com/{'x' * 4000}"),)
    assert texts(message(Reply(title="NRR", data={}, references=long))["blocks"], "mrkdwn") == [
        "Sources: Too long to link"
    ]
    many = tuple(Reference(f"Page {number}", f"https://example.com/{'x' * 250}{number}") for number in range(60))
    sent = message(Reply(title="NRR", data={}, references=many))
    shown = " ".join(texts(sent["blocks"], "mrkdwn"))
    assert list(faults(sent, many)) == []
    assert LINK.sub("", shown).replace("; ", "").split() == ["Sources:", *CUT_SHORT.split()]


def test_the_text_of_a_message_is_what_a_notification_shows() -> None:
    reply = Reply(title="Churn & co", data={}, paragraphs=("Customers who *leave*.", "More."))
    assert message(reply)["text"] == "Churn &amp; co: Customers who ∗leave∗."


def test_only_a_private_answer_can_be_shared_and_leads_back() -> None:
    reply = Reply(title="NRR", data={}, share="define nrr", choices=(Choice("GRR", "define grr"),))
    public, private = message(reply)["blocks"], message(reply, trail=("terms", "define nrr"))["blocks"]
    assert [e["action_id"] for block in public if block["type"] == "actions" for e in block["elements"]] == ["ask:0"]
    buttons = [e for block in private if block["type"] == "actions" for e in block["elements"]]
    assert [(b["action_id"], b["value"], b.get("style")) for b in buttons] == [
        ("ask:0", "define grr", None),
        ("share", "define nrr", "primary"),
        ("ask:1", "terms", None),
    ]


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["C", "Zl", "Zp"], exclude_characters="&|"), min_size=1, max_size=60),
        max_size=12,
    )
)
def test_the_trail_is_kept_in_the_message_the_latest_steps_first_of_all(trail: list[str]) -> None:
    blocks = message(Reply(title="x", data={}, choices=(Choice("a", "b"),)), trail=tuple(trail))["blocks"]
    kept = trail_of(blocks[-1]["block_id"])
    assert kept is not None
    assert list(kept) == trail[len(trail) - len(kept) :]
    assert trail_of("ask:0") is None


def test_what_is_said_of_files_shows_no_look_alikes() -> None:
    said = notice(FILE_ALONE)["text"]
    assert said == FILE_ALONE


def test_a_name_that_turns_the_direction_of_writing_turns_no_figures_behind_it() -> None:
    turned = "Acme\u202e \u2067Ltd"
    row = Row(turned, "$1,200", detail=turned)
    sent = message(Reply(title=turned, data={}, rows=(row,), choices=(Choice(turned, "account id 1"),)))
    assert not {*json.dumps(sent, ensure_ascii=False)} & {*TURNS}
    assert escape("שלום") == "שלום"


def test_sentences_that_are_too_long_together_are_said_as_far_as_a_block_holds_them() -> None:
    (block,) = notice("This isn't <right>. " * 400)["blocks"]
    assert 2_900 < len(block["elements"][0]["text"]) <= 3_000
