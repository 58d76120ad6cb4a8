"""From the words of a request to the fields of a form: by position, by name, or both."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from metrics.errors import MetricError, NotUnderstoodError
from metrics.registry import Form

UNKNOWN = "?"
RANGE = ".."
SPLIT = "/"


class Words(NamedTuple):
    """The words of a request: those without a name in order, those with one, and the value to reach, if any."""

    positional: tuple[str, ...]
    named: tuple[tuple[str, str], ...] = ()
    target: str = ""


def split(text: str) -> Words:
    """The words of a text with no space around its equal signs: `100k ch=8k exp=?=110%`.

    Raises `MetricError` when it names two values to reach.
    """
    words = text.split()
    if "=" not in text:
        return Words(tuple(words))
    positional, named, target = [], [], ""
    for word in words:
        head, equals, rest = word.partition("=")
        if equals and head and head[0].isalpha() and not _is_number(head):
            value, _, goal = rest.partition("=")
            named.append((head, value))
        else:
            goal = rest
            if equals and not goal:
                raise MetricError("There is nothing after an equal sign.")
            if head:
                positional.append(head)
        if goal and target:
            raise MetricError("There are two values to reach, after two equal signs.")
        target = goal or target
    if named and named[-1][0].lower() in ("target", "goal"):
        target = named.pop()[1]
    return Words(tuple(positional), tuple(named), target)


def _is_number(word: str) -> bool:
    """Whether a word that begins with a letter is an amount all the same: `USD500`."""
    return word[-1].isdigit() and word[:3].isalpha() and word[:3].isupper() and not word[:4].isalpha()


class Bound(NamedTuple):
    """The words by the field they belong to, fields left out being left out; and the fields that were named."""

    words: dict[str, str | tuple[str, ...]]
    named: frozenset[str] = frozenset()


def may_fit(form: Form, words: Words) -> bool:
    """Whether the number of words and their names could be those of the form."""
    if form.by_name and words.positional:
        return False
    count = len(words.positional) + len(words.named)
    if form.many:
        return count > 0
    most = len(form.inputs.FIELDS)
    if (
        count < form.required or len(words.positional) > len(form.in_order) or count > most + 1
    ):  # one may have a range as well
        return False
    return not words.named or _may_name(form, words)


def _may_name(form: Form, words: Words) -> bool:
    try:
        return all(form.resolve(name) for name, _ in words.named)
    except MetricError:
        return True


def bind(form: Form, words: Words) -> Bound:
    """The words by field. Raises `MetricError` for too few, too many, or a name that is unknown or given twice."""
    if form.many:
        return _bind_many(form, words)
    if form.by_name and words.positional:
        raise MetricError(f"Name what is given: {form.request}.", form.fields[0].name)
    if not words.named and len(words.positional) == len(form.in_order):
        return Bound(dict(zip(form.in_order, words.positional, strict=True)))
    bound: dict[str, str | tuple[str, ...]] = _named(form, words.named)
    named = frozenset(bound)
    left = [name for name in form.in_order if name not in bound]
    ranged = any(RANGE in word for word in bound.values())
    if len(words.positional) > len(left) or (ranged and len(words.positional) >= form.required):
        left = _with_ranges(form, bound, words)
    for name, word in zip(left, words.positional, strict=False):
        bound.setdefault(name, word)
    if len(bound) < form.required or any(spec.required and spec.name not in bound for spec in form.fields):
        missing = next(spec for spec in form.fields if spec.required and spec.name not in bound)
        raise NotUnderstoodError(_wrong_count(form, words), missing.name)
    return Bound(bound, named)


def _named(form: Form, named: Sequence[tuple[str, str]]) -> dict[str, str | tuple[str, ...]]:
    found: dict[str, str | tuple[str, ...]] = {}
    for name, value in named:
        spec = form.resolve(name)
        if spec is None:
            raise NotUnderstoodError(_unknown(form, name), name)
        if spec.name in found:
            raise MetricError(f"{spec.spoken} is given twice.", spec.name)
        if not value:
            raise MetricError(f"{spec.spoken} has no value after its equal sign.", spec.name)
        found[spec.name] = value
    return found


def _with_ranges(form: Form, bound: Mapping[str, str | tuple[str, ...]], words: Words) -> list[str]:
    """The names of the fields that words without a name go to when a named range repeats one of them."""
    left = [name for name in form.in_order if name not in bound or RANGE in bound[name]]
    if len(words.positional) > len(left):
        raise NotUnderstoodError(_wrong_count(form, words))
    return left


def _bind_many(form: Form, words: Words) -> Bound:
    many = [name for name, spec in form.inputs.FIELDS.items() if spec.kind.many]
    if form.inputs.FIELDS[many[0]].kind.name == "parts":
        parts = (*words.positional, *(f"{name}={value}" for name, value in words.named))
        return Bound({many[0]: parts}) if parts else _too_few(form)
    bound = _named(form, words.named)
    named = frozenset(bound)
    if any(name in bound for name in many):
        raise MetricError(f"A list has no name: {form.request}.", many[0])
    groups = _groups(words.positional, len(many))
    if groups is None:
        raise MetricError(f"{form.metric} takes {len(many)} lists with “{SPLIT}” between them.", many[-1])
    for name, group in zip(many, groups, strict=True):
        if not group:
            return _too_few(form)
        bound[name] = group
    return Bound(bound, named)


def _too_few(form: Form) -> Bound:
    raise MetricError(f"{form.metric} takes {form.fields[0].kind.hint}, and there is none.", form.fields[0].name)


def _groups(words: tuple[str, ...], count: int) -> list[tuple[str, ...]] | None:
    if count == 1:
        return [tuple(word for word in words if word != SPLIT) if SPLIT in words else words]
    if words.count(SPLIT) != count - 1:
        return None
    at = words.index(SPLIT)
    return [words[:at], words[at + 1 :]]


def _wrong_count(form: Form, words: Words) -> str:
    names = [spec.name.replace("_", " ") for spec in form.fields if spec.required]
    optional = [spec.name.replace("_", " ") for spec in form.fields if not spec.required]
    takes = f"{form.metric} takes {len(names)} argument{'s' * (len(names) != 1)} ({', '.join(names)})"
    if optional:
        takes += f", and if you like {', '.join(optional)}"
    given = len(words.positional) + len(words.named)
    return f"{takes}; {given} {'was' if given == 1 else 'were'} given."


def _unknown(form: Form, name: str) -> str:
    from difflib import get_close_matches  # only a mistake needs it

    names = [spec.name for spec in form.fields]
    near = get_close_matches(name.lower()[:40], names, n=1)
    meant = f" Did you mean {near[0]}?" if near else f" It has {', '.join(names)}."
    return f"{form.metric} has no argument “{name[:40]}”.{meant}"
