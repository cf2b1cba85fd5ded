"""Inline queries: users type text after the bot's name in any chat."""

import re

from .errors import bad_request
from .fields import Json, field
from .keyboards import check_inline_keyboard
from .texts import formatted_text

MAX_QUERY_LENGTH = 256
MAX_RESULTS = 50
MAX_ID_BYTES = 64
MAX_OFFSET_BYTES = 64

_RESULT_FIELDS = frozenset(
    {"type", "id", "title", "description", "input_message_content", "reply_markup"}
)
_CONTENT_FIELDS = frozenset({"message_text", "entities", "link_preview_options"})


class InlineQueries:
    """Inline queries and the bot's answers to them, by id."""

    def __init__(self) -> None:
        self.answers: dict[str, Json] = {}
        self._open: set[str] = set()

    def create(self, user: Json, text: str, offset: str) -> Json:
        """Return the query that a user creates by typing *text*."""
        query_id = str(len(self._open) + len(self.answers) + 1)
        self._open.add(query_id)
        query = text[:MAX_QUERY_LENGTH]
        return {"id": query_id, "from": user, "query": query, "offset": offset}

    def expire(self) -> None:
        """Expire all unanswered queries."""
        self._open.clear()

    async def answer_inline_query(
        self,
        *,
        inline_query_id: str,
        results: list[Json],
        cache_time: int = 300,
        is_personal: bool = False,
        next_offset: str = "",
        button: Json | None = None,
    ) -> bool:
        """Show *results* below what the user types."""
        if len(results) > MAX_RESULTS:
            raise bad_request("RESULTS_TOO_MUCH")
        for result in results:
            check_result(result)
        if len({result["id"] for result in results}) < len(results):
            raise bad_request("RESULT_ID_DUPLICATE")
        if len(next_offset.encode()) > MAX_OFFSET_BYTES:
            raise bad_request("NEXT_OFFSET_INVALID")
        if button is not None:
            _check_button(button)
        if inline_query_id not in self._open:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        self._open.remove(inline_query_id)
        self.answers[inline_query_id] = {
            "results": results,
            "cache_time": cache_time,
            "is_personal": is_personal,
            "next_offset": next_offset,
            "button": button,
        }
        return True


def message_of(result: Json) -> Json:
    """Return the fields of the message that a chosen result sends."""
    content = field(result, "input_message_content", Json)
    text = field(content, "message_text", str)
    kept = ("link_preview_options", "reply_markup")
    others = {k: v for k, v in {**content, **result}.items() if k in kept}
    return {**formatted_text(text, content.get("entities")), **others}


def check_result(result: Json) -> None:
    """Raise ApiError unless *result* is a valid article."""
    if field(result, "type", str) != "article":
        raise bad_request("only results of type article are served")
    if unknown := result.keys() - _RESULT_FIELDS:
        raise bad_request(f"unknown fields of a result: {sorted(unknown)}")
    if not 1 <= len(field(result, "id", str).encode()) <= MAX_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    if not field(result, "title", str).strip():
        raise bad_request("can't parse inline query result: title must be non-empty")
    content = field(result, "input_message_content", Json)
    if unknown := content.keys() - _CONTENT_FIELDS:
        raise bad_request(f"unknown fields of a content: {sorted(unknown)}")
    formatted_text(field(content, "message_text", str), content.get("entities"))
    if "reply_markup" in result:
        check_inline_keyboard(result["reply_markup"])


def _check_button(button: Json) -> None:
    if not field(button, "text", str).strip():
        raise bad_request("the button's text is empty")
    if not re.fullmatch(
        "[A-Za-z0-9_-]{1,64}", field(button, "start_parameter", str), re.ASCII
    ):
        raise bad_request("START_PARAM_INVALID")
