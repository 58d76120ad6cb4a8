"""A reading as text that gives it again: a request with nothing left to interpret, or the fields of a form."""

from collections.abc import Iterator

from metrics.evaluation.evaluate import Interpretation
from metrics.inputs.field import FieldSpec
from metrics.inputs.kinds import MoneyKind


def request(read: Interpretation) -> str:
    """The request with every argument named, so that it reads back the same."""
    words = [read.form.metric]
    for spec in read.form.fields:
        if spec.kind.many:
            first = next(each for each in read.form.fields if each.kind.many)
            words += ["/"] if spec is not first else [read.form.name] if read.form.name else []
            words.append(spec.kind.spell(read.values[spec.name], read.currency))
        elif read.span:
            words += _beside_range(read, spec)
        elif spec.name in read.words:
            words.append(f"{spec.name}={_spelled(read, spec)}")
    return " ".join(words)


def _spelled(read: Interpretation, spec: FieldSpec) -> str:
    return spec.kind.spell(read.values[spec.name], read.currency) + read.sign(spec)


def _beside_range(read: Interpretation, spec: FieldSpec) -> Iterator[str]:
    """A field by its name. Where one has a value beside its range, that goes without a name, and all others with it."""
    name, ranged = spec.name, read.span is not None and read.span[0].name == spec.name
    by_default = read.values.get(name) is not None and (spec.required or _is_repeated(read))
    if name in read.values and (name in read.words or by_default):
        yield _spelled(read, spec) if ranged else f"{name}={_spelled(read, spec)}"
    elif name in read.words and not ranged:
        yield f"{name}={read.words[name]}"
    if ranged and read.span:
        yield f"{name}={read.span[1]}"


def _is_repeated(read: Interpretation) -> bool:
    """Whether the argument with a range was given a value too."""
    return read.span is not None and read.span[0].name in read.values and read.span[0].name in read.words


def field_texts(read: Interpretation) -> dict[str, str]:
    """What is typed into each field of a form to get the reading, fields left out being left out."""
    return {name: _written(read, name, word) for name, word in read.words.items()}


def _written(read: Interpretation, name: str, word: str | tuple[str, ...]) -> str:
    kind, value = read.form.inputs.FIELDS[name].kind, read.values.get(name)
    if isinstance(kind.one, MoneyKind) and value is not None and name not in read.units:
        return kind.written(value, read.currency)
    return word if isinstance(word, str) else " ".join(word)
