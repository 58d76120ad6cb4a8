"""The ways in which a text that isn't plain can be read, each spelled out as a plain one.

A pasted column, `40 promoters`, `USD 500`, `6 months`, `1.200`, `1,5`, `100 000`, `03/04/2025`: such a text goes
through stages, each of which turns it into one or several that are plainer.
"""

import re
from collections.abc import Iterable
from itertools import islice

from metrics.errors import MetricError
from metrics.inputs.numbers import AFFIXES, LONGEST, currency_named
from metrics.parsing import conventions
from metrics.registry import Metric

_MOST = 12
_SPACES = "\u00a0\u2007\u2008\u2009\u200a\u202f"
_CHARACTERS = str.maketrans(
    {
        **dict.fromkeys("−‐‑‒–—﹣－", "-"),
        **dict.fromkeys('“”„«»"`*', " "),
        **dict.fromkeys("’‘ʼ´", "'"),
        **dict.fromkeys(";|&", " "),
        "…": "..",
        "×": "x",
        "→": " / ",
        "\u200b": "",
        "\ufeff": "",
    }
)
_HARD_GROUP = re.compile(rf"(?<=[0-9])[{_SPACES}](?=[0-9]{{3}}(?![0-9]))")
_CELL = re.compile(r"\D{0,4}[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?\D{0,4}")
_PER = re.compile(
    r"([0-9][A-Za-z%]*)"
    r"(?:(?: ?/ ?| (?:a|per|each|every) )(mo|month|quarter|yr|year)| (monthly|quarterly|yearly|annually))\b(?! active)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z][A-Za-z_-]*")
FILLERS = frozenset(
    re.findall(
        r"\w+",
        "a and are arr at by ebitda for from gross in is monthly mrr of out over per rate revenue the then to "
        "versus vs was were with yoy",
    )
)
_QUESTION = "It can be read in several ways. Which is meant?"


class Candidates:
    """The plain texts that a text may stand for: the likely ones, and those to try when none of them works.

    Raises `MetricError` for what can't be a request at all, such as digits of another script.
    """

    question = _QUESTION

    def __init__(self, metric: Metric, text: str) -> None:
        cleaned = _joined(metric, _clean(_weighted(text) if _listed(metric, "parts") else text))
        likely, unlikely = [cleaned], [cleaned]
        if any(spec.kind.name == "date" for form in metric.forms for spec in form.fields):
            likely = unlikely = conventions.date_spellings(cleaned)
        elif _only_ratings(metric, cleaned):
            likely, unlikely = [cleaned.replace(",", " ")], []
        else:
            likely, unlikely, doubtful = conventions.number_spellings(cleaned)
            self.question = f"“{doubtful}” can be read in several ways. Which is meant?" if doubtful else _QUESTION
        self.likely = list(islice((each for one in likely for each in _joinable(metric, one)), _MOST))
        self.unlikely = [each for each in unlikely if each not in self.likely]


def _weighted(text: str) -> str:
    """Parts of a score as `usage=80:50`: `usage 80 × 50% +`, `usage: 80 (50%)`."""
    text = re.sub(r"(?<=[0-9])\s*[*×x]\s*(?=[0-9.])", ":", text)
    text = re.sub(r"(?<=[0-9])\s*\(\s*([0-9.]+)%?\s*\)", r":\1", text)
    text = re.sub(r"\s\+\s", " ", text)
    return re.sub(r"(?<![=A-Za-z_-])([A-Za-z][A-Za-z_-]*)(?::\s*|\s+)(?=[0-9])", r"\1=", text)


def _clean(text: str) -> str:
    """The text in plain characters, each cell of a pasted table one word."""
    text = text.replace("->", " / ")
    if not text.isascii():
        text = _HARD_GROUP.sub("", text).translate(_CHARACTERS)
        other = next((char for char in text if char.isdigit() and not char.isascii()), "")
        if other:
            raise MetricError(f"“{other}” isn't one of the digits 0 to 9.")
    else:
        text = re.sub(r"[;|&\"`*]", " ", text)
    if "\n" in text or "\t" in text:
        cells = (cell.strip() for cell in re.split(r"[\n\r\t]+", text))
        text = " ".join(cell.replace(" ", "") if _CELL.fullmatch(cell) else cell for cell in cells)
    if long := next((word for word in re.split(r"[\s,=]+", text) if len(word) > 2 * LONGEST), ""):
        raise MetricError(f"“{long[:12]}…” is too long to be a number: {LONGEST} characters at most.")
    return " ".join(text.split())


def _joined(metric: Metric, text: str) -> str:
    """The text with units joined to their numbers, names to their values, and words that say nothing left out."""
    text = _named(metric, re.sub(r"\([A-Za-z%$€£ ]*\)", " ", text))
    text = re.sub(r"(?<=[A-Za-z]) (?:mrr|arr|revenue|rate)(?=\s*[:=])", "", text, flags=re.IGNORECASE)
    text = re.sub(r"\s*=\s*", "=", text)
    text = re.sub(r"(?<=[A-Za-z]):\s+", "=", text)
    text = re.sub(r"(?<=[0-9])-(?=(?:month|quarter|year)s?\b)", "", text)
    text = re.sub(r"\s:\s", " ", text)
    text = _PER.sub(lambda found: f"{found[1]}/{found[2] or found[3]}", text)
    text = re.sub(r"\b(?:a|per|each|every) (?:month|quarter|year)\b", " ", text)
    if not _dated(metric):
        text = re.sub(r"(?<=\s)([+-])\s+(?=[0-9$€£(])", r"\1", text)
    if not _listed(metric, "parts"):
        text = re.sub(r"(?<=[0-9A-Za-z]):(?=[$€£0-9])", " ", text)
    text = re.sub(r",(?=\s|$)", " ", text)
    text = re.sub(r"(?<=[0-9])\.(?=\s|$)", "", text)
    text = re.sub(r"(?<=[0-9A-Za-z%)])(/)(?=[0-9$€£(])", r" \1 ", text) if not _dated(metric) else text
    if _listed(metric, "names") or _listed(metric, "parts"):
        return text
    names = {key for form in metric.forms for key in form.names}
    words = [word for word in text.split() if word.lower() not in FILLERS - names]
    if not _parts_lists(metric, words):
        words = [word for word in words if word != "/"]
    return " ".join(_labelled(metric, _with_units(words)))


def _named(metric: Metric, text: str) -> str:
    """The text with an argument's name in the place of what describes it: `dau` for `daily active users`."""
    for form in metric.forms:
        for spec in form.fields:
            for words in (spec.description, spec.spoken):
                if " " in words:
                    text = re.sub(rf"\b{re.escape(words)}\b", spec.name, text, flags=re.IGNORECASE)
    return text


def _parts_lists(metric: Metric, words: list[str]) -> bool:
    """Whether a slash in the words is the one between two lists."""
    form = metric.form(words[0].lower()) if words else None
    return form is not None and sum(spec.kind.many for spec in form.fields) > 1


def _dated(metric: Metric) -> bool:
    return any(spec.kind.name == "date" for form in metric.forms for spec in form.fields)


def _listed(metric: Metric, kind: str) -> bool:
    return any(spec.kind.name == kind for spec in metric.forms[0].fields)


def _with_units(words: list[str]) -> list[str]:
    """`USD 500`, `500 USD`, `6 months` and `1.2 million` as one word each; `(a year)` and the like left alone."""
    first = next((word for word in words if word[-1:].isdigit() or currency_named(word)), "")
    before = bool(currency_named(first))
    joined: list[str] = []
    held = ""
    for word in words:
        bare = word.strip(".,").lower()
        if before and currency_named(bare):
            held = word
        elif joined and bare in AFFIXES and _takes(joined[-1], bare):
            joined[-1] += word.strip(".,")
        else:
            joined.append(held + word)
            held = ""
    return joined


def _takes(word: str, unit: str) -> bool:
    """Whether a unit can be joined to the word before it: a number without one, or with no currency yet."""
    return word[-1:].isdigit() or (bool(currency_named(unit)) and any(char.isdigit() for char in word))


def _labelled(metric: Metric, words: list[str]) -> list[str]:
    """`40 promoters` and `promoters 40` as `promoters=40`, whichever of the two the text begins with."""
    if not any(_WORD.fullmatch(word) for word in words[1:]) and not (words and _WORD.fullmatch(words[0])):
        return words
    names = {key: spec.name for form in metric.forms for key, spec in form.names.items()}
    is_name = [_WORD.fullmatch(word) is not None and _key(word) in names for word in words]
    if not any(is_name) or metric.form(words[0].lower()):
        return words
    name_first = is_name[0]
    labelled: list[str] = []
    for word, named in zip(words, is_name, strict=True):
        previous = labelled[-1] if labelled else ""
        if named and not name_first and previous and "=" not in previous:
            labelled[-1] = f"{word}={previous}"
        elif named and names.get(_key(previous.partition("=")[0])) == names[_key(word)]:
            continue  # said twice, as in “10 new customers”
        elif name_first and _WORD.fullmatch(previous) and _key(previous) in names and not named:
            labelled[-1] = f"{previous}={word}"
        else:
            labelled.append(word)
    return labelled


def _key(word: str) -> str:
    return word.lower().replace("_", "").replace("-", "")


def _only_ratings(metric: Metric, text: str) -> bool:
    """Whether the text is a list of answers, in which a comma can only part two of them."""
    form = metric.form(text.split(" ", 1)[0].lower()) or metric.forms[0]
    return any(spec.kind.name in ("ratings", "counts") for spec in form.fields)


def _joinable(metric: Metric, text: str) -> Iterable[str]:
    """The text, and the same with groups of digits joined where the metric's arguments allow for that."""
    if _only_ratings(metric, text):
        return (text,)
    return conventions.join_thousands(text, in_lists=all(form.many for form in metric.forms))
