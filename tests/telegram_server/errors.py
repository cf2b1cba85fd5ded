"""Error responses, in Telegram's wording."""

from http import HTTPStatus


class ApiError(Exception):
    """A request that fails with an HTTP *status* and a *description*.

    *parameters*: see https://core.telegram.org/bots/api#responseparameters.
    """

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def to_json(self) -> dict[str, object]:
        """The body of the answer."""
        body: dict[str, object] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str) -> ApiError:
    """The request is invalid; a retry would fail too."""
    return ApiError(HTTPStatus.BAD_REQUEST, f"Bad Request: {reason}")


def chat_migrated(chat_id: int) -> ApiError:
    """The group has become the supergroup *chat_id*."""
    return ApiError(
        HTTPStatus.BAD_REQUEST,
        "Bad Request: group chat was upgraded to a supergroup chat",
        migrate_to_chat_id=chat_id,
    )


def conflict(reason: str) -> ApiError:
    """Another client receives the updates."""
    return ApiError(HTTPStatus.CONFLICT, f"Conflict: {reason}")


def too_many_requests(*, retry_after: int) -> ApiError:
    """The request may be sent again after *retry_after* seconds."""
    return ApiError(
        HTTPStatus.TOO_MANY_REQUESTS,
        f"Too Many Requests: retry after {retry_after}",
        retry_after=retry_after,
    )
