"""The server as tests use it: a URL for the bot, and methods that play users."""

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
from .files import Files
from .groups import reaches_bot
from .guests import GuestQueries
from .incoming import media_content, text_content
from .inline import InlineQueries, message_of
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
        self.callback_queries = CallbackQueries(str(BOT["username"]))
        self.inline_queries = InlineQueries()
        self.guest_queries = GuestQueries()
        self.profile = Profile(BOT, self.chats)
        # The languages of users who do not read English.
        self.languages: dict[int, str] = {}
        self.files = Files(self.token)
        self._endpoint = Endpoint(self.token, self._methods(), self.files, bell)
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
            # Pending polls end with their client; none outlives the server.
            handler_cancellation=True,
            shutdown_timeout=0.1,
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"

    async def stop(self) -> None:
        """Abort pending requests and refuse connections."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    def slow_down(self, seconds: float) -> None:
        """Delay every request except getUpdates from now on."""
        self._endpoint.latency = seconds

    def private_message(self, text: str, *, user_id: int = USER_ID) -> Message:
        """Let a user write to the bot, and return the message."""
        return self.write(user_id, text, user_id=user_id)

    def add_to_group(self, *, is_forum: bool = False, user_id: int = USER_ID) -> int:
        """Let a user add the bot to a new group, and return the group's id."""
        chat = self.chats.open_group(is_forum=is_forum)
        member = {"user": BOT, "status": "member"}
        change = {
            "chat": chat,
            "from": self._user(user_id),
            "date": 1,
            "old_chat_member": {**member, "status": "left"},
            "new_chat_member": member,
        }
        self.updates.put("my_chat_member", change)
        return int(chat["id"])

    def migrate(self, chat_id: int) -> int:
        """Turn a group into a supergroup, and return the new id."""
        return self.chats.migrate(chat_id)

    def open_topic(self, chat_id: int, *, user_id: int = USER_ID) -> int:
        """Let a user open a topic in a forum, and return its id."""
        return self.chats.open_topic(self._chat(chat_id), self._user(user_id))

    def write(
        self,
        chat_id: int,
        text: str,
        *,
        user_id: int = USER_ID,
        reply_to: Message | None = None,
        topic: int | None = None,
        mentioned: bool = False,
        quote: str = "",
        forwarded: bool = False,
    ) -> Message:
        """Let a user write to a chat; *mentioned*: the first word names the bot.

        *quote* is what a reply quotes of the other message; *forwarded*: the text is
        somebody else's.
        """
        content = text_content(text, mentioned=BOT if mentioned else None)
        if forwarded:
            name = "Somebody"
            origin = {"type": "hidden_user", "date": 1, "sender_user_name": name}
            content["forward_origin"] = origin
        if quote:
            content["quote"] = {"text": quote, "position": 0, "is_manual": True}
        return self._receive(chat_id, user_id, content, reply_to, topic)

    def send_media(
        self,
        chat_id: int,
        kind: str,
        caption: str = "",
        *,
        album: str = "",
        user_id: int = USER_ID,
    ) -> Message:
        """Let a user send a photo, voice, sticker or location, in an album or alone."""
        content = media_content(kind, caption, album=album)
        return self._receive(chat_id, user_id, content)

    def send_file(
        self,
        name: str,
        content: bytes,
        *,
        size: int | None = None,
        caption: str = "",
        user_id: int = USER_ID,
    ) -> Message:
        """Let a user send a file to the bot; its *size* may be another than it has."""
        document = self.files.document(name, content, size=size)
        if caption:
            document["caption"] = caption
        return self._receive(user_id, user_id, document)

    def edit(self, message: Message, text: str) -> None:
        """Let a user edit their message."""
        found = self.chats.find(message.chat.id, message.message_id)
        assert found
        edited = self.chats.edit(found, text_content(text))
        if self._reaches_bot(edited):
            self.updates.put("edited_message", edited)

    def open_channel(self, username: str = "") -> int:
        """Make the bot an admin of a new channel, and return its id."""
        return int(self.chats.open_channel(username)["id"])

    def rename_channel(self, channel_id: int, username: str) -> None:
        """Give a channel another name."""
        self.chats.group(channel_id)["username"] = username

    def post(self, channel_id: int, text: str, *, photo: bool = False) -> int:
        """Post a text, or a photo with it, and return the number of the post."""
        content = media_content("photo", text) if photo else text_content(text)
        message = self.chats.post(self.chats.group(channel_id), content)
        self.updates.put("channel_post", message)
        return int(message["message_id"])

    def edit_post(self, channel_id: int, number: int, text: str) -> None:
        """Edit a post of a channel."""
        message = self.chats.find(channel_id, number)
        assert message
        edited = self.chats.edit(message, text_content(text))
        self.updates.put("edited_channel_post", edited)

    def press(self, message: Message, data: str, *, user_id: int = USER_ID) -> str:
        """Let a user press the button with *data*, and return the query's id."""
        pressed = self.chats.find(message.chat.id, message.message_id)
        assert pressed
        query = self.callback_queries.create(self._user(user_id), pressed, data)
        self.updates.put("callback_query", query)
        return str(query["id"])

    def forge_tap(self, message: Message, data: str, *, user_id: int = USER_ID) -> str:
        """Let a user's own program press a button that is not there."""
        pressed = self.chats.find(message.chat.id, message.message_id)
        assert pressed
        user = self._user(user_id)
        query = self.callback_queries.create(user, pressed, data, forged=True)
        self.updates.put("callback_query", query)
        return str(query["id"])

    def ask_as_guest(self, text: str, *, user_id: int = USER_ID) -> str:
        """Let a user name the bot where it is no member, and return the query's id."""
        message = self.guest_queries.create(self._user(user_id), text)
        self.updates.put("guest_message", message)
        return str(message["guest_query_id"])

    def type_inline(
        self, text: str, *, offset: str = "", user_id: int = USER_ID
    ) -> str:
        """Let a user type *text* after the bot's name, and return the query's id."""
        query = self.inline_queries.create(self._user(user_id), text, offset)
        self.updates.put("inline_query", query)
        return str(query["id"])

    def choose(self, chat_id: int, result: Json, *, user_id: int = USER_ID) -> Message:
        """Let a user send a result of an inline query to a chat."""
        content = {**message_of(result), "via_bot": BOT}
        return self._receive(chat_id, user_id, content)

    def block(self, user_id: int = USER_ID) -> None:
        """Let a user block the bot; writing to it ends that."""
        self.chats.block(user_id)

    def fail(self, method: str, fault: Fault | ApiError, *, times: int = 1) -> None:
        """Queue a fault for *times* requests of *method*, after the queued ones.

        With an ApiError as the response, the request has no effect.
        """
        self._endpoint.faults.order(method, fault, times)

    def fail_at_random(
        self, method: str, *faults: Fault | ApiError, share: float
    ) -> None:
        """Let each request of *method* fail with the probability *share*."""
        self._endpoint.faults.order_at_random(method, faults, share)

    def stop_failing(self) -> None:
        """Remove all faults."""
        self._endpoint.faults.clear()

    def enforce_limits(self) -> None:
        """Enforce rate limits with status 429 from now on."""
        self._endpoint.limits = Limits()

    @property
    def sent(self) -> list[Message]:
        """The bot's messages in their current state, oldest first."""
        return [Message.de_json(message) for message in self.chats.sent]

    def count_calls(self, method: str) -> int:
        """Return how often the bot has called *method*, successfully or not."""
        return sum(call.method == method for call in self.calls)

    async def wait_for_messages(
        self, count: int, *, seconds: float = PATIENCE_SECONDS
    ) -> list[Message]:
        """Wait for at least *count* messages of the bot and return all."""
        await self.wait_until(lambda: len(self.chats.sent) >= count, seconds=seconds)
        return self.sent

    async def wait_until(
        self, condition: Callable[[], object], *, seconds: float = PATIENCE_SECONDS
    ) -> None:
        """Wait for an action of the bot; fails after *seconds* with the reason."""
        try:
            await self._bell.wait_until(condition, seconds)
        except TimeoutError:
            refused = [(call.method, call.error) for call in self.calls if call.error]
            raise AssertionError(
                f"Nothing after {seconds} s; sent: {self.sent}; refused: {refused}"
            ) from None

    def _receive(
        self,
        chat_id: int,
        user_id: int,
        content: Json,
        reply_to: Message | None = None,
        topic: int | None = None,
    ) -> Message:
        message = self.chats.receive(
            self._chat(chat_id),
            self._user(user_id),
            content,
            reply_to=reply_to.message_id if reply_to else None,
            topic=topic,
        )
        if self._reaches_bot(message):
            self.updates.put("message", message)
        return Message.de_json(message)

    def _chat(self, chat_id: int) -> Json:
        """Return a group, or the private chat with a user, who opens it."""
        if chat_id > 0:
            return self.chats.open(self._user(chat_id))
        return self.chats.group(chat_id)

    def _reaches_bot(self, message: Json) -> bool:
        return message["chat"]["type"] == "private" or reaches_bot(
            message, BOT, reads_all=self.profile.reads_all_group_messages
        )

    def _user(self, user_id: int) -> Json:
        return {
            "id": user_id,
            "is_bot": False,
            "first_name": "User",
            "language_code": self.languages.get(user_id, "en"),
        }

    def _methods(self) -> dict[str, Method]:
        return {
            "answerCallbackQuery": self.callback_queries.answer_callback_query,
            "answerGuestQuery": self.guest_queries.answer_guest_query,
            "answerInlineQuery": self.inline_queries.answer_inline_query,
            "deleteWebhook": self.updates.delete_webhook,
            "editMessageText": self.chats.edit_message_text,
            "getChat": self.chats.get_chat,
            "getFile": self.files.get_file,
            "getMe": self.profile.get_me,
            "getUpdates": self.updates.get_updates,
            "getWebhookInfo": self.updates.get_webhook_info,
            "sendChatAction": self.chats.send_chat_action,
            "sendDocument": self.chats.send_document,
            "sendMessage": self.chats.send_message,
            "setMessageReaction": self.chats.set_message_reaction,
            "setMyCommands": self.profile.set_my_commands,
            "setMyDescription": self.profile.set_my_description,
            "setMyShortDescription": self.profile.set_my_short_description,
            "setWebhook": self.updates.set_webhook,
        }
