from datetime import UTC, datetime

import pytest

from bot.answers.notices import articles_reply, help_reply
from bot.answers.replies import context_reply, heading
from bot.chat.entities import to_message
from bot.locales.choice import strings_for
from retrieval import Answer, Article, Excerpt
from tests.replies import answer_reply
from tests.strategies import BAIT
from tests.telegram_server.texts import check_entities

ENGLISH = strings_for("en")


def test_offsets_count_utf16_units() -> None:
    excerpt = Excerpt(Article("a.txt", "😂 dogs 😂"), 0, 8, ((2, 6),), 1.0)

    message = to_message(answer_reply(Answer("dogs?", "high", (excerpt,)), ENGLISH))

    assert [
        (entity.type, entity.offset, entity.length) for entity in message["entities"]
    ] == [
        ("blockquote", 0, 10),
        ("bold", 3, 4),
    ]
    assert message["link_preview_options"].is_disabled


def test_a_time_is_shown_as_where_its_reader_lives() -> None:
    reply = help_reply(3, datetime(2025, 3, 14, 9, 30, tzinfo=UTC), "a_bot", ENGLISH)

    message = to_message(reply)
    [entity] = message["entities"]
    assert entity.to_dict()["unix_time"] == 1741944600
    assert entity.date_time_format == "dt"
    shown = message["text"][entity.offset : entity.offset + entity.length]
    assert shown == "2025-03-14 09:30 UTC"
    check_entities(message["text"], [entity.to_dict()])


def test_the_title_of_a_source_leads_to_its_address() -> None:
    article = Article("a.txt", "Dogs bark.", link="https://example.org/a?b=1")
    excerpt = Excerpt(article, 0, 10, (), 1.0, title="😂 Pets")

    message = to_message(answer_reply(Answer("?", "high", (excerpt,)), ENGLISH))

    [_, link] = message["entities"]
    assert (link.type, link.offset, link.length) == ("text_link", 11, 7)
    assert link.url == "https://example.org/a?b=1"


def test_of_too_many_matches_the_last_are_shown_plain() -> None:
    text = "dog " * 120
    matches = tuple((start, start + 3) for start in range(0, len(text), 4))
    excerpt = Excerpt(Article("a.txt", text), 0, len(text), matches, 1.0)

    reply = context_reply(excerpt, ENGLISH)
    entities = to_message(reply)["entities"]

    assert len(reply.marks) == 123
    assert len(entities) == 98
    assert entities[0].type == "blockquote"
    assert [entity.offset for entity in entities[1:]] == list(range(0, 97 * 4, 4))


@pytest.mark.parametrize("bait", BAIT)
def test_a_name_that_would_become_a_link_is_code(bait: str) -> None:
    text = f"All about {bait} today"

    [listed] = to_message(articles_reply([text], first=0, count=1, strings=ENGLISH))[
        "entities"
    ]
    [opened] = to_message(heading(text))["entities"]

    assert (listed.type, opened.type) == ("code", "code")
    assert listed.length == opened.length == len(text)


@pytest.mark.parametrize(
    "title",
    [
        "White House Summit",
        "AC/DC and R&B",
        "Why? Because.",
        "No. 5: 10.5 %",
        "The U.S. at 9 a.m.",
        "tea.txt",
        "5 + 5 $",
    ],
)
def test_any_other_name_looks_as_it_always_does(title: str) -> None:
    listed = to_message(articles_reply([title], first=0, count=1, strings=ENGLISH))
    [opened] = to_message(heading(title))["entities"]

    assert listed["entities"] == []
    assert opened.type == "bold"


def test_words_of_a_question_do_not_become_links() -> None:
    answer = Answer("?", "none", (), ("evil.com", "/stop"))

    entities = to_message(answer_reply(answer, ENGLISH))["entities"]

    start = len(f"{ENGLISH.not_found}\n{ENGLISH.unknown.format(words='')}")
    assert [(entity.type, entity.offset, entity.length) for entity in entities] == [
        ("code", start, 8),
        ("code", start + 10, 5),
    ]


def test_words_of_an_article_are_quoted_verbatim_even_if_they_become_links() -> None:
    text = "See https://evil.example/x or write to @evil."
    excerpt = Excerpt(Article("a.txt", text), 0, len(text), (), 1.0)

    message = to_message(answer_reply(Answer("?", "high", (excerpt,)), ENGLISH))

    assert message["text"].startswith(f"{text}\n")
    assert [entity.type for entity in message["entities"]] == ["blockquote"]


def test_a_message_shows_what_telegram_would_drop() -> None:
    text = "It is \u202ewon\u202c up\x1b for\u2028debate"
    excerpt = Excerpt(Article("a\nb\u202e.txt", text), 0, len(text), (), 1.0)

    message = to_message(answer_reply(Answer("?", "high", (excerpt,)), ENGLISH))

    assert message["text"] == "It is �won� up� for�debate\na�b�.txt"
