"""Request parameters -> method arguments.

A method's signature says which parameters it takes: keyword arguments, annotated with
what JSON calls an integer, a string, a boolean, an array or an object. A form field
holds all but strings as JSON.
"""

import inspect
import json
from collections.abc import Awaitable, Callable, Mapping
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

from .errors import bad_request
from .fields import has_type

Method = Callable[..., Awaitable[object]]


def bind(method: Method, given: Mapping[str, object]) -> dict[str, Any]:
    """Return the arguments of *method* for the parameters *given*.

    Unknown parameters, which the real server ignores, are an error here, so that a
    misspelled one is found; so are parameters of the wrong type.
    """
    declared = inspect.signature(method).parameters
    types = get_type_hints(method)
    for name in given:
        if name not in declared:
            raise bad_request(f'unknown parameter "{name}"')
    for name, parameter in declared.items():
        if parameter.default is parameter.empty and name not in given:
            raise bad_request(f"{name} is empty")
    return {name: _convert(name, value, types[name]) for name, value in given.items()}


def _convert(name: str, value: object, annotation: Any) -> object:
    kind = _without_none(annotation)
    if kind is not str and isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise bad_request(f"can't parse {name}: {error}") from error
    if not has_type(value, kind):
        raise bad_request(f"can't parse {name}: it must be of type {kind}")
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error
    return value


def _without_none(annotation: Any) -> Any:
    if not isinstance(annotation, UnionType):
        return annotation
    [kind] = (kind for kind in get_args(annotation) if kind is not NoneType)
    return kind
