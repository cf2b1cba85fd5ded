"""Whatever costs work is paid from one budget a person, and links cost little."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.answers.links import Link
from bot.handlers.rate_limit import BUDGET, Cost
from bot.locales.choice import LANGUAGES
from retrieval import Article, Retriever
from tests.player import Player
from tests.telegram_server import TelegramServer
from tests.telegram_server.fields import Json

ENGLISH = LANGUAGES["en"]
QUESTION = "15 kilograms of honey?"
TOO_MANY = ENGLISH.too_many.partition("{")[0]


@pytest.fixture
async def player(telegram: TelegramServer, tmp_path: Path) -> AsyncIterator[Player]:
    async with Player(telegram, tmp_path) as player:
        # Taps and inline queries do not say when they were made.
        telegram.chats.clock = time.time
        yield player


async def tap_thumb(player: Player, times: int) -> list[str]:
    """Tap below the bot's first message and return the notices."""
    message = player.telegram.sent[0]
    assert message.reply_markup
    data = str(message.reply_markup.inline_keyboard[1][0].callback_data)
    ids = [player.telegram.press(message, data) for _ in range(times)]
    await player.deliver()
    answers = player.telegram.callback_queries.answers
    return [str(answers[query_id]["text"]) for query_id in ids]


async def type_inline(player: Player, times: int) -> list[Json]:
    ids = [player.telegram.type_inline("honey") for _ in range(times)]
    await player.deliver()
    return [player.telegram.inline_queries.answers[query_id] for query_id in ids]


async def say(player: Player, text: str) -> list[str]:
    """Write *text* and return what the bot says to it."""
    said = len(player.telegram.sent)
    player.telegram.private_message(text)
    await player.deliver()
    return [message.text or "" for message in player.telegram.sent[said:]]


async def test_taps_over_the_budget_are_answered_with_a_notice(player: Player) -> None:
    await say(player, QUESTION)
    notices = await tap_thumb(player, BUDGET)

    assert notices[0] == ENGLISH.thanks_for_vote
    assert sum(n.startswith(TOO_MANY) for n in notices) == Cost.MESSAGE
    assert notices[-1].startswith(TOO_MANY)


async def test_inline_queries_over_the_budget_get_an_empty_result(
    player: Player,
) -> None:
    *_, last, refused = await type_inline(player, BUDGET + 1)

    assert last["results"]
    assert refused["results"] == []
    assert refused["button"]["text"].startswith(TOO_MANY)
    assert refused["is_personal"]
    assert 0 < refused["cache_time"] <= 60


async def test_taps_and_inline_queries_use_up_what_questions_have(
    player: Player,
) -> None:
    await say(player, QUESTION)
    await tap_thumb(player, 30)
    await type_inline(player, 30)

    [notice] = await say(player, QUESTION)
    assert notice.startswith(TOO_MANY)
    assert await say(player, QUESTION) == []


async def test_links_use_up_the_budget(player: Player) -> None:
    link = Link(Retriever(player.articles).version, 0)
    opened = [await say(player, f"/start {link.payload()}") for _ in range(21)]

    assert not any(text.startswith(TOO_MANY) for [text] in opened[:20])
    assert opened[20][0].startswith(TOO_MANY)
    assert await say(player, f"/start {link.payload()}") == []
    # To greet costs nothing.
    assert len(await say(player, "/start")) == 1


async def test_edits_use_up_the_budget(player: Player) -> None:
    question = player.telegram.private_message(QUESTION)
    await player.deliver()
    for number in range(25):
        player.telegram.edit(question, f"How much butter is in tea {number}?")
        await player.deliver()

    edits = player.telegram.count_calls("editMessageText")
    assert edits == BUDGET // Cost.MESSAGE - 1


async def test_one_persons_budget_is_not_anothers(player: Player) -> None:
    await type_inline(player, BUDGET + 1)
    query_id = player.telegram.type_inline("honey", user_id=2)
    await player.deliver()

    assert player.telegram.inline_queries.answers[query_id]["results"]


LONG = "".join(f"Dog {number} barks at night. 😂 " for number in range(1000))


@pytest.mark.parametrize(
    ("start", "end", "is_opened"),
    [
        (0, 0, True),
        (0, 24, True),
        (0, 2700, True),
        (0, len(LONG), False),
        (0, 3001, False),
        (0, 2990, False),  # Less than 3,000 characters, but more units.
        (5, 4, False),
        (len(LONG) - 10, len(LONG) + 10, False),
        (len(LONG) - 1, len(LONG), False),  # A blank.
    ],
)
async def test_a_link_opens_what_a_button_can_name_and_no_more(
    player: Player, start: int, end: int, is_opened: bool
) -> None:
    player.articles = [Article("dogs.txt", LONG)]
    await player.start()
    link = Link(Retriever(player.articles).version, 0, start, end)

    [text] = await say(player, f"/start {link.payload()}")

    assert (text != ENGLISH.articles_changed) == is_opened


async def test_every_link_of_an_inline_result_is_opened(player: Player) -> None:
    texts = [LONG, "Dogs " + "bark  " * 2000, "😂 dogs " * 2000, "dogs" * 2000]
    player.articles = [Article(f"{n}.txt", text) for n, text in enumerate(texts)]
    await player.start()
    query_id = player.telegram.type_inline("dogs bark")
    await player.deliver()
    results = player.telegram.inline_queries.answers[query_id]["results"]

    assert len(results) > 2
    for result in results:
        [[button]] = result["reply_markup"]["inline_keyboard"]
        payload = button["url"].partition("start=")[2]
        assert await say(player, f"/start {payload}") != [ENGLISH.articles_changed]


async def test_an_article_that_begins_with_blanks_can_be_listed(player: Player) -> None:
    player.articles = [Article("a.txt", " \n" * 4000 + "Dogs bark."), *player.articles]
    await player.start()
    query_id = player.telegram.type_inline("")
    await player.deliver()

    first, *others = player.telegram.inline_queries.answers[query_id]["results"]
    assert first["description"] == "Dogs bark."
    assert others
