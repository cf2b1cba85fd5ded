"""A Bot API server on 127.0.0.1 for tests, at least as strict as the real one.

    async with TelegramServer() as telegram:
        ...  # a bot starts with telegram.url and telegram.token
        telegram.private_message("When do dogs bark?")
        [reply] = await telegram.wait_for_messages(1)

In order of dependence:

errors      error responses
fields      JSON objects and their fields
parameters  a request's parameters -> the arguments of a method
texts       limits of texts and of their entities
incoming    contents of messages from users
groups      which messages of groups reach the bot
keyboards   limits of the buttons below a message
bell        waiting for a change
updates     getUpdates and the webhook
chats       chats and their messages
callbacks   callback queries
inline      inline queries and their results
guests      guest queries
profile     the bot's user, commands and descriptions
limits      rate limits
faults      injected faults
endpoint    HTTP: token, method, response
server      the whole server, with methods that play the users
"""

from .errors import ApiError, chat_migrated, too_many_requests
from .faults import Fault
from .server import TelegramServer

__all__ = [
    "ApiError",
    "Fault",
    "TelegramServer",
    "chat_migrated",
    "too_many_requests",
]
