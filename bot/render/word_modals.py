"""The modals of the team's own words: a term, what a team says of a curated one, and a decision with its reason."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from slack_sdk.models.blocks import Block, PlainTextObject, SectionBlock
from slack_sdk.models.views import View

from bot.render.metric_modal import INPUT
from bot.render.modal_fields import Shown, plain, text_input, text_value

WORD_CALLBACK, DECISION_CALLBACK = "word-form", "decision-form"
SAID: Final = 2500  # characters of what is said above the fields
WHY = "decision"  # the block of a decision's reason, or of the term that a draft is merged into


class Field(NamedTuple):
    """A field of the form: its label, a hint, how long it may be, and whether it must be filled in."""

    label: str
    hint: str
    longest: int
    required: bool = False


TERM_FORM: Final[Mapping[str, Field]] = {
    "name": Field("Term", "", 60, required=True),
    "definition": Field("Meaning", "One or two sentences for somebody new: what it is.", 360, required=True),
    "acronyms": Field("Acronyms", "With commas between them.", 200),
    "aliases": Field("Other names", "With commas. Plurals, other spellings and slips are found by themselves.", 400),
    "why": Field("Why it matters", "What to do with it.", 260),
    "formula": Field("Formula", "", 200),
    "example": Field("Worked example", "Such as: 45 − 3 = 42 days. It is computed where there is a formula.", 320),
    "confused_with": Field("Not to be confused with", "A line each: TERM: what tells the two apart.", 900),
    "category": Field("Category", "One of the glossary’s, or one of your own.", 40),
}
OVERLAY_FORM: Final[Mapping[str, Field]] = {
    "our_definition": Field("Your team’s definition", "Shown first; the glossary’s stays a tap away.", 360),
    "our_formula": Field("Your team’s formula", "", 200),
    "note": Field("Note", "Such as: ours leaves out customers on trial.", 300),
}


def word_modal(
    kind: str, known: Mapping[str, str], said: Sequence[str], *, change: bool, metadata: str
) -> dict[str, Any]:
    """The modal that asks for a word, filled with what is known; `said` stands above it."""
    fields = TERM_FORM if kind == "term" else OVERLAY_FORM
    inputs = [
        text_input(name, each.label, each.hint, known.get(name, ""), longest=most, required=each.required)
        for name, each in fields.items()
        for most in [min(max(each.longest, len(known.get(name, ""))), INPUT)]
    ]
    title = "Suggest a change" if change else "Suggest a term"
    return _modal(_Frame(WORD_CALLBACK, title, "Send"), said, inputs, metadata)


def word_values(kind: str, view: Shown) -> dict[str, str]:
    """The fields as they were filled in."""
    return {name: text_value(view, name) for name in (TERM_FORM if kind == "term" else OVERLAY_FORM)}


def decline_modal(name: str, metadata: str) -> dict[str, Any]:
    """The modal that asks why a draft is declined."""
    why = text_input(WHY, "Why", "Whoever suggested it is told this.", "", longest=300, required=True)
    return _modal(_Frame(DECISION_CALLBACK, "Decline", "Decline"), (f"“{name}”",), [why], metadata)


def merge_modal(name: str, into: str, metadata: str) -> dict[str, Any]:
    """The modal that asks which term of the glossary a draft is."""
    term = text_input(WHY, "Term", "Whoever suggested it, and all who asked for it, are shown that term.", into)
    return _modal(_Frame(DECISION_CALLBACK, "Merge", "Merge"), (f"“{name}” is the same as:",), [term], metadata)


def decision_value(view: Shown) -> str:
    """The reason, or the term, as it was filled in."""
    return text_value(view, WHY)


class _Frame(NamedTuple):
    callback: str
    title: str
    submit: str


def _modal(frame: _Frame, said: Sequence[str], inputs: Sequence[Block], metadata: str) -> dict[str, Any]:
    shown = [text for text in said if text]
    above = [SectionBlock(block_id=f"said:{n}", text=plain(text, SAID)) for n, text in enumerate(shown)]
    view = View(
        type="modal",
        callback_id=frame.callback,
        title=PlainTextObject(text=frame.title),
        submit=PlainTextObject(text=frame.submit),
        close=PlainTextObject(text="Cancel"),
        private_metadata=metadata,
        blocks=[*above, *inputs],
    )
    return view.to_dict()
