"""Callback queries: users press buttons below the bot's messages."""

from .errors import bad_request
from .fields import Json
from .texts import utf16_length

MAX_NOTICE_LENGTH = 200


class CallbackQueries:
    """Callback queries and the bot's answers to them, by id."""

    def __init__(self, username: str) -> None:
        self._username = username
        self.answers: dict[str, Json] = {}
        self._open: set[str] = set()

    def create(
        self, user: Json, message: Json, data: str, *, forged: bool = False
    ) -> Json:
        """Return the query that pressing the button with *data* creates.

        There need be no such button if it is *forged*.
        """
        rows = message["reply_markup"]["inline_keyboard"]
        if not forged and not any(
            button.get("callback_data") == data for row in rows for button in row
        ):
            raise ValueError(f"no button with {data!r} in {rows}")
        query_id = str(len(self._open) + len(self.answers) + 1)
        self._open.add(query_id)
        return {
            "id": query_id,
            "from": user,
            "message": message,
            "chat_instance": str(message["chat"]["id"]),
            "data": data,
        }

    def expire(self) -> None:
        """Expire all unanswered queries."""
        self._open.clear()

    async def answer_callback_query(
        self,
        *,
        callback_query_id: str,
        text: str = "",
        show_alert: bool = False,
        url: str = "",
        cache_time: int = 0,
    ) -> bool:
        """End the button's progress indicator, with a notice if there is a text."""
        if utf16_length(text) > MAX_NOTICE_LENGTH:
            raise bad_request("MESSAGE_TOO_LONG")
        if url and not url.startswith(f"https://t.me/{self._username}?start="):
            raise bad_request("URL_INVALID")
        if callback_query_id not in self._open:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        self._open.remove(callback_query_id)
        self.answers[callback_query_id] = {
            "text": text,
            "show_alert": show_alert,
            "url": url,
        }
        return True
