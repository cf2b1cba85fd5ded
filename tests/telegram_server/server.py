"""The server as a test sees it: an address for the bot, and people who write to it."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web
from telegram import Message

from .bell import Bell
from .callbacks import CallbackQueries
from .chats import Chats
from .endpoint import Endpoint
from .errors import ApiError
from .faults import Fault
from .fields import Json
from .limits import Limits
from .parameters import Method
from .profile import Profile
from .updates import Updates

BOT = {
    "id": 1000,
    "is_bot": True,
    "first_name": "Excerpts",
    "username": "excerpt_bot",
}
USER_ID = 1
PATIENCE_SECONDS = 20


class TelegramServer:
    """A Bot API server with one bot, on a free port of 127.0.0.1.

    It runs in the event loop of its ``async with`` block and ends with it. Bots reach
    it over HTTP at *url* with *token*, from the same process or from another one.
    """

    token = f"{BOT['id']}:{35 * 'A'}"

    def __init__(self) -> None:
        self.url = ""
        self._bell = bell = Bell()
        self.chats = Chats(BOT)
        self.updates = Updates(bell)
        self.callback_queries = CallbackQueries()
        self.profile = Profile(BOT)
        self._endpoint = Endpoint(self.token, self._methods(), bell)
        self.calls = self._endpoint.calls
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Serve, on the same port as before if there was one."""
        self._runner = web.AppRunner(
            self._endpoint.application(),
            access_log=None,
            # A poll ends with its poller, and none outlives the server.
            handler_cancellation=True,
            shutdown_timeout=0.1,
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"

    async def stop(self) -> None:
        """Be out of reach: what is under way breaks off, and nobody can connect."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    def slow_down(self, seconds: float) -> None:
        """Let each request but getUpdates take so long from now on."""
        self._endpoint.latency = seconds

    def private_message(self, text: str, *, user_id: int = USER_ID) -> Message:
        """Let a user write to the bot, and return the message."""
        message = self.chats.receive(_user(user_id), text)
        self.updates.put("message", message)
        return Message.de_json(message)

    def press(self, message: Message, data: str, *, user_id: int = USER_ID) -> str:
        """Let a user press the button with *data*, and return the query's id."""
        pressed = self.chats.find(message.chat.id, message.message_id)
        assert pressed
        query = self.callback_queries.create(_user(user_id), pressed, data)
        self.updates.put("callback_query", query)
        return str(query["id"])

    def block(self, user_id: int = USER_ID) -> None:
        """Let a user block the bot; writing to it ends that."""
        self.chats.block(user_id)

    def fail(self, method: str, fault: Fault | ApiError, *, times: int = 1) -> None:
        """Let the next *times* requests of *method* fail, after those that already do.

        An ApiError is the answer, and nothing is done.
        """
        self._endpoint.faults.order(method, fault, times)

    def fail_at_random(
        self, method: str, *faults: Fault | ApiError, share: float
    ) -> None:
        """Let each request of *method* fail with a probability of *share*."""
        self._endpoint.faults.order_at_random(method, faults, share)

    def stop_failing(self) -> None:
        """Forget all faults that were ordered."""
        self._endpoint.faults.clear()

    def enforce_limits(self) -> None:
        """Refuse messages that come too fast, with 429, from now on."""
        self._endpoint.limits = Limits()

    @property
    def sent(self) -> list[Message]:
        """What the bot has sent, oldest first, as it reads now."""
        return [Message.de_json(message) for message in self.chats.sent]

    def count_calls(self, method: str) -> int:
        """Return how often the bot has called *method*, in vain or not."""
        return sum(call.method == method for call in self.calls)

    async def wait_for_messages(
        self, count: int, *, seconds: float = PATIENCE_SECONDS
    ) -> list[Message]:
        """Return what the bot has sent, as soon as it is at least *count* messages."""
        await self.wait_until(lambda: len(self.chats.sent) >= count, seconds=seconds)
        return self.sent

    async def wait_until(
        self, condition: Callable[[], object], *, seconds: float = PATIENCE_SECONDS
    ) -> None:
        """Wait for something that the bot does; fails after *seconds*, saying why."""
        try:
            await self._bell.wait_until(condition, seconds)
        except TimeoutError:
            refused = [(call.method, call.error) for call in self.calls if call.error]
            raise AssertionError(
                f"Nothing after {seconds} s; sent: {self.sent}; refused: {refused}"
            ) from None

    def _methods(self) -> dict[str, Method]:
        return {
            "answerCallbackQuery": self.callback_queries.answer_callback_query,
            "deleteWebhook": self.updates.delete_webhook,
            "editMessageText": self.chats.edit_message_text,
            "getMe": self.profile.get_me,
            "getUpdates": self.updates.get_updates,
            "getWebhookInfo": self.updates.get_webhook_info,
            "sendChatAction": self.chats.send_chat_action,
            "sendMessage": self.chats.send_message,
            "setMyCommands": self.profile.set_my_commands,
            "setMyDescription": self.profile.set_my_description,
            "setMyShortDescription": self.profile.set_my_short_description,
            "setWebhook": self.updates.set_webhook,
        }


def _user(user_id: int) -> Json:
    return {
        "id": user_id,
        "is_bot": False,
        "first_name": "User",
        "language_code": "en",
    }
