"""Plays scripted conversations and returns a transcript of what users see.

A script is a scene of ``conversations.txt``. Each action is a line:

    User: a question                    in the private chat with the bot
    User in the group: some words       or "in the topic"; "(to the bot)" makes it a
                                        reply to the bot, "(to that)" to the last words,
                                        "(names the bot)" a mention without a username
    User forwards: some words           of somebody else
    User elsewhere: @excerpt_bot a question    in a chat without the bot
    User edits: other words             what the user wrote last
    User taps [More]                    below the bot's last message
    User sends a sticker                or "a photo: caption", "an album: caption"
    User types @excerpt_bot some words  inline
    User chooses the first result       or "follows the link of the first result"
    User shares it                      with a chat, by the button [Share]
    User follows that link              to which the last tap has led
    User (quoting “a word”): a question a reply to a part of the bot's last message
    The channel posts: some words       or "edits its post"
    (The bot restarts.)                 other events

Lines that begin with "Bot" or white space are the bot's output.
"""

import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path
from typing import Any

from telegram import Message, Update

from bot.answers.answerer import Answering
from bot.answers.records import Records
from bot.handlers.routes import ALLOWED_UPDATES, AnyApplication
from bot.handlers.telling import tell_waiting
from bot.server.service import telegram_application
from bot.settings import Settings
from retrieval import Article, Retriever, read_articles
from retrieval.semantic.encoder import Encoder
from tests.telegram_server.endpoint import Call

from .telegram_server import TelegramServer
from .transcript import shown, shown_results

FOLDER = Path(__file__).parent / "articles"
ARTICLES = read_articles(FOLDER)
_CHANGING = re.compile(r"[\d-]{10} [\d:]{5}(?= UTC)|\d+(?= ms)")

LONG_TEXT = """How Towns Got Their Clocks

The first clocks of towns had no hands. A weight pulled a bell, and a watchman told \
people how late it was. Whoever lived far from the tower had to listen closely, above \
all when the wind came from the wrong side. In winter the ropes froze, and then a boy \
had to climb the tower and beat the hours with a hammer.

Dials came in the fourteenth century. They had one hand only, for nobody needed the \
minutes. The smith of a town looked after its clock, and he set it at noon by the \
sun. Two towns a day apart therefore never had the same time, and no traveller minded \
that before there were trains.

Railways made an end of it. A train that leaves at eight must leave at the same eight \
everywhere. By 1880 the whole of Britain kept the time of Greenwich, which came by \
telegraph every morning at ten. Some towns kept a second minute hand for their own \
time for many years.
"""

NOON = 1_750_000_000
PEOPLE = {"User": 1, "Nutzer": 2, "Admin": 3, "Stranger": 4}


@asynccontextmanager
async def running_application(
    telegram: TelegramServer, retriever: Retriever, folder: Path, **settings: str
) -> AsyncIterator[AnyApplication]:
    """Run the bot without polling for updates."""
    read = Settings.model_validate(
        {
            "telegram_bot_token": telegram.token,
            "telegram_api_url": telegram.url,
            "data_dir": folder,
            "articles_dir": FOLDER,
            **settings,
        }
    )
    records = Records(folder, 1000)
    application = telegram_application(read, retriever, records)
    try:
        async with application:
            assert application.post_init
            await application.post_init(application)
            yield application
    finally:
        records.close()


class Player:
    """Plays scripts against its own bot, whose data is in *folder*."""

    def __init__(self, telegram: TelegramServer, folder: Path) -> None:
        self.telegram = telegram
        self.folder = folder
        self.articles = ARTICLES
        self.encoder: Encoder | None = None
        self.settings = {"admin_users": str(PEOPLE["Admin"])}
        self._stack = AsyncExitStack()
        self._seen = 0
        self._chat = self._topic = self._albums = self._channel = self._posted = 0
        self._last: dict[str, Message] = {}
        self._words: Message | None = None
        self._link = ""
        # The clock advances only when the script says so.
        self._seconds = 0.0
        telegram.chats.clock = lambda: NOON + self._seconds
        telegram.languages[PEOPLE["Nutzer"]] = "de"

    async def __aenter__(self) -> "Player":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def start(self) -> None:
        """Start the bot with the current articles, encoder and settings."""
        await self._stack.aclose()
        retriever = Retriever(self.articles, encoder=self.encoder)
        running = running_application(
            self.telegram, retriever, self.folder, **self.settings
        )
        self._application = await self._stack.enter_async_context(running)
        self.telegram.updates.allowed = frozenset(ALLOWED_UPDATES)
        self._seen = len(self.telegram.calls)
        await self._tell_waiting(retriever)

    async def _tell_waiting(self, retriever: Retriever) -> None:
        with closing(Records(self.folder, 1000)) as records:
            answering = Answering(retriever, records, k=3)
            invited = map(int, self.settings.get("allowed_users", "").split())
            await tell_waiting(
                answering, records, self._application.bot, frozenset(invited)
            )

    async def play(self, script: str) -> str:
        """Play a script and return it with the bot's actual output."""
        acts = [
            "\n".join([line, *await self.see(line)])
            for line in script.splitlines()
            if line and not line.startswith(("Bot", " "))
        ]
        return "\n\n".join(acts)

    async def see(self, line: str) -> list[str]:
        """Perform the action of a line and return the bot's output."""
        is_awaited = await self._act(line)
        await self.deliver()
        new = self.telegram.calls[self._seen :]
        self._seen = len(self.telegram.calls)
        shown = [part for call in new for part in self._show(call)]
        shown = [_CHANGING.sub("...", part) for part in shown]
        return shown or (["Bot: (silence)"] if is_awaited else [])

    async def deliver(self) -> None:
        """Let the bot handle all queued updates."""
        for update in self.telegram.updates.take():
            parsed = Update.de_json(update, self._application.bot)
            await self._application.process_update(parsed)

    async def _act(self, line: str) -> bool:
        """Perform the action of a line; return whether the bot gets an update."""
        if line.startswith("("):
            return await self._direct(line.strip("()."))
        for pattern, action in self._actions():
            if match := re.fullmatch(pattern, line):
                action(*match.groups())
                return True
        raise ValueError(f"nobody knows how to play {line!r}")

    def _actions(self) -> list[tuple[str, Callable[..., None]]]:
        return [
            (r"The channel posts: (.*)", self._post),
            (r"The channel edits its post: (.*)", self._edit_post),
            (r"(\w+) elsewhere: (.*)", self._ask_as_guest),
            (r"(\w+) edits: (.*)", self._edit),
            (r"(\w+)(?: in the group)? taps \[(.*)\]", self._tap),
            (r"(\w+) types @excerpt_bot ?(.*)", self._type),
            (r"(\w+) chooses the first result", self._choose),
            (r"(\w+) follows the link of the first result", self._follow),
            (r"(\w+) follows that link", self._open_link),
            (r"(\w+) forwards: (.*)", self._forward),
            (r"(\w+) shares it", self._share),
            (
                r"(\w+)( in the group|) \(quoting “(.*)”\): (.*)",
                self._quote,
            ),
            (r"(\w+) sends an album(?:: (.*))?", self._send_album),
            (r"(\w+)( in the group)? sends a (\w+)(?:: (.*))?", self._send),
            (r"(\w+)( in the group| in the topic|)(?: \((.*)\))?: (.*)", self._write),
        ]

    def _write(self, who: str, where: str, how: str | None, words: str) -> None:
        if repeated := re.fullmatch(r"(.*) \((\d+) times\)", words):
            words = " ".join([repeated[1]] * int(repeated[2]))
        reply_to = {
            "to the bot": self.telegram.sent[-1:],
            "to that": [self._words] if self._words else [],
        }.get(how or "", [])
        self._words = self._last[who] = self.telegram.write(
            self._chat if where else PEOPLE[who],
            words.replace("\\n", "\n"),
            user_id=PEOPLE[who],
            reply_to=reply_to[0] if reply_to else None,
            topic=self._topic if "topic" in where else None,
            mentioned=how == "names the bot",
        )

    def _post(self, words: str) -> None:
        text = words.replace("\\n", "\n")
        self._posted = self.telegram.post(self._channel, text)

    def _edit_post(self, words: str) -> None:
        self.telegram.edit_post(self._channel, self._posted, words)

    def _ask_as_guest(self, who: str, words: str) -> None:
        self.telegram.ask_as_guest(words, user_id=PEOPLE[who])

    def _forward(self, who: str, words: str) -> None:
        self._words = self.telegram.write(
            PEOPLE[who], words, user_id=PEOPLE[who], forwarded=True
        )

    def _quote(self, who: str, where: str, quote: str, words: str) -> None:
        self._words = self._last[who] = self.telegram.write(
            self._chat if where else PEOPLE[who],
            words,
            user_id=PEOPLE[who],
            reply_to=self.telegram.sent[-1],
            quote=quote,
        )

    def _edit(self, who: str, words: str) -> None:
        self.telegram.edit(self._last[who], words)

    def _tap(self, who: str, label: str) -> None:
        *_, message = (sent for sent in self.telegram.sent if sent.reply_markup)
        assert message.reply_markup
        buttons = {
            button.text: str(button.callback_data)
            for row in message.reply_markup.inline_keyboard
            for button in row
        }
        self.telegram.press(message, buttons[label], user_id=PEOPLE[who])

    def _type(self, who: str, words: str) -> None:
        self.telegram.type_inline(words, user_id=PEOPLE[who])

    def _choose(self, who: str) -> None:
        result = self._first_result()
        self.telegram.choose(PEOPLE[who], result, user_id=PEOPLE[who])

    def _follow(self, who: str) -> None:
        [[button]] = self._first_result()["reply_markup"]["inline_keyboard"]
        self._link = button["url"]
        self._open_link(who)

    def _open_link(self, who: str) -> None:
        payload = self._link.removeprefix("https://t.me/excerpt_bot?start=")
        self._write(who, "", None, f"/start {payload}")

    def _share(self, who: str) -> None:
        markup = self.telegram.sent[-1].reply_markup
        assert markup
        [chosen] = [
            button.switch_inline_query_chosen_chat
            for row in markup.inline_keyboard
            for button in row
            if button.switch_inline_query_chosen_chat
        ]
        self._type(who, chosen.query or "")

    def _first_result(self) -> Any:
        *_, answer = self.telegram.inline_queries.answers.values()
        return answer["results"][0]

    def _send(self, who: str, where: str | None, kind: str, caption: str) -> None:
        chat_id = self._chat if where else PEOPLE[who]
        user_id = PEOPLE[who]
        self.telegram.send_media(chat_id, kind, caption or "", user_id=user_id)

    def _send_album(self, who: str, caption: str | None) -> None:
        self._albums += 1
        for text in (caption or "", "", ""):
            self.telegram.send_media(
                PEOPLE[who],
                "photo",
                text,
                album=str(self._albums),
                user_id=PEOPLE[who],
            )

    async def _direct(self, direction: str) -> bool:
        """Perform the event of a line; return whether the bot gets an update."""
        if minutes := re.fullmatch(r"(\d+) minutes pass", direction):
            self._seconds += 60 * int(minutes[1])
            return False
        if direction.startswith("The bot is added to a "):
            is_forum = direction.endswith("forum")
            self._chat = self.telegram.add_to_group(is_forum=is_forum)
            if is_forum:
                self._topic = self.telegram.open_topic(self._chat)
            return True
        if asked := re.fullmatch(r"(\w+) has asked (\d+) questions", direction):
            for number in range(int(asked[2])):
                self._write(asked[1], "", None, f"honey {number}")
            await self.deliver()
            self._seen = len(self.telegram.calls)
            return False
        if direction == "The bot is an admin of the channel @news":
            self._channel = self.telegram.open_channel("news")
            folder = self.folder / "articles"
            self.settings |= {"channels": "@news", "articles_dir": str(folder)}
            await self.start()
            return False
        if direction == "The question is deleted":
            assert self._words
            self.telegram.chats.delete(self._words.chat.id, self._words.message_id)
            return False
        self.change_articles(direction)
        await self.start()
        return False

    def change_articles(self, direction: str) -> None:
        """Change the articles or settings for the next start."""
        changes: dict[str, Callable[[], None]] = {
            "The bot restarts": lambda: None,
            "The articles are read again": self._read_posts,
            "The articles change": self._change_articles,
            "An article says it": self._add_answer,
            "The articles differ": self._add_versions,
            "One article is long": self._add_long_article,
            "Privacy mode is off": self._switch_privacy_mode_off,
            "Only invited people may ask": self._invite_user,
        }
        changes[direction]()

    def _change_articles(self) -> None:
        self.articles = [*ARTICLES, Article("new.txt", "News.\n")]

    def _read_posts(self) -> None:
        self.articles = [*ARTICLES, *read_articles(self.folder / "articles")]

    def _add_answer(self) -> None:
        said = "The mayor of Atlantis is a dolphin called Ebb.\n"
        self.articles = [*ARTICLES, Article("atlantis.txt", said)]

    def _add_versions(self) -> None:
        opens = "The tram museum opens at {} o’clock.\n"
        texts = {
            "museum-2024.txt": f"2024\n\n{opens.format(9)}",
            "museum-2025.txt": f"2025\n\n{opens.format(11)}",
        }
        self.articles = [*ARTICLES, *map(Article, texts, texts.values())]

    def _add_long_article(self) -> None:
        self.articles = [*ARTICLES, Article("clocks.txt", LONG_TEXT)]

    def _switch_privacy_mode_off(self) -> None:
        self.telegram.profile.reads_all_group_messages = True

    def _invite_user(self) -> None:
        self.settings["allowed_users"] = str(PEOPLE["User"])

    def _show(self, call: Call) -> Iterator[str]:
        assert call.error is None, f"{call.method}: {call.error}"
        if call.method == "sendMessage":
            yield from self._shown_message(call)
        elif call.method == "editMessageText":
            yield "Bot changes its message:"
            yield from shown(call.result)
        elif call.method == "answerCallbackQuery":
            yield from self._shown_notice(call)
        elif call.method == "sendDocument":
            result: Any = call.result
            yield f"Bot sends the file {result['document']['file_name']}"
        elif call.method == "setMessageReaction":
            [reaction] = json.loads(str(call.parameters["reaction"]))
            yield f"Bot reacts: {reaction['emoji']}"
        elif call.method == "answerGuestQuery":
            query_id = str(call.parameters["guest_query_id"])
            yield "Bot, as a guest:"
            yield from shown(self.telegram.guest_queries.answers[query_id])
        elif call.method == "answerInlineQuery":
            query_id = str(call.parameters["inline_query_id"])
            answer = self.telegram.inline_queries.answers[query_id]
            yield from shown_results(answer)

    def _shown_notice(self, call: Call) -> Iterator[str]:
        if "text" in call.parameters:
            yield f"Bot notes: {call.parameters['text']}"
        if "url" in call.parameters:
            self._link = str(call.parameters["url"])
            yield "Bot opens the private chat for the tapper"

    def _shown_message(self, call: Call) -> Iterator[str]:
        message: Any = call.result
        original = message.get("reply_to_message", {})
        where = " in the topic" if message.get("is_topic_message") else ""
        if call.parameters.get("disable_notification"):
            where += ", without a sound"
        if self._words and original.get("message_id") != self._words.message_id:
            words = original.get("text", original.get("caption"))
            where += f" (to “{words}”)" if words else ""
        yield f"Bot{where}:"
        yield from shown(message)
        markup = json.loads(str(call.parameters.get("reply_markup", "{}")))
        if "force_reply" in markup:
            yield f"    (awaits a reply: {markup['input_field_placeholder']})"
