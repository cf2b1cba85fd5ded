from bot.answers.replies import answer_reply
from bot.chat.entities import to_message
from bot.locales.choice import strings_for
from retrieval import Answer, Article, Excerpt

ENGLISH = strings_for("en")


def test_offsets_count_utf16_units() -> None:
    excerpt = Excerpt(Article("a.txt", "😂 dogs 😂"), 0, 8, ((2, 6),), 1.0)

    message = to_message(answer_reply(Answer("dogs?", "high", (excerpt,)), ENGLISH))

    assert [
        (entity.type, entity.offset, entity.length) for entity in message["entities"]
    ] == [
        ("blockquote", 0, 10),
        ("bold", 3, 4),
        ("code", 11, 13),
    ]
    assert message["link_preview_options"].is_disabled


def test_of_too_many_matches_the_last_are_shown_plain() -> None:
    text = "dog " * 120
    matches = tuple((start, start + 3) for start in range(0, len(text), 4))
    excerpt = Excerpt(Article("a.txt", text), 0, len(text), matches, 1.0)

    reply = answer_reply(Answer("dog", "high", (excerpt,)), ENGLISH)
    entities = to_message(reply)["entities"]

    assert len(reply.marks) == 122
    assert len(entities) == 100
    assert entities[-1].type == "code"
    assert [entity.offset for entity in entities[1:-1]] == list(range(0, 98 * 4, 4))
