"""The ways in which a text that isn't plain can be read, each spelled out as a plain one.

A pasted column, `40 promoters`, `USD 500`, `6 months`, `1.200`, `1,5`, `100 000`, `03/04/2025`: such a text goes
through stages, each of which turns it into one or several that are plainer.
"""

import re
from collections.abc import Iterator
from functools import partial
from itertools import islice

from metrics import days
from metrics.errors import MetricError
from metrics.numbers import AFFIXES, LONGEST, currency_named, may_group
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
_RUN = re.compile(r"(?<![0-9_.,'])[0-9][0-9.,'_]*[0-9](?![0-9])")
_WORD = re.compile(r"[A-Za-z][A-Za-z_-]*")
_FILLERS = frozenset(
    [
        "monthly",
        "of",
        "out",
        "from",
        "and",
        "vs",
        "versus",
        "with",
        "in",
        "the",
        "at",
        "a",
        "per",
        "then",
        "to",
        "over",
        "by",
        "for",
        "was",
        "is",
        "were",
        "are",
    ]
)
_QUESTION = "It can be read in several ways. Which is meant?"


class Candidates:
    """The plain texts that a text may stand for: the likely ones, and those to try when none of them works.

    Raises `MetricError` for what can't be a request at all, such as digits of another script.
    """

    question = _QUESTION

    def __init__(self, metric: Metric, text: str) -> None:
        cleaned = _joined(metric, _clean(text))
        likely, unlikely = [cleaned], [cleaned]
        if any(spec.kind.name == "date" for form in metric.forms for spec in form.fields):
            likely = unlikely = days.spelled(cleaned)
        elif _only_ratings(metric, cleaned):
            likely, unlikely = [cleaned.replace(",", " ")], []
        elif _RUN.search(cleaned) and re.search(r"[0-9][.,'_][0-9]", cleaned):
            likely, unlikely = _separators(cleaned)
            doubtful = next((run for run in _RUN.findall(cleaned) if _is_doubtful(run) or _grouped(run, ".")), "")
            self.question = f"“{doubtful}” can be read in several ways. Which is meant?" if doubtful else _QUESTION
        self.likely = list(islice((each for one in likely for each in _groups(metric, one)), _MOST))
        self.unlikely = [each for each in unlikely if each not in self.likely]


def _clean(text: str) -> str:
    """The text in plain characters, each cell of a pasted table one word."""
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
    text = re.sub(r"\s*=\s*", "=", text)
    text = re.sub(r"(?<=[A-Za-z]):\s+", "=", text)
    text = re.sub(r"\s:\s", " ", text)
    text = re.sub(r"\b(?:a|per|each|every) month\b", " ", text)
    if not _dated(metric):
        text = re.sub(r"(?<=\s)([+-])\s+(?=[0-9$€£(])", r"\1", text)
    text = re.sub(r",(?=\s|$)", " ", text)
    text = re.sub(r"(?<=[0-9])\.(?=\s|$)", "", text)
    text = re.sub(r"(?<=[0-9A-Za-z%)])(/)(?=[0-9$€£(])", r" \1 ", text) if not _dated(metric) else text
    if _listed(metric, "names") or _listed(metric, "parts"):
        return text
    names = {key for form in metric.forms for key in form.names}
    words = [word for word in text.split() if word.lower() not in _FILLERS - names]
    if not _parts_lists(metric, words):
        words = [word for word in words if word != "/"]
    return " ".join(_labelled(metric, _with_units(words)))


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
    names = {key for form in metric.forms for key in form.names}
    is_name = [_WORD.fullmatch(word) is not None and _key(word) in names for word in words]
    if not any(is_name) or metric.form(words[0].lower()):
        return words
    name_first = is_name[0]
    labelled: list[str] = []
    for word, named in zip(words, is_name, strict=True):
        previous = labelled[-1] if labelled else ""
        if named and not name_first and previous and "=" not in previous:
            labelled[-1] = f"{word}={previous}"
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


def _separators(text: str) -> tuple[list[str], list[str]]:
    """The text under each convention for points and commas: likely ones, and commas that part arguments."""
    point, comma, parted = (_RUN.sub(partial(_spell, style=style), text) for style in "., ")
    doubtful = any(_is_doubtful(run) for run in _RUN.findall(text))
    likely = [comma, point] if doubtful else [point, comma]
    if doubtful:
        return list(dict.fromkeys([*likely, parted])), []
    return list(dict.fromkeys(likely)), [parted]


def _is_doubtful(run: str) -> bool:
    """Whether a comma stands where no thousands separator can: `1,5` and `40,10,50`."""
    return "," in run and "." not in run and not _grouped(run, ",")


def _spell(found: re.Match[str], style: str) -> str:
    """A run of digits and separators spelled plainly under a style: `.` or `,` is the decimal sign, or commas part."""
    run = found.group()
    if _grouped(run, "'") or _grouped(run, "_"):
        return re.sub("['_]", "", run)
    if "," in run:
        return _both(run) if "." in run else _commas(run, style)
    if run.count(".") > 1:
        return run.replace(".", "") if _grouped(run, ".") else run
    if _grouped(run, "."):
        return run.replace(".", "") if style == "," else run + "0"
    return run


def _commas(run: str, style: str) -> str:
    """A run with commas only: thousands separators, a decimal comma, or one between two arguments."""
    grouped = _grouped(run, ",")
    if style == " " or (run.count(",") > 1 and not grouped and not _indian(run)):
        return run.replace(",", " ")
    return run.replace(",", "." if style == "," and not grouped and run.count(",") == 1 else "")


def _both(run: str) -> str:
    """`1,200.50` and `1.200,50`: the sign that comes last is the decimal one."""
    last = max(run.rfind(","), run.rfind("."))
    other = "," if run[last] == "." else "."
    whole = run[:last]
    return f"{whole.replace(other, '')}.{run[last + 1 :]}" if _grouped(whole, other) else run


def _grouped(run: str, sign: str) -> bool:
    """Whether the sign parts groups of three digits all through: `1,200` and `1,200,000`, not `0,125`."""
    return sign in run and re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:{re.escape(sign)}[0-9]{{3}})+", run) is not None


def _indian(run: str) -> bool:
    return re.fullmatch(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}", run) is not None


def _groups(metric: Metric, text: str) -> Iterator[str]:
    """The text with its spaces as they are, and with those joined that can be thousands separators.

    A group that begins with 0 (`100 000`) can be nothing else. In a list, spaces part the values unless there is such a
    group.
    """
    words = text.split(" ")
    if len(words) > 60 or not may_group(text) or _only_ratings(metric, text):
        yield text
        return
    forced = [i for i in range(1, len(words)) if _can_follow(words, i) and words[i][0] == "0"]
    free = [i for i in range(1, len(words)) if _can_follow(words, i) and i not in forced]
    if not forced and all(form.many for form in metric.forms):
        yield text
        return
    if not forced:
        yield text
    for chosen in _subsets(free):
        if forced or chosen:
            yield _merged(words, {*forced, *chosen})


def _subsets(free: list[int]) -> Iterator[tuple[int, ...]]:
    for mask in range(min(2 ** len(free), 256)):
        yield tuple(at for bit, at in enumerate(free) if mask >> bit & 1)


def _can_follow(words: list[str], at: int) -> bool:
    """Whether the word can be a further group of the number before it."""
    if not re.fullmatch(r"[0-9]{3}(?:\.[0-9]+)?[^0-9.]{0,4}", words[at]):
        return False
    before = words[at - 1]
    if re.fullmatch(r"[^0-9]*[1-9][0-9]{0,2}", before):
        return True
    return re.fullmatch(r"[0-9]{3}", before) is not None and at > 1 and _can_follow(words, at - 1)


def _merged(words: list[str], joints: set[int]) -> str:
    parts = [("" if at in joints or at == 0 else " ") + word for at, word in enumerate(words)]
    return "".join(parts)
