"""Numbers in a sentence, each given to the argument that the words around it name.

`what is our nps with 120 promoters, 30 passives and 20 detractors` gives `promoters=120 passives=30 detractors=20`;
`we lost 5 of 120 customers` gives `lost=5 start=120`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations

from metrics.registry import Form, Metric

MOST = 7
"""No form has more arguments that are named in a sentence."""
FAR = 9
"""A label so many words away, or behind another number, says nothing about a number."""
_SCALE = r"k|m|mn|mm|mio|bn?|cr|crores?|lakhs?|lacs?|l|thousand|million|billion"
_CURRENCY = r"(?:[A-Za-z]{0,3}[$€£¥₹]|(?:USD|EUR|GBP|INR|CAD|AUD|CHF)\s?)"
_NUMBER = re.compile(
    rf"(?<![\w.])[-+−]?{_CURRENCY}?[-+−]?\d(?:[\d_']|[.,](?=\d))*(?:\s?(?:{_SCALE})(?![A-Za-z]))?"
    r"(?:\s?(?:%|percent\b|pct\b))?(?![A-Za-z])",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\x00\d+\x00|[A-Za-z][A-Za-z'-]*|[,;.?!:=/&]")
_STOP = frozenset(",;.?!")
_SAME = (
    "start started starts starting begin began begun beginning opening initial initially",
    "lost lose loses losing losses left leave cancelled canceled gone quit",
    "churn churned churning cancelled canceled cancellations cancellation cancel cancels",
    "expansion expand expanded expanding upsell upsells upsold upgrade upgrades upgraded",
    "contraction contracted contract downgrade downgrades downgraded downsell downsells downsold shrank",
    "new joined won added signed gained acquired",
    "end ended ending final finished finish closing",
    "renewed renew renews",
    "due expiring expired expire up",
    "spend spent cost costs",
    "satisfied happy",
    "responses response answers answered replies respondents surveyed",
    "before previous from was earlier",
    "after current now to later",
    "completed complete finished finish",
    "bought licensed paid purchased seats",
    "used use using",
    "adopters adopted adopt",
    "activated active",
    "signups signup signed",
    "growth growing grew grow",
    "margin profit margins",
    "net-new-arr arr",
    "csms csm managers",
    "accounts account customers",
)
_NOISE = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "is",
        "it",
        "of",
        "on",
        "or",
        "our",
        "over",
        "the",
        "to",
        "up",
        "was",
        "we",
        "with",
    ]
)
LABELS = frozenset(word for same in _SAME for word in same.split()) | _NOISE
"""The words of a sentence that say which number is which, or nothing."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The words of a text in order, with a place for each of its numbers."""

    tokens: tuple[str, ...]
    numbers: tuple[str, ...]

    @property
    def places(self) -> tuple[int, ...]:
        """Where the numbers stand among the tokens."""
        return tuple(at for at, token in enumerate(self.tokens) if token.startswith("\x00"))


_WORD = re.compile(r"(?<![\w=:])[A-Za-z]{2,}(?![\w=])")
_PAIR = re.compile(r"\w\s*=|=\s*[\d?$€£]|\?\s*=|\.\.")


def in_words(metric: Metric, text: str) -> Iterator[str]:
    """The requests that a text with words around its numbers may make; the last has the numbers in their order alone.

    There is none for a text that has names and values joined by equal signs, nor for one of numbers alone.
    """
    if _PAIR.search(text) or not _WORD.search(_NUMBER.sub(" ", text)):
        return
    yield from named_arguments(metric, text)
    yield " ".join(_parse(text).numbers)


def raw_answers(metric: Metric, text: str) -> Iterator[str]:
    """The requests of more numbers than a metric has arguments, as answers of a survey: `nps 10 9 9 8 7 6 3`."""
    numbers = _parse(text).numbers
    most = max((len(form.fields) for form in metric.forms if not form.many), default=0)
    if len(numbers) > most and not _PAIR.search(text):
        for form in metric.forms:
            if form.many and form.name:
                yield f"{form.name} {' '.join(numbers)}"


def named_arguments(metric: Metric, text: str) -> Iterator[str]:
    """The requests that the text may make of the metric, each argument by its name, the likeliest first.

    Each has every number of the text; there is none where the words don't tell which number is which.
    """
    sentence = _parse(text)
    if not 0 < len(sentence.numbers) <= MOST:
        return
    found = [reading for form in metric.forms if not form.many for reading in _readings(form, sentence)]
    for _, request in sorted(found, key=lambda each: each[0]):
        yield request


def words_and_numbers(text: str) -> tuple[str, ...]:
    """Returns the words and signs of a text in order, with an empty text in the place of each number."""
    return tuple("" if token.startswith("\x00") else token for token in _parse(text).tokens)


def change_said(text: str) -> tuple[str, str] | None:
    """Returns the numbers of a text that says from which to which something went: `ARR grew from 100k to 120k`."""
    sentence = _parse(text)
    tokens, numbers, places = [each.lower() for each in sentence.tokens], sentence.numbers, sentence.places
    if (
        len(numbers) != 2
        or tokens[places[0] + 1 : places[1]] != ["to"]
        or tokens[places[0] - 1 : places[0]] != ["from"]
    ):
        return None
    return numbers[0], numbers[1]


def _parse(text: str) -> _Sentence:
    numbers: list[str] = []

    def keep(found: re.Match[str]) -> str:
        numbers.append(re.sub(r"\s+", "", found[0]))
        return f" \x00{len(numbers) - 1}\x00 "

    marked = _NUMBER.sub(keep, text)
    return _Sentence(tuple(token.lower() for token in _TOKEN.findall(marked)), tuple(numbers))


def _readings(form: Form, sentence: _Sentence) -> Iterator[tuple[float, str]]:
    """The ways to give every number to an argument of the form, with how far the labels are in all."""
    count = len(sentence.numbers)
    if not form.required <= count <= len(form.fields):
        return
    if (parts := _part_and_whole(sentence)) and (names := share(form)):
        yield -1, _request(names, parts)
    labels = _labels(form)
    costs = [[_distance(sentence, at, labels[spec.name]) for spec in form.fields] for at in sentence.places]
    best: tuple[float, tuple[int, ...]] | None = None
    for chosen in permutations(range(len(form.fields)), count):
        cost = _cost(costs, chosen)
        if (best is None or cost < best[0]) and _is_complete(form, chosen):
            best = cost, chosen
    if best is not None and best[0] < FAR * count:
        yield best[0], _request([form.fields[at].name for at in best[1]], sentence.numbers)


def _cost(costs: Sequence[Sequence[float]], chosen: Sequence[int]) -> float:
    """How far the labels are; one number alone may go without, to the argument that nothing else names."""
    each = [costs[number][field] for number, field in enumerate(chosen)]
    unnamed = sum(cost >= FAR for cost in each)
    return sum(each) if unnamed <= (len(each) > 1) else FAR * FAR


def _is_complete(form: Form, chosen: Sequence[int]) -> bool:
    return all(at in chosen for at, spec in enumerate(form.fields) if spec.required)


def _request(names: Sequence[str], numbers: Sequence[str]) -> str:
    return " ".join(f"{name}={number}" for name, number in zip(names, numbers, strict=True))


def _distance(sentence: _Sentence, place: int, labels: Mapping[str, float]) -> float:
    """How many words are between a number and the nearest label of a field; much for a stop or a number between."""
    found = [
        _between(sentence.tokens, min(at, place), max(at, place)) + (0 if at < place else 0.4) + likely
        for at, token in enumerate(sentence.tokens)
        if (likely := min(labels.get(token, FAR), labels.get(_stem(token), FAR))) < FAR
    ]
    return min(found, default=FAR)


def _between(tokens: Sequence[str], begin: int, end: int) -> float:
    cost = 0.0
    for token in tokens[begin + 1 : end]:
        if token.startswith("\x00"):
            cost += 4
        elif token in _STOP:
            cost += 3
        elif token == "and":  # noqa: S105  a word of the sentence
            cost += 2
        elif token not in {":", "="}:
            cost += 0.5
    return cost


@cache
def _labels(form: Form) -> Mapping[str, Mapping[str, float]]:
    """The words that name each field, with how far off they are: its own names, words that mean the same, and those of
    its description that no other field has.
    """
    described = {spec.name: _words(spec.description) for spec in form.fields}
    shared = Counter(word for words in described.values() for word in words)
    labels: dict[str, dict[str, float]] = {}
    for spec in form.fields:
        own = {spec.name.replace("_", "-"), *_words(" ".join((spec.name, *spec.aliases)).replace("_", " "))}
        same = {word for line in _SAME if own & set(line.split()) for word in line.split()}
        alone = {word for word in described[spec.name] if shared[word] == 1}
        far = {**dict.fromkeys(alone, 1.0), **dict.fromkeys(same, 0.5), **dict.fromkeys(own, 0.0)}
        labels[spec.name] = {_stem(word): cost for word, cost in far.items()} | far
    return labels


def _words(text: str) -> set[str]:
    return {word for word in re.split(r"[^a-z']+", text.lower()) if len(word) > 1 and word not in _NOISE}


def _stem(word: str) -> str:
    """The word without an ending that changes nothing: `detractors`, `churned`."""
    for ending in ("ings", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word.removesuffix(ending)
    return word


_OF = re.compile(r"\x00(\d+)\x00 (?:[a-z'-]+ ){0,2}?(?:out )?of (?:[a-z'-]+ ){0,2}?\x00(\d+)\x00")


def _part_and_whole(sentence: _Sentence) -> tuple[str, str] | None:
    """The two numbers of a text that says `5 of 120` and holds no other."""
    if len(sentence.numbers) != 2:
        return None
    found = _OF.search(" ".join(sentence.tokens))
    return sentence.numbers if found else None


@cache
def share(form: Form) -> tuple[str, str] | None:
    """The part and the whole of a form that is the share of one argument in another: `lost / start * 100`."""
    found = re.fullmatch(r"\(?(\w+)(?: \+ \w+\))? / (\w+) \* 100", form.formula)
    names = (found[1], found[2]) if found else ("", "")
    required = {spec.name for spec in form.fields if spec.required}
    return names if required == set(names) else None


def labelled_numbers(form: Form, text: str) -> dict[str, str]:
    """The numbers of a text that stand beside a name of an argument of the form, by that argument."""
    sentence, labels = _parse(text), _labels(form)
    found: dict[str, str] = {}
    for place, number in zip(sentence.places, sentence.numbers, strict=True):
        near = sorted((_distance(sentence, place, labels[spec.name]), spec.name) for spec in form.fields)
        if near[0][0] < FAR and near[0][1] not in found:
            found[near[0][1]] = number
    return found
