"""Guest queries: users name the bot in chats that it is no member of."""

from .errors import bad_request
from .fields import Json
from .incoming import text_content
from .inline import check_result, message_of


class GuestQueries:
    """Guest queries and the messages that answer them, by id."""

    def __init__(self) -> None:
        self.answers: dict[str, Json] = {}
        self._open: set[str] = set()

    def create(self, user: Json, text: str) -> Json:
        """Return the message with *text* that names the bot in some chat."""
        query_id = str(len(self._open) + len(self.answers) + 1)
        self._open.add(query_id)
        chat = {"id": -77, "type": "supergroup", "title": "Elsewhere"}
        return {
            "message_id": 1,
            "date": 1_750_000_000,
            "chat": chat,
            "from": user,
            "guest_query_id": query_id,
            **text_content(text),
        }

    def expire(self) -> None:
        """Expire all unanswered queries."""
        self._open.clear()

    async def answer_guest_query(self, *, guest_query_id: str, result: Json) -> Json:
        """Send *result* to the chat of the query."""
        check_result(result)
        if guest_query_id not in self._open:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        self._open.remove(guest_query_id)
        self.answers[guest_query_id] = message_of(result)
        return {"inline_message_id": f"guest {guest_query_id}"}
