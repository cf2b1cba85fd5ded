"""The bot's user, commands and descriptions."""

import re

from .chats import Chats
from .errors import bad_request
from .fields import Json, field
from .texts import utf16_length

MAX_COMMANDS = 100
MAX_COMMAND_DESCRIPTION_LENGTH = 256
MAX_DESCRIPTION_LENGTH = 512
MAX_SHORT_DESCRIPTION_LENGTH = 120

_SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)


class Profile:
    """The bot's user, commands and descriptions, the last by language code."""

    def __init__(self, bot: Json, chats: Chats) -> None:
        self.reads_all_group_messages = False
        # By scope type and language code.
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.descriptions: dict[str, str] = {}
        self.short_descriptions: dict[str, str] = {}
        self._bot = bot
        self._chats = chats

    async def get_me(self) -> Json:
        """Return the bot's user with its capabilities."""
        return {
            **self._bot,
            "can_join_groups": True,
            "can_read_all_group_messages": self.reads_all_group_messages,
            "supports_inline_queries": True,
        }

    async def set_my_commands(
        self,
        *,
        commands: list[Json],
        scope: Json | None = None,
        language_code: str = "",
    ) -> bool:
        """Replace the commands that a client offers."""
        if len(commands) > MAX_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            _check_command(command)
        scope_type = "default" if scope is None else field(scope, "type", str)
        if scope_type not in _SCOPES:
            raise bad_request("can't parse BotCommandScope: unsupported type specified")
        _check_language(language_code)
        if scope_type == "chat":
            assert scope
            chat_id = field(scope, "chat_id", int)
            self._chats.check(chat_id)
            scope_type = f"chat {chat_id}"
        self.commands[scope_type, language_code] = commands
        return True

    async def set_my_description(
        self, *, description: str = "", language_code: str = ""
    ) -> bool:
        """Set what an empty chat with the bot shows."""
        if utf16_length(description) > MAX_DESCRIPTION_LENGTH:
            raise bad_request("description is too long")
        _check_language(language_code)
        self.descriptions[language_code] = description
        return True

    async def set_my_short_description(
        self, *, short_description: str = "", language_code: str = ""
    ) -> bool:
        """Set what the bot's profile shows."""
        if utf16_length(short_description) > MAX_SHORT_DESCRIPTION_LENGTH:
            raise bad_request("short description is too long")
        _check_language(language_code)
        self.short_descriptions[language_code] = short_description
        return True


def _check_command(command: Json) -> None:
    if not re.fullmatch("[a-z0-9_]{1,32}", field(command, "command", str)):
        raise bad_request("BOT_COMMAND_INVALID")
    length = utf16_length(field(command, "description", str))
    if not 1 <= length <= MAX_COMMAND_DESCRIPTION_LENGTH:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def _check_language(language_code: str) -> None:
    if not re.fullmatch("([a-z]{2})?", language_code):
        raise bad_request(f"language_code {language_code!r} has not two letters")
