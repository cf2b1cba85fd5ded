"""A Bot API server on 127.0.0.1 for tests, at least as strict as the real one.

    async with TelegramServer() as telegram:
        ...  # a bot starts with telegram.url and telegram.token
        telegram.private_message("When do dogs bark?")
        [reply] = await telegram.wait_for_messages(1)

From what a request is to what a test sees:

errors      the answers that say no
fields      JSON objects and their fields
parameters  a request's parameters -> the arguments of a method
texts       limits of texts and of their entities
incoming    what people write and send
groups      which messages of groups reach the bot
keyboards   limits of the buttons below a message
bell        waiting for a change
updates     getUpdates and the webhook
chats       who talks to the bot, and every message
callbacks   buttons pressed
inline      what is typed after the bot's name, and the results
profile     what the bot says about itself
limits      how fast a bot may send
faults      what can be ordered to go wrong
endpoint    HTTP: token, method, answer
server      all of it, with the side that a test plays
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
