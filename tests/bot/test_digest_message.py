"""A digest in Slack: inside every limit, without a ping, and with every account in it once."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest_message import DigestEntry, DigestMessage, DigestSection
from bot.render.buttons import trail_of
from bot.render.digest import digest_messages, preview_message
from bot.reply import Choice, Reply
from tests.bot.blocks.checks import message_faults
from tests.cases import cases
from tests.examples import examples

AWKWARD = st.sampled_from(
    ["<!channel>", "<https://evil.example|Acme>", "🦄" * 200, "שלום עולם", "*_~`", "&amp;", "x" * 5000, "\n"]
)
TEXT = st.one_of(st.text(max_size=80), AWKWARD)
ENTRIES = st.builds(
    DigestEntry, TEXT, st.lists(TEXT, max_size=6).map(tuple), TEXT, st.sampled_from(["", "red", "green"])
)
SECTIONS = st.builds(DigestSection, TEXT, st.lists(ENTRIES, max_size=12).map(tuple), TEXT)
BULLETINS = st.builds(
    DigestMessage,
    title=TEXT,
    headline=TEXT,
    data=st.just({}),
    paragraphs=st.lists(TEXT, max_size=6).map(tuple),
    sections=st.lists(SECTIONS, max_size=3).map(tuple),
    footnotes=st.lists(TEXT, max_size=6).map(tuple),
    choices=st.just((Choice("NRR", "define nrr"),)),
    csv=st.just("health"),
)


def texts(blocks: list[dict[str, Any]]) -> list[str]:
    """Every mrkdwn text of the blocks."""
    found = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    return found + [part["text"] for block in blocks if block["type"] == "context" for part in block["elements"]]


@settings(max_examples=examples(0.4))
@given(BULLETINS)
def test_any_digest_is_inside_slacks_limits_and_pings_nobody(digest_message: DigestMessage) -> None:
    for message in digest_messages(digest_message):
        assert message_faults(message) == []
        ids = [block["accessory"]["action_id"] for block in message["blocks"] if "accessory" in block]
        assert len(set(ids)) == len(ids)
        for text in [*texts(message["blocks"]), message["text"]]:
            assert 0 < len(text) <= 3000
            assert "<!" not in text
            assert "<http" not in text


@settings(max_examples=examples(0.2))
@given(BULLETINS)
def test_no_account_is_lost_between_the_message_and_its_thread(digest_message: DigestMessage) -> None:
    shown = [message["blocks"] for message in digest_messages(digest_message)]
    marked = sum(text.startswith(("🔴 ", "🟢 ", "• ")) for blocks in shown for text in texts(blocks))
    assert marked == sum(len(section.entries) for section in digest_message.sections)


def test_a_thousand_reds_are_all_there_and_only_three_in_the_channel() -> None:
    entries = tuple(
        DigestEntry(f"Account {n}", ("$1,000 ARR", "usage fell"), f"account {n}", "red") for n in range(1000)
    )
    sent = digest_messages(
        DigestMessage(title="Health", headline="1,000 in the red", data={}, sections=(DigestSection("Worse", entries),))
    )
    buttons = [[block["accessory"]["value"] for block in each["blocks"] if "accessory" in block] for each in sent]
    assert len(buttons[0]) == 3
    assert [value for each in buttons for value in each] == [f"account {n}" for n in range(1000)]
    assert {texts(each["blocks"])[0] for each in sent[2:]} == {"*Worse, continued*"}
    assert texts(sent[1]["blocks"])[0] == "*Worse*"
    assert "997 more in the thread: 🔴 Account 3, 🔴 Account 4 and 995 others" in texts(sent[0]["blocks"])


@cases(("entries", "others"), [(4, ""), (5, ""), (6, " and 1 other"), (9, " and 4 others")])
def test_the_entries_of_the_thread_that_have_no_name_in_the_first_message_are_counted(
    entries: int, others: str
) -> None:
    listed = tuple(DigestEntry(f"Account {n}", (), f"account {n}", "red") for n in range(entries))
    digest = DigestMessage(title="Health", headline="Red", data={}, sections=(DigestSection("Worse", listed),))
    (said,) = (text for text in texts(digest_messages(digest)[0]["blocks"]) if "more in the thread" in text)
    assert said.startswith(f"{entries - 3} more in the thread: 🔴 Account 3")
    assert said.partition(" and ")[1:] == others.partition(" and ")[1:]


def test_a_preview_has_five_buttons_those_of_its_own_among_them() -> None:
    entries = tuple(DigestEntry(f"Account {n}", ("$1,000 ARR",), f"account id {n}", "red") for n in range(200))
    choices = tuple(Choice(f"Term {n}", f"define {n}") for n in range(5))
    digest = DigestMessage(
        title="Health",
        headline="Red",
        data={},
        sections=(DigestSection("Worse", entries),),
        choices=choices,
        csv="health",
    )
    shown = preview_message(Reply(title="Health", data={}, digest=digest), digest, "digest preview health")
    rows = [block["elements"] for block in shown["blocks"] if block["type"] == "actions"]
    labels = [each["text"]["text"] for row in rows for each in row]
    assert labels == ["Message 2", "Message 3"]
    assert sum("accessory" in block for block in shown["blocks"]) + len(labels) == 5


def test_each_section_has_its_share_of_the_first_message() -> None:
    sections = tuple(
        DigestSection(title, tuple(DigestEntry(f"{title} {n}") for n in range(20))) for title in ("Worse", "Better")
    )
    first = digest_messages(DigestMessage(title="Health", headline="x", data={}, sections=sections))[0]
    assert [
        sum(f"{title} {n}" in text for text in texts(first["blocks"]) for n in range(20)) > 1
        for title in ("Worse", "Better")
    ]


def test_what_is_urgent_is_shown_before_anything_else() -> None:
    sections = (
        DigestSection("First", tuple(DigestEntry(f"First {n}") for n in range(4)), urgent=True),
        DigestSection("Later", tuple(DigestEntry(f"Later {n}") for n in range(4))),
    )
    first = digest_messages(DigestMessage(title="Renewals", headline="4 to act on", data={}, sections=sections))[0]
    shown = "\n".join(texts(first["blocks"]))
    assert [f"First {n}" in shown for n in range(4)] == [True] * 4
    assert "Later 0" in shown
    assert "3 more in the thread" in shown


def test_a_digest_begins_with_what_to_act_on_and_says_its_order_after_it() -> None:
    listed = tuple(DigestEntry(f"Account {n}", ("$1,000 ARR",)) for n in range(2))
    sections = (
        DigestSection("Act on these first (2)", listed, "By ARR.", urgent=True),
        DigestSection("Later", (), "No."),
    )
    (first,) = digest_messages(DigestMessage(title="Health", headline="2 got worse", data={}, sections=sections))
    shown = [str(block) for block in first["blocks"]]
    places = [
        next(n for n, block in enumerate(shown) if text in block) for text in ("Account 0", "Account 1", "By ARR.")
    ]
    assert places == sorted(places)
    assert shown[places[0] - 1].count("Act on these first (2)") == 1
    assert any("Later" in block and "No." in block for block in shown)


@settings(max_examples=examples(0.2))
@given(BULLETINS, st.integers(1, 6))
def test_a_preview_shows_the_messages_as_they_would_be_posted(digest_message: DigestMessage, part: int) -> None:
    sent = digest_messages(digest_message)
    reply = Reply(title="", data={}, digest=digest_message, part=part)
    shown = preview_message(reply, digest_message, "digest preview health mine")
    posted = sent[min(part, len(sent)) - 1]
    bare = [{key: value for key, value in block.items() if key != "block_id"} for block in shown["blocks"]]
    said = [block for block in posted["blocks"] if block["type"] != "actions"]
    assert [block for block in bare if block["type"] != "actions"][: len(said)] == said
    buttons = [each["value"] for block in bare if block["type"] == "actions" for each in block["elements"]]
    own = [each["value"] for block in posted["blocks"] if block["type"] == "actions" for each in block["elements"]]
    kept = [value for value in buttons if not value.startswith("digest preview ")]
    assert kept == own[: len(kept)]  # five in all, so that some of its own may give way
    assert len(shown["blocks"]) <= 50
    assert len(json.dumps(shown["blocks"])) <= 13_200
    ids = [block["block_id"] for block in shown["blocks"] if "block_id" in block]
    assert len(set(ids)) == len(ids)
    assert all(trail_of(id_) == ("digest preview health mine",) for id_ in ids)
    others = [value for value in buttons if value not in kept]
    assert all(value.startswith("digest preview health mine part ") for value in others)
    assert bool(others) == (len(sent) > 1)
