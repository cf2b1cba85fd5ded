"""What a file says about its text <-> JSON, for other processes and for libraries."""

import datetime
import json
from typing import Any

from .document import Block, BlockKind, Details, Place


def encoded(details: Details) -> str:
    """Return *details* as JSON, without a text; "" if they say nothing."""
    arguments = details.arguments
    date = details.date
    arguments["date"] = date and date.isoformat()
    if not any(arguments.values()):
        return ""
    return json.dumps(arguments, separators=(",", ":"))


def decoded(text: str) -> dict[str, Any]:
    """Return the arguments of the `Details` that were `encoded` to *text*."""
    if not text:
        return {}
    arguments: dict[str, Any] = json.loads(text)
    date = arguments["date"]
    arguments["date"] = date and datetime.date.fromisoformat(date)
    arguments["blocks"] = tuple(
        Block(start, end, BlockKind(kind), level)
        for start, end, kind, level in arguments["blocks"]
    )
    for places in ("lines", "pages"):
        arguments[places] = tuple(map(Place._make, arguments[places]))
    return arguments
