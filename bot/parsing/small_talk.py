"""Small talk around a question or instead of one: greetings, thanks, emoji, “cc @somebody”."""

import re

from bot.parsing.question_patterns import compiled
from bot.reply import Choice, Reply

_EMOJI = (
    r"(?::[a-z0-9_+'-]*[a-z][a-z0-9_+'-]*:(?::skin-tone-\d:)?|:[+-]1:"
    r"|[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff][\ufe0f\u200d\U0001f3fb-\U0001f3ff]*)"
)
_COPY = r"(?:(?<!\S)/?cc:?(?:\s+@\S+)*)"
_FRONT = rf"^(?:\s*(?:{_EMOJI}|/?cc:?(?:\s+@\S+)+))+\s*"
_END = rf"(?:\s*(?:{_EMOJI}|{_COPY}))+\s*$"
_MAY_STAND_ASIDE = re.compile(r":[a-z0-9_+'-]+:|\bcc\b", re.IGNORECASE)
_GREETING = (
    r"^(?:(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening)|dear)(?: (?:there|all|team|everyone"
    r"|everybody|folks|bot|cs bot))?\s*(?:[,!.:]+\s*|\s[–-]\s+)"
    r"|(?:hi|hello|hey|good (?:morning|afternoon|evening)) (?:there|all|team|everyone|everybody|folks|bot|cs bot)\s+)+"
)
_THANKS = (
    r"(?:[\s,.!–-]+(?:please|pls|plz|thanks(?: a lot| so much| in advance)?|thank you(?: so much)?|thx|ty|cheers))+"
    r"[\s.!]*$"
)
LONGEST = 60  # characters of a text that says nothing else
GREETINGS = frozenset(
    {"hi", "hello", "hey", "hiya", "yo", "hello there", "hi there", "hey there", "good morning", "good afternoon"}
    | {"good evening", "morning", "greetings", "hi all", "hello all", "hi team", "hey team", "hi bot", "hello bot"}
)
THANKS = frozenset(
    {"thanks", "thank you", "thx", "ty", "cheers", "thanks a lot", "many thanks", "thank you so much", "great", "nice"}
    | {"great thanks", "thanks so much", "perfect", "cool", "ok thanks", "got it", "awesome", "ok", "okay", "tnx"}
    | {
        "perfect thanks",
        "got it thanks",
        "ok great",
        "ok cool",
        "great thank you",
        "thanks bot",
        "thanks everyone",
        "thanks all",
        "good bot",
        "great job",
    }
)


def without_emoji(text: str) -> str:
    """The text without the emoji and the “cc @somebody” at its ends; a text of nothing else stays as it is."""
    if text.isascii() and not _MAY_STAND_ASIDE.search(text):
        return text.strip()
    bare = compiled(_END).sub("", compiled(_FRONT).sub("", text)).strip()
    return bare or text.strip()


def without_courtesy(text: str) -> str:
    """The text without a greeting before it and thanks after it; a text of nothing else stays as it is."""
    bare = compiled(_THANKS).sub("", compiled(_GREETING).sub("", text)).strip()
    return bare or text


def is_small_talk(text: str) -> bool:
    """Whether a text only greets, thanks or waves."""
    return len(text) <= LONGEST and bool(text.strip()) and _kind(text) != ""


def small_talk_reply(text: str) -> Reply:
    """A word back, and where to go on from it."""
    if _kind(text) == "thanks":
        return Reply(title="You’re welcome.", data={"kind": "greeting", "message": "You’re welcome."})
    said = "Ask for a term, a metric with its numbers, or your accounts: “what is NRR?”, “nps 40 10 50”, “my renewals”."
    return Reply(
        title="Hello!",
        data={"kind": "greeting", "message": said},
        paragraphs=(said,),
        actions=(Choice("What you can ask", "help"), Choice("A random term", "random")),
    )


def _kind(text: str) -> str:
    bare = re.sub(_EMOJI, " ", text)
    said = " ".join(re.sub(r"[^\w\s']", " ", bare.casefold()).split())
    if said in THANKS or (not said and re.search(r"\+1|👍|🙏|pray|clap|tada|heart|100", text)):
        return "thanks"
    return "hello" if said in GREETINGS or (not said and bare != text) else ""
