"""Docstrings -> api.md."""

import inspect
import re
from collections.abc import Iterator
from typing import Any, get_args

import retrieval

from .tables import code

KINDS = {
    "Reading and asking": ("read_articles", "Retriever", "Library", "load_encoder"),
    "What is found": ("Answer", "Excerpt", "Hit", "Confidence", "Correction"),
    "What is searched": ("Article", "Sentence", "split_sentences", "ArticleIndex"),
    "What a library says": ("Contents", "Changes"),
    "By meaning": ("Encoder",),
}
ERRORS = "Errors"
_LITERALS = (str, int, float, bool, tuple, type(None))
_ARRAY = re.compile(r"ndarray\[tuple\[Any, \.\.\.\], dtype\[(\w+)\]\]")
_MODULE = re.compile(r"\b(?:\w+\.)+(?=\w)")


def page() -> str:
    """Return the Markdown of the whole page."""
    named = [name for names in KINDS.values() for name in names]
    errors = [name for name in retrieval.__all__ if name not in named]
    parts = [
        "# Python API\n\nAll of `retrieval` that other programs may rely on, from its "
        "docstrings; [programs](programs.md#in-python) has examples."
    ]
    for title, names in {**KINDS, ERRORS: tuple(errors)}.items():
        parts.append(f"## {title}")
        parts += [part for name in names for part in _entry(name)]
    return "\n\n".join(parts) + "\n"


def _entry(name: str) -> Iterator[str]:
    thing = getattr(retrieval, name)
    yield f"### {name}"
    if not hasattr(thing, "__name__") or not inspect.getdoc(thing):
        yield code("python", f"{name} = {_shown(thing)}")
        return
    if not (inspect.isclass(thing) and issubclass(thing, BaseException)):
        yield code("python", f"{name}{_signature(thing)}")
    yield _prose(thing)
    if inspect.isclass(thing):
        yield from _members(thing)


def _members(thing: type) -> Iterator[str]:
    """Yield what a class has, that of its bases first, in the order of the source."""
    for name, member in _public(thing).items():
        if name.startswith("_") or not inspect.getdoc(member):
            continue
        if isinstance(member, property):
            assert member.fget
            yield f"#### {thing.__name__}.{name}"
            returned = inspect.signature(member.fget).return_annotation
            yield code("python", f"{name}: {_shown(returned)}")
        elif isinstance(member, (classmethod, staticmethod)) or callable(member):
            yield f"#### {thing.__name__}.{name}"
            yield code("python", f"{name}{_signature(getattr(thing, name))}")
        else:
            continue
        yield _prose(member)


def _public(thing: type) -> dict[str, Any]:
    """Return the members of a class and of the abstract ones it is of, by name."""
    abstract = [base for base in thing.__mro__[1:] if inspect.isabstract(base)]
    members: dict[str, Any] = {}
    for each in (*reversed(abstract), thing):
        members |= vars(each)
    return members


def _signature(thing: object) -> str:
    """Return the parameters of a function or a class, and what it returns."""
    assert callable(thing)
    shown = inspect.signature(thing)
    kept = [p for p in shown.parameters.values() if p.name != "self"]
    parts = [_parameter(parameter) for parameter in kept]
    named = [n for n, p in enumerate(kept) if p.kind is p.KEYWORD_ONLY]
    if named:
        parts.insert(named[0], "*")
    if inspect.isclass(thing):
        return "(\n" + "".join(f"    {part},\n" for part in parts) + ")"
    return f"({', '.join(parts)}) -> {_shown(shown.return_annotation)}"


def _parameter(parameter: inspect.Parameter) -> str:
    default = parameter.default
    given = repr(default).replace("'", '"') if isinstance(default, _LITERALS) else "..."
    end = "" if default is parameter.empty else f" = {given}"
    return f"{parameter.name}: {_shown(parameter.annotation)}{end}"


def _shown(annotation: object) -> str:
    """Return a type as it would be written, without the names of modules."""
    if isinstance(annotation, type) and not get_args(annotation):
        return annotation.__name__
    text = _MODULE.sub("", str(annotation)).replace("'", '"')
    # Versions of NumPy and Python show their alias in two ways.
    return _ARRAY.sub(r"NDArray[\1]", text)


def _prose(thing: object) -> str:
    """Return a docstring as Markdown."""
    text = inspect.getdoc(thing) or ""
    return text.replace("``", "`")
