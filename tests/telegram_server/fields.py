"""JSON values and the fields of JSON objects."""

from typing import Any, TypeVar, get_args, get_origin

from .errors import bad_request

Json = dict[str, Any]
T = TypeVar("T")


def has_type(value: object, kind: type) -> bool:
    """Return whether a JSON value is of a *kind* such as ``int`` or ``list[str]``.

    The fields of an object are not checked.
    """
    if isinstance(value, bool):
        # In Python a bool is an int, in JSON it is not.
        return kind is bool
    if not isinstance(value, get_origin(kind) or kind):
        return False
    if isinstance(value, list):
        [item_kind] = get_args(kind)
        return all(has_type(item, item_kind) for item in value)
    return True


def field(record: Json, name: str, kind: type[T]) -> T:
    """Return a field; raises ApiError if it is missing or of another *kind*."""
    if name not in record:
        raise bad_request(f'can\'t find field "{name}"')
    value = record[name]
    if not has_type(value, kind):
        raise bad_request(f'field "{name}" must be of type {kind}')
    return value  # type: ignore[no-any-return]
