"""Who talks to the bot, and every message of every chat."""

import re
import time
from http import HTTPStatus

from telegram.constants import ChatAction

from .errors import ApiError, bad_request
from .fields import Json, field
from .keyboards import check_inline_keyboard
from .texts import formatted_text, utf16_length

_COMMAND = re.compile(r"(?<![\w/<>])/\w{1,64}(@\w{3,32})?(?![\w/])", re.ASCII)
_ACTIONS = frozenset(ChatAction)


class Chats:
    """The private chats that somebody has opened with the bot, and their messages."""

    def __init__(self, bot: Json) -> None:
        # Those of the bot, oldest first; an edit changes them in place.
        self.sent: list[Json] = []
        self._bot = bot
        self._chats: dict[int, Json] = {}
        self._blocked: set[int] = set()
        self._messages: dict[tuple[int, int], Json] = {}

    def open(self, user: Json) -> Json:
        """Return the private chat with *user*, who no longer blocks the bot."""
        chat = {"type": "private", "id": user["id"], "first_name": user["first_name"]}
        self._chats[user["id"]] = chat
        self._blocked.discard(user["id"])
        return chat

    def block(self, chat_id: int) -> None:
        """Refuse what the bot sends to this chat until it is opened again."""
        self._blocked.add(chat_id)

    def receive(self, user: Json, text: str) -> Json:
        """Return the message that *user* sends to the bot in private."""
        content = formatted_text(text, None)
        if entities := _command_entities(content["text"]):
            content["entities"] = entities
        return self._add(self.open(user), user, content)

    def find(self, chat_id: int, message_id: int) -> Json | None:
        """Return a message, if it is there."""
        return self._messages.get((chat_id, message_id))

    async def send_message(
        self,
        *,
        chat_id: int,
        text: str = "",
        entities: list[Json] | None = None,
        link_preview_options: Json | None = None,
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
        """Give a message of the bot another text and other buttons."""
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
        message |= content | {"edit_date": int(time.time())}
        return message

    async def send_chat_action(self, *, chat_id: int, action: str) -> bool:
        """Show that the bot is doing something."""
        self._open_chat(chat_id)
        if action not in _ACTIONS:
            raise bad_request("wrong parameter action in request")
        return True

    def _open_chat(self, chat_id: int) -> Json:
        if chat_id not in self._chats:
            raise bad_request("chat not found")
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
            # Telegram shows one step back, never the whole chain.
            kept = {k: v for k, v in original.items() if k != "reply_to_message"}
            return {"reply_to_message": kept}
        if reply_parameters.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")

    def _add(self, chat: Json, sender: Json, content: Json) -> Json:
        message_id = len(self._messages) + 1
        message = {
            "message_id": message_id,
            "date": int(time.time()),
            "chat": chat,
            "from": sender,
            **content,
        }
        self._messages[chat["id"], message_id] = message
        return message


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
        check_inline_keyboard(reply_markup)
        content["reply_markup"] = reply_markup
    return content


def _command_entities(text: str) -> list[Json]:
    """Mark commands, as the server does for what people write."""
    return [
        {
            "type": "bot_command",
            "offset": utf16_length(text[: command.start()]),
            "length": utf16_length(command.group()),
        }
        for command in _COMMAND.finditer(text)
    ]
