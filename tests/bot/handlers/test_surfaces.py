"""What a conversation cannot show: silence, strangers' data, late taps, the profile."""

import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from telegram import Message

from bot.answers.records import Records
from bot.answers.regression import changed
from bot.chat.keyboards import Action, Press, read_press
from bot.chat.profile import FOR_ADMINS, IN_GROUPS, IN_PRIVATE
from bot.locales.choice import LANGUAGES
from retrieval import Article, Retriever
from tests.encoders import WordEncoder
from tests.player import PEOPLE, Player
from tests.telegram_server import ApiError, TelegramServer

QUESTION = "15 kilograms of honey?"


@pytest.fixture
async def player(telegram: TelegramServer, tmp_path: Path) -> AsyncIterator[Player]:
    async with Player(telegram, tmp_path) as player:
        yield player


async def answer_to(player: Player, text: str = QUESTION) -> Message:
    player.telegram.private_message(text)
    await player.deliver()
    return player.telegram.sent[-1]


def calls(player: Player, method: str) -> int:
    return sum(call.method == method for call in player.telegram.calls)


def refused(player: Player) -> list[str]:
    """Return why calls were refused, but for commands of an admin not met yet."""
    return [
        call.error.description
        for call in player.telegram.calls
        if call.error and call.method != "setMyCommands"
    ]


async def press(player: Player, message: Message, data: str) -> str | None:
    """Press a button, whether it is there or not, and return the notice."""
    stored = player.telegram.chats.find(message.chat.id, message.message_id)
    assert stored
    button = {"text": "x", "callback_data": data}
    stored["reply_markup"]["inline_keyboard"].append([button])
    query_id = player.telegram.press(message, data)
    await player.deliver()
    text: str = player.telegram.callback_queries.answers[query_id]["text"]
    return text or None


def unaddressed() -> list[str]:
    """Return 200 texts that name the bot in ways that do not address it."""
    names = [
        "excerpt_bot",
        "@excerpt_bo",
        "@excerpt_bot_",
        "@excerpt_bot2",
        "@excerpt_botanist",
        "@excerpts",
        "x@excerpt_bot",
        "me@excerpt_bot.com",
        "https://t.me/excerpt_bot",
        "https://t.me/@excerpt_bot",
        "/ask@excerpt_bott",
        "/ask@other_bot",
        "/asks",
        "/help",
        "/start",
        "/articles@excerpt_bot",
        "ask",
        "@ excerpt_bot",
        "\uff20excerpt_bot",  # A full-width sign.
        "@\u0435xcerpt_bot",  # A Cyrillic letter.
    ]
    words = ["honey?", "who built the first lens", "hello", "thanks!", "🤔"]
    shapes = ["{name} {words}", "{words} {name}"]
    texts = [
        shape.format(name=name, words=some)
        for shape in shapes
        for name in names
        for some in words
    ]
    random.Random(1).shuffle(texts)
    return texts


@pytest.mark.parametrize("reads_all", [False, True])
async def test_a_group_is_left_alone_unless_it_means_the_bot(
    player: Player, reads_all: bool
) -> None:
    telegram = player.telegram
    telegram.profile.reads_all_group_messages = reads_all
    group = telegram.add_to_group()
    await player.deliver()
    said = len(telegram.sent)
    texts = unaddressed()
    assert len(texts) == 200

    other = telegram.write(group, "words of somebody else")
    for text in texts:
        telegram.write(group, text)
        telegram.edit(telegram.write(group, text, reply_to=other), f"{text} again")
    for kind in ("photo", "sticker", "voice", "location"):
        telegram.send_media(group, kind, "honey?" if kind == "photo" else "")
    await player.deliver()

    assert len(telegram.sent) == said
    assert refused(player) == []


async def test_what_the_bot_sent_inline_is_no_question_in_a_group(
    player: Player,
) -> None:
    group = player.telegram.add_to_group()
    query_id = player.telegram.type_inline("honey")
    await player.deliver()
    said = len(player.telegram.sent)
    [result] = player.telegram.inline_queries.answers[query_id]["results"]
    player.telegram.choose(group, result)
    await player.deliver()

    assert len(player.telegram.sent) == said


@pytest.mark.parametrize(
    "data",
    [
        "1:z:00000000::0:0",
        "0:p:{version}:{question}:0:0",
        "1:p:{version}:{question}:9:0",
        "1:p:{version}:{question}:-1:0",
        "1:c:{version}:{question}:0:9",
        "1:c:{version}:{question}:0:-1",
        "1:a:{version}::0:99",
        "1:a:{version}::0:-99",
        "1:l:{version}::99:0",
        "1:l:{version}::-1:0",
        "more",
        ":" * 60,
    ],
)
async def test_buttons_of_another_format_are_too_old(player: Player, data: str) -> None:
    message = await answer_to(player)
    assert message.reply_markup
    real = str(message.reply_markup.inline_keyboard[0][0].callback_data)
    _, _, version, question, *_ = real.split(":")

    notice = await press(
        player, message, data.format(version=version, question=question)
    )

    assert notice == LANGUAGES["en"].button_outdated
    assert calls(player, "editMessageText") == 0


BARKING = [
    Article(name="dogs.txt", text="Dogs bark at night.\n"),
    Article(name="noise.txt", text="The nightly noise is a matter for the mayor.\n"),
]


@pytest.mark.parametrize("place", [(0, 0), (-1, -1)])
async def test_a_button_never_acts_on_an_excerpt_that_was_not_shown(
    player: Player, place: tuple[int, int]
) -> None:
    player.articles = BARKING
    await player.start()
    message = await answer_to(player, "nightly noise?")
    assert message.text
    assert "mayor" in message.text
    assert message.reply_markup
    row, column = place
    button = message.reply_markup.inline_keyboard[row][column]
    player.encoder = WordEncoder({"nightly": "dogs", "noise": "bark", "noise?": "bark"})
    await player.start()

    notice = await press(player, message, str(button.callback_data))

    assert notice == LANGUAGES["en"].answer_changed
    stored = player.telegram.chats.find(message.chat.id, message.message_id)
    assert stored
    assert "Dogs bark" in stored["text"]


async def test_tapping_what_is_shown_already_is_no_error(player: Player) -> None:
    message = await answer_to(player)
    assert message.reply_markup
    context = str(message.reply_markup.inline_keyboard[0][0].callback_data)
    for _ in range(2):
        player.telegram.press(message, context)
    await player.deliver()

    [reason] = refused(player)
    assert reason.startswith("Bad Request: message is not modified")
    assert len(player.telegram.sent) == 1


async def test_late_taps_and_inline_queries_are_no_error(
    player: Player, caplog: pytest.LogCaptureFixture
) -> None:
    message = await answer_to(player)
    assert message.reply_markup
    context = str(message.reply_markup.inline_keyboard[0][0].callback_data)
    player.telegram.press(message, context)
    player.telegram.type_inline("honey")
    player.telegram.callback_queries.expire()
    player.telegram.inline_queries.expire()
    await player.deliver()

    assert calls(player, "editMessageText") == 1
    assert "failed" not in caplog.text


async def test_another_refusal_by_telegram_is_logged(
    player: Player, caplog: pytest.LogCaptureFixture
) -> None:
    player.telegram.fail("answerInlineQuery", ApiError(400, "Bad Request: no"))
    player.telegram.type_inline("honey")
    await player.deliver()

    assert "An update failed with BadRequest" in caplog.text
    assert "honey" not in caplog.text


async def test_a_tap_that_fails_ends_with_a_notice(
    player: Player, caplog: pytest.LogCaptureFixture
) -> None:
    message = await answer_to(player)
    assert message.reply_markup
    context = str(message.reply_markup.inline_keyboard[0][0].callback_data)
    player.telegram.fail("answerCallbackQuery", ApiError(400, "Bad Request: no"))
    query_id = player.telegram.press(message, context)
    await player.deliver()

    notice = player.telegram.callback_queries.answers[query_id]["text"]
    assert notice.startswith("Something failed (")
    assert "An update failed with BadRequest" in caplog.text


async def test_inline_mode_offers_ten_passages_at_a_time(player: Player) -> None:
    animals = ("ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay")
    player.articles = [
        Article(f"{animal}.txt", f"A {animal} sleeps at noon.")
        for animal in (*animals, "kiwi", "lion")
    ]
    await player.start()
    shown, offset = [], ""
    for count in (10, 2):
        query_id = player.telegram.type_inline("sleeps", offset=offset)
        await player.deliver()
        answer = player.telegram.inline_queries.answers[query_id]
        assert len(answer["results"]) == count
        shown += [result["id"] for result in answer["results"]]
        offset = answer["next_offset"]

    assert offset == ""
    assert len(set(shown)) == 12


async def test_an_answer_that_was_deleted_cannot_follow_its_question(
    player: Player, caplog: pytest.LogCaptureFixture
) -> None:
    question = player.telegram.private_message(QUESTION)
    await player.deliver()
    answer = player.telegram.sent[-1]
    player.telegram.chats.delete(answer.chat.id, answer.message_id)
    player.telegram.edit(question, "How much butter is in tea?")
    await player.deliver()

    assert calls(player, "sendMessage") == 1
    assert "failed" not in caplog.text


async def test_an_edit_is_followed_after_a_restart(player: Player) -> None:
    question = player.telegram.private_message(QUESTION)
    await player.deliver()
    await player.start()
    player.telegram.edit(question, "How much butter is in tea?")
    await player.deliver()

    [answer] = player.telegram.sent
    assert "butter" in (answer.text or "")


async def test_a_stranger_gets_no_answer_though_telegram_refuses_to_say_so(
    player: Player,
) -> None:
    await player.see("(Only invited people may ask.)")
    player.telegram.fail("sendMessage", ApiError(400, "Bad Request: no"))
    player.telegram.private_message(QUESTION, user_id=PEOPLE["Stranger"])
    await player.deliver()

    [notice] = player.telegram.sent
    assert (notice.text or "").startswith("Something failed")


async def test_a_caption_counts_wherever_it_stands_in_an_album(player: Player) -> None:
    for caption in ("", QUESTION, "", "How much butter is in tea?"):
        player.telegram.send_media(1, "photo", caption, album="1")
    await player.deliver()

    notice, answer = player.telegram.sent
    assert notice.text == LANGUAGES["en"].only_text
    assert "bees.txt" in (answer.text or "")


async def test_a_vote_is_kept_with_its_question_and_passages(
    player: Player, tmp_path: Path
) -> None:
    message = await answer_to(player)
    assert message.reply_markup
    for label in (0, 1, 0):
        data = message.reply_markup.inline_keyboard[1][label].callback_data
        player.telegram.press(message, str(data))
        await player.deliver()

    with closing(sqlite3.connect(tmp_path / "records.sqlite3")) as database:
        rows = database.execute("SELECT question, excerpts, good FROM feedback")
        [(question, excerpts, good)] = rows.fetchall()
    assert (question, good) == (QUESTION, 1)
    assert excerpts.startswith('[["bees.txt", ')


async def test_a_bot_without_articles_says_so(player: Player) -> None:
    player.articles = []
    await player.start()

    texts = [
        (await answer_to(player, text)).text or ""
        for text in (QUESTION, "/start", "/articles", "hello")
    ]
    assert all(LANGUAGES["en"].no_articles in text for text in texts)


@pytest.mark.parametrize(
    "text",
    [
        "😂" * 2048,
        "word " * 819,
        "\u202e<b>&amp;" * 300,
        "e\u0301" * 2000,
        "bees? " * 680,
        "Why do bees shiver? " * 200,
        "/ask " + "bees" * 1000,
        "a\0b bees\x01",
        ".,!" * 1000,
        "?!" * 2000,
    ],
)
async def test_any_text_gets_an_answer(
    player: Player, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    await answer_to(player, text)

    assert len(player.telegram.sent) == 1
    assert refused(player) == []
    assert "failed" not in caplog.text


class TestProfile:
    async def test_each_scope_gets_its_commands_in_each_language(
        self, player: Player
    ) -> None:
        player.telegram.private_message("/start", user_id=PEOPLE["Admin"])
        (player.folder / "records.sqlite3").unlink()
        await player.start()

        commands = {
            scope: tuple(command["command"] for command in listed)
            for scope, listed in player.telegram.profile.commands.items()
        }
        scopes = {
            "all_private_chats": IN_PRIVATE,
            "all_group_chats": IN_GROUPS,
            f"chat {PEOPLE['Admin']}": FOR_ADMINS,
        }
        codes = {"", *LANGUAGES} - {"en"}
        assert commands == {
            (scope, code): names for scope, names in scopes.items() for code in codes
        }
        assert player.telegram.profile.descriptions["de"] == LANGUAGES["de"].description
        assert player.telegram.profile.short_descriptions.keys() == codes

    async def test_it_is_told_once_a_version(self, player: Player) -> None:
        told = calls(player, "setMyCommands")
        await player.start()

        assert told > 0
        assert calls(player, "setMyCommands") == told

    async def test_the_bot_starts_without_it(
        self, player: Player, caplog: pytest.LogCaptureFixture
    ) -> None:
        (player.folder / "records.sqlite3").unlink()
        player.telegram.fail("setMyDescription", ApiError(502, "Bad Gateway"))
        await player.start()

        assert "The bot's profile is not up to date" in caplog.text
        assert (await answer_to(player)).text


def test_data_of_a_button_is_short() -> None:
    press = Press(
        Action.ARTICLE,
        "0" * 8,
        "f" * 8,
        page=10**7 - 1,
        item=10**10 - 1,
        step=10**7 - 1,
        asker="f" * 8,
        shown="f" * 6,
    )

    assert len(press.data()) <= 64
    assert read_press(press.data()) == press


async def test_an_articles_own_line_does_not_scope_the_next_question(
    player: Player,
) -> None:
    storks = Article("storks.txt", "Storks nest on roofs.\n\nOnly in: storks.txt")
    player.articles = [storks, Article("honey.txt", "Honey 🐝 keeps for years.")]
    await player.start()
    await player.see("User: Where do storks nest?")
    assert "Only in: storks.txt" in (player.telegram.sent[-1].text or "").split("\n")
    await player.see("User (to the bot): How long does honey keep?")
    answer = player.telegram.sent[-1].text or ""

    assert "for years" in answer
    assert "Only in" not in answer


async def test_an_article_that_is_gone_scopes_no_question(player: Player) -> None:
    player.articles = [Article("storks.txt", "Storks nest on roofs.")]
    await player.start()
    await player.see("User: Where do storks nest?")
    await player.see("User taps [Context]")
    await player.see("User taps [Ask this article]")
    player.articles = [Article("honey.txt", "Honey keeps for years.")]
    await player.start()
    await player.see("User (to the bot): How long does honey keep?")
    answer = player.telegram.sent[-1].text or ""

    assert "for years" in answer


async def test_a_follow_up_that_an_admin_likes_is_found_again_by_a_check(
    player: Player,
) -> None:
    crafts = "Coats are sewn", "Letters are sorted", "Bowls are turned", "Rugs are tied"
    others = [Article(f"{craft}.txt", f"{craft} by hand.") for craft in crafts]
    player.articles = [*player.articles, *others]
    await player.start()
    await player.see("Admin: Who picks the coffee?")
    await player.see("Admin taps [Context]")
    await player.see("Admin taps [Ask this article]")
    await player.see("Admin (to the bot): Who picks the ripe ones?")
    await player.see("Admin (to the bot): by hand?")
    assert "Searched with: ripe, ones" in (player.telegram.sent[-1].text or "")
    await player.see("Admin taps [👍]")

    with closing(Records(player.folder, 1000)) as records:
        [liked] = records.liked_by([PEOPLE["Admin"]])
    assert list(changed([liked], Retriever(player.articles), k=1)) == []
