"""JSON values and the fields of JSON objects."""

from typing import Any, TypeVar, get_args, get_origin

from .errors import bad_request

Json = dict[str, Any]
T = TypeVar("T")


def has_type(value: object, kind: type) -> bool:
    """Tell whether a JSON value is of a *kind* such as ``int`` or ``list[str]``.

    Of an object only that it is one is looked at, not its fields.
    """
    if isinstance(value, bool):
        # In Python it is a whole number too, in JSON it is not.
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
