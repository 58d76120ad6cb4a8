"""What stands on the buttons of Home and on the suggested prompts, typed: the requests that they make.

Questions in plain words among them are read with the others, in `bot/parsing/account_questions.py`; a test holds every
label against its button.
"""

import re

_LABELS = {
    "all by health": "health",
    "how are mine": "health mine",
    "all of it": "data",
    "how old is our account data": "data",
    "who owns what": "owners",
    "subscribe": "digest subscribe",
    "status": "digest status",
    "the queue": "curate",
    "said to be wrong": "words wrong",
    "what waits for me": "curate",
    "what was missed": "words missed",
    "all lists": "words",
    "most missed": "words missed",
    "browse all terms": "terms",
    "a random term": "random",
    "teach me five words a day": "learn start",
    "work out an nps": "calculate nps 40 10 50",
    "nrr or grr: what tells them apart": "define NRR vs GRR",
    "what can i ask": "help",
    "my red accounts": "health red mine",
}
_PATTERNS = (
    (r"(pause|resume) #?(\d{1,9})", r"digest \1 \2"),
    (r"change #?(\d{1,9})\W*", r"digest status \1"),  # a form, which only a button opens
    (r"my renewals(?: of|: [\d,]+ in| in) (\d{1,3}) days(?:, [\d,]+ past due)?", r"renewals \1 mine"),
    (r"renewals (?:of|in) (\d{1,3}) days", r"renewals \1"),
    (r"brief: (.+)", r"brief \1"),
    (r"withdraw (.+)", r"ask withdraw \1"),
)
_BEGINNINGS = ("pause", "change", "resume", "my renewals", "renewals", "brief:", "withdraw")
LONGEST = 120  # characters of a label


def request_of_label(text: str) -> str:
    """The request of the button or the prompt that a text is the label of; empty where it is none."""
    if len(text) > LONGEST:
        return ""
    said = text.strip(" ?!.,…")
    key = said.casefold()
    if request := _LABELS.get(_without_count(key)):
        return request
    if not key.startswith(_BEGINNINGS):
        return ""
    matches = ((re.fullmatch(pattern, said, re.IGNORECASE), request) for pattern, request in _PATTERNS)
    return next((found.expand(request) for found, request in matches if found), "")


def _without_count(key: str) -> str:
    """A label without what it counts: `my red accounts` of `my red accounts: 12`."""
    name, _, number = key.rpartition(":")
    return name if name and number.strip().replace(",", "").isdigit() else key
