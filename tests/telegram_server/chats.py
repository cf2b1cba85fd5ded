"""The chats of the bot and their messages."""

import time
from collections.abc import Callable
from http import HTTPStatus

from telegram.constants import ChatAction, ReactionEmoji

from .errors import ApiError, bad_request, chat_migrated
from .fields import Json, field
from .keyboards import check_markup
from .texts import formatted_text

MAX_FILE_BYTES = 50_000_000

_REACTIONS = frozenset(ReactionEmoji)
_GIFTS = (
    *("unlimited_gifts", "limited_gifts", "unique_gifts"),
    *("premium_subscription", "gifts_from_channels"),
)
_ACTIONS = frozenset(ChatAction)


class Chats:
    """The chats that the bot is in, and their messages."""

    def __init__(self, bot: Json) -> None:
        # The bot's messages, oldest first; edits change them in place.
        self.sent: list[Json] = []
        # The server's time, in seconds since 1970.
        self.clock: Callable[[], float] = time.time
        self._bot = bot
        self._chats: dict[int, Json] = {}
        self._blocked: set[int] = set()
        self._migrated: dict[int, int] = {}
        # What the bot has sent as files, as Latin-1, by id.
        self.files: dict[str, str] = {}
        # The bot's reaction to a message, by chat and message.
        self.reactions: dict[tuple[int, int], str] = {}
        self._messages: dict[tuple[int, int], Json] = {}
        self._last_id = 0

    def open(self, user: Json) -> Json:
        """Return the private chat with *user*, who no longer blocks the bot."""
        chat = {"type": "private", "id": user["id"], "first_name": user["first_name"]}
        self._chats[user["id"]] = chat
        self._blocked.discard(user["id"])
        return chat

    def group(self, chat_id: int) -> Json:
        """Return an open group."""
        return self._chats[chat_id]

    def block(self, chat_id: int) -> None:
        """Refuse what the bot sends to this chat until it is opened again."""
        self._blocked.add(chat_id)

    def open_group(self, *, is_forum: bool = False) -> Json:
        """Return a new group with the bot in it."""
        number = -1 - sum(chat["type"] != "private" for chat in self._chats.values())
        chat: Json = {"type": "supergroup", "id": number, "title": "Group"}
        if is_forum:
            chat["is_forum"] = True
        self._chats[number] = chat
        return chat

    def open_channel(self, username: str) -> Json:
        """Return a new channel that the bot is an admin of."""
        number = -1_000_000_000_000 - len(self._chats)
        chat: Json = {"type": "channel", "id": number, "title": "Channel"}
        if username:
            chat["username"] = username
        self._chats[number] = chat
        return chat

    async def get_chat(self, *, chat_id: str) -> Json:
        """Return what is known of the public chat with a username."""
        for chat in self._chats.values():
            if f"@{chat.get('username', '')}".lower() == chat_id.lower():
                return chat | {
                    "accent_color_id": 0,
                    "max_reaction_count": 11,
                    "accepted_gift_types": dict.fromkeys(_GIFTS, True),
                }
        raise bad_request("chat not found")

    def post(self, chat: Json, content: Json) -> Json:
        """Return the post with *content* in a channel; it has no author."""
        message = self._add(chat, self._bot, content | {"sender_chat": chat})
        del message["from"]
        return message

    def migrate(self, chat_id: int) -> int:
        """Refuse what the bot sends to a group, and return the id of its successor."""
        self._migrated[chat_id] = int(self.open_group()["id"])
        return self._migrated[chat_id]

    def open_topic(self, chat: Json, user: Json) -> int:
        """Return the id of a new topic in a forum."""
        created = {"name": "Topic", "icon_color": 0}
        message = self.receive(chat, user, {"forum_topic_created": created})
        message |= {"message_thread_id": message["message_id"]}
        return int(message["message_id"])

    def receive(
        self,
        chat: Json,
        user: Json,
        content: Json,
        *,
        reply_to: int | None = None,
        topic: int | None = None,
    ) -> Json:
        """Return the message with *content* that *user* sends to *chat*."""
        # A message in a topic replies at least to the message that opened it.
        original = reply_to or topic
        if original is not None:
            content = content | self._reply(chat["id"], {"message_id": original})
        if topic is not None:
            content = content | {"message_thread_id": topic, "is_topic_message": True}
        return self._add(chat, user, content)

    def edit(self, message: Json, content: Json) -> Json:
        """Replace the text or caption of a user's message."""
        names = ("text", "entities", "caption", "caption_entities")
        for name in names:
            message.pop(name, None)
        message |= content | {"edit_date": self._now()}
        return message

    def delete(self, chat_id: int, message_id: int) -> None:
        """Remove a message, and the references of replies to it."""
        del self._messages[chat_id, message_id]
        for message in self._messages.values():
            original = message.get("reply_to_message", {})
            if original.get("message_id") == message_id:
                del message["reply_to_message"]

    def find(self, chat_id: int, message_id: int) -> Json | None:
        """Return a message with the current state of what it replies to, or None."""
        message = self._messages.get((chat_id, message_id))
        if message and (shown := message.get("reply_to_message")):
            original = self._messages[chat_id, shown["message_id"]]
            message["reply_to_message"] = _one_step(original)
        return message

    async def send_message(
        self,
        *,
        chat_id: int,
        text: str = "",
        entities: list[Json] | None = None,
        link_preview_options: Json | None = None,
        message_thread_id: int | None = None,
        reply_parameters: Json | None = None,
        reply_markup: Json | None = None,
        disable_notification: bool = False,
        protect_content: bool = False,
    ) -> Json:
        """Send a text."""
        chat = self._open_chat(chat_id)
        content = _content(text, entities, link_preview_options, reply_markup)
        if reply_parameters is not None:
            content |= self._reply(chat_id, reply_parameters)
        if message_thread_id is not None:
            opening = self.find(chat_id, message_thread_id)
            if opening is None or "forum_topic_created" not in opening:
                raise bad_request("message thread not found")
            content |= {
                "message_thread_id": message_thread_id,
                "is_topic_message": True,
            }
        if protect_content:
            content["has_protected_content"] = True
        message = self._add(chat, self._bot, content)
        self.sent.append(message)
        return message

    async def edit_message_text(
        self,
        *,
        chat_id: int,
        message_id: int,
        text: str = "",
        entities: list[Json] | None = None,
        link_preview_options: Json | None = None,
        reply_markup: Json | None = None,
    ) -> Json:
        """Replace the text and buttons of a message of the bot."""
        self._open_chat(chat_id)
        message = self.find(chat_id, message_id)
        if message is None:
            raise bad_request("message to edit not found")
        if message["from"]["id"] != self._bot["id"]:
            raise bad_request("message can't be edited")
        content = _content(text, entities, link_preview_options, reply_markup)
        names = ("text", "entities", "link_preview_options", "reply_markup")
        if content == {name: message[name] for name in names if name in message}:
            raise bad_request(
                "message is not modified: specified new message content and reply "
                "markup are exactly the same as a current content and reply markup "
                "of the message"
            )
        for name in names:
            message.pop(name, None)
        message |= content | {"edit_date": self._now()}
        return message

    async def send_document(
        self,
        *,
        chat_id: int,
        document: Json,
        message_thread_id: int | None = None,
        reply_parameters: Json | None = None,
        disable_notification: bool = False,
    ) -> Json:
        """Send an uploaded file."""
        chat = self._open_chat(chat_id)
        content = document["content"]
        if not 0 < len(content) <= MAX_FILE_BYTES:
            raise bad_request("file must be non-empty, and not too big")
        file_id = str(len(self.files))
        self.files[file_id] = content
        name = document["file_name"]
        file = {"file_id": file_id, "file_unique_id": file_id, "file_name": name}
        sent = {"document": file}
        if reply_parameters is not None:
            sent |= self._reply(chat_id, reply_parameters)
        message = self._add(chat, self._bot, sent)
        self.sent.append(message)
        return message

    async def set_message_reaction(
        self, *, chat_id: int, message_id: int, reaction: list[Json]
    ) -> bool:
        """React to a message; an empty list takes the reaction back."""
        self._open_chat(chat_id)
        if self.find(chat_id, message_id) is None:
            raise bad_request("message to react not found")
        emoji = [field(each, "emoji", str) for each in reaction]
        if len(emoji) > 1 or not _REACTIONS.issuperset(emoji):
            raise bad_request("REACTION_INVALID")
        self.reactions[chat_id, message_id] = "".join(emoji)
        return True

    async def send_chat_action(self, *, chat_id: int, action: str) -> bool:
        """Show that the bot is doing something."""
        self._open_chat(chat_id)
        if action not in _ACTIONS:
            raise bad_request("wrong parameter action in request")
        return True

    def check(self, chat_id: int) -> None:
        """Raise ApiError unless the bot may write there."""
        self._open_chat(chat_id)

    def _open_chat(self, chat_id: int) -> Json:
        if chat_id not in self._chats:
            raise bad_request("chat not found")
        if chat_id in self._migrated:
            raise chat_migrated(self._migrated[chat_id])
        if chat_id in self._blocked:
            raise ApiError(
                HTTPStatus.FORBIDDEN, "Forbidden: bot was blocked by the user"
            )
        return self._chats[chat_id]

    def _reply(self, chat_id: int, reply_parameters: Json) -> Json:
        known = {"message_id", "chat_id", "allow_sending_without_reply"}
        if unknown := reply_parameters.keys() - known:
            raise bad_request(f"can't parse reply parameters: {sorted(unknown)}")
        if reply_parameters.get("chat_id", chat_id) != chat_id:
            raise bad_request("a reply to another chat is not served")
        original = self.find(chat_id, field(reply_parameters, "message_id", int))
        if original is not None:
            return {"reply_to_message": _one_step(original)}
        if reply_parameters.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")

    def _now(self) -> int:
        return int(self.clock())

    def _add(self, chat: Json, sender: Json, content: Json) -> Json:
        self._last_id += 1
        message_id = self._last_id
        message = {
            "message_id": message_id,
            "date": self._now(),
            "chat": chat,
            "from": sender,
            **content,
        }
        self._messages[chat["id"], message_id] = message
        return message


def _one_step(original: Json) -> Json:
    """Return *original* without its own reply: Telegram shows no chains."""
    return {k: v for k, v in original.items() if k != "reply_to_message"}


def _content(
    text: str,
    entities: list[Json] | None,
    link_preview_options: Json | None,
    reply_markup: Json | None,
) -> Json:
    content = formatted_text(text, entities)
    if link_preview_options is not None:
        content["link_preview_options"] = link_preview_options
    if reply_markup is not None:
        check_markup(reply_markup)
        # A message shows inline keyboards only.
        if "inline_keyboard" in reply_markup:
            content["reply_markup"] = reply_markup
    return content
