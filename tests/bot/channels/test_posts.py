"""Posts of channels as files of the articles."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.verification import words_in
from bot.channels.posts import Channel, Post, content_of, save
from retrieval import read_articles
from retrieval.articles import article_of
from tests.player import Player
from tests.strategies import BAIT, texts
from tests.telegram_server import ApiError, TelegramServer

NEWS = Channel(-1001234, "news")
DAY = date(2025, 3, 14)
marked = st.lists(
    st.sampled_from(["# ", "- ", "1. ", "> ", "```\n", "    ", "| a |", "\n", *BAIT])
    | st.text("*_`[]()<>&;~=-+:\\ ab1\n"),
    max_size=20,
).map("".join)


@given(texts | marked)
def test_every_word_of_a_post_is_in_its_article(text: str) -> None:
    text = text.replace("\0", "").encode("utf-8", "replace").decode()
    if not words_in(text):
        return
    content = content_of(Post(NEWS, 7, DAY, text)).encode()
    article = article_of(content, "news/7.md")

    assert [w.text for w in words_in(article.text)] == [w.text for w in words_in(text)]
    assert article.date == DAY
    assert article.link == "https://t.me/news/7"


def test_the_title_is_the_first_line() -> None:
    content = content_of(Post(NEWS, 7, DAY, 'He said: "no"\nand left'))

    assert article_of(content.encode(), "a.md").title == 'He said: "no"'


def test_lines_stay_apart() -> None:
    content = content_of(Post(NEWS, 7, DAY, "one\ntwo\n\nthree"))

    assert article_of(content.encode(), "a.md").text == "one\ntwo\n\nthree"


@pytest.mark.parametrize(
    ("channel", "name", "link"),
    [
        (NEWS, "news/7.md", "https://t.me/news/7"),
        (Channel(-1001234, ""), "channel-1001234/7.md", "https://t.me/c/1234/7"),
    ],
)
def test_a_post_links_to_itself(
    channel: Channel, name: str, link: str, tmp_path: Path
) -> None:
    save(Post(channel, 7, DAY, "words"), tmp_path)

    [article] = read_articles(tmp_path)
    assert (article.name, article.link) == (name, link)


def test_a_channel_keeps_its_folder_when_it_changes_its_name(tmp_path: Path) -> None:
    renamed, other = Channel(NEWS.id, "Today"), Channel(-1005678, "news")
    save(Post(NEWS, 7, DAY, "first"), tmp_path)
    save(Post(renamed, 7, DAY, "second"), tmp_path)
    save(Post(other, 7, DAY, "third"), tmp_path)
    save(Post(Channel(NEWS.id, ""), 8, DAY, "fourth"), tmp_path)

    assert {each.name: (each.text, each.link) for each in read_articles(tmp_path)} == {
        "news/7.md": ("second", "https://t.me/Today/7"),
        "news/8.md": ("fourth", "https://t.me/c/1234/8"),
        "news-1005678/7.md": ("third", "https://t.me/news/7"),
    }


async def test_an_edit_after_a_change_of_name_edits_the_same_article(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    channel, folder = telegram.open_channel("news"), tmp_path / "articles"
    player = Player(telegram, tmp_path)
    player.settings |= {"channels": str(channel), "articles_dir": str(folder)}
    async with player:
        post = telegram.post(channel, "first words")
        await player.deliver()
        telegram.rename_channel(channel, "today")
        telegram.edit_post(channel, post, "second words")
        await player.deliver()

    [article] = read_articles(tmp_path / "articles")
    assert (article.name, article.text) == ("news/1.md", "second words")
    assert article.link == "https://t.me/today/1"


@pytest.mark.parametrize("name", ["today", ""])
async def test_a_channel_that_is_set_by_name_is_the_same_one_under_another(
    name: str, telegram: TelegramServer, tmp_path: Path
) -> None:
    channel, folder = telegram.open_channel("News"), tmp_path / "articles"
    stranger = telegram.open_channel("other")
    player = Player(telegram, tmp_path)
    player.settings |= {"channels": "@news", "articles_dir": str(folder)}
    async with player:
        telegram.post(channel, "first words")
        await player.deliver()
        telegram.rename_channel(channel, name)
        telegram.post(channel, "second words")
        telegram.post(stranger, "other words")
        await player.deliver()

    assert [each.text for each in read_articles(folder)] == [
        "first words",
        "second words",
    ]


async def test_a_channel_without_a_name_is_not_the_one_called_channel(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    channel, folder = telegram.open_channel("news"), tmp_path / "articles"
    telegram.rename_channel(channel, "")
    save(Post(Channel(channel, ""), 100, DAY, "first words"), folder)
    player = Player(telegram, tmp_path)
    player.settings |= {"channels": "@channel", "articles_dir": str(folder)}
    async with player:
        telegram.post(channel, "second words")
        await player.deliver()

    assert [each.text for each in read_articles(folder)] == ["first words"]


async def test_a_name_that_no_channel_has_is_logged_at_the_start(
    telegram: TelegramServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.open_channel("news")
    player = Player(telegram, tmp_path)
    player.settings |= {"channels": "@News,@gone,-1001234"}
    async with player:
        pass

    warnings = [
        each.getMessage() for each in caplog.records if each.levelname[0] == "W"
    ]
    assert [each.partition(":")[0] for each in warnings] == [
        "The bot sees no channel @gone"
    ]


async def test_the_bot_starts_though_the_names_of_channels_cannot_be_checked(
    telegram: TelegramServer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    telegram.fail("getChat", ApiError(429, "Too Many Requests", retry_after=30))
    player = Player(telegram, tmp_path)
    player.settings |= {"channels": "@news"}
    async with player:
        pass

    warnings = [each for each in caplog.messages if "CHANNELS" in each]
    assert warnings == ["The names in CHANNELS are not checked (RetryAfter)"]


def test_a_post_without_words_leaves_no_file(tmp_path: Path) -> None:
    assert save(Post(NEWS, 7, DAY, "words"), tmp_path)
    assert not save(Post(NEWS, 7, DAY, "words"), tmp_path)
    assert [article.name for article in read_articles(tmp_path)] == ["news/7.md"]

    assert save(Post(NEWS, 7, DAY, " \n"), tmp_path)
    assert not save(Post(NEWS, 7, DAY, ""), tmp_path)
    assert [path.name for path in tmp_path.rglob("*.md")] == []


async def test_only_posts_of_the_channels_that_are_set_are_saved(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with Player(telegram, tmp_path) as player:
        await player.see("(The bot is an admin of the channel @news.)")
        await player.see("The channel posts: words")
        other = telegram.open_channel("other")
        telegram.post(other, "secret")
        telegram.post(telegram.chats.open_channel("NEWS")["id"], "caption", photo=True)
        await player.deliver()

    contents = [each.text for each in read_articles(tmp_path / "articles")]
    assert sorted(contents) == ["caption", "words"]
