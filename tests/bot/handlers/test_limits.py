from collections.abc import Iterable
from itertools import repeat

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from telegram import MessageEntity

from tests.telegram_server import ApiError
from tests.telegram_server.fields import Json
from tests.telegram_server.keyboards import check_inline_keyboard
from tests.telegram_server.limits import Limits
from tests.telegram_server.texts import check_entities, formatted_text, utf16_length

EMOJI = "\U0001f415"


def entity(kind: str, offset: int, length: int, **fields: str) -> Json:
    return {"type": kind, "offset": offset, "length": length, **fields}


def keyboard(*buttons: Json) -> Json:
    return {"inline_keyboard": [list(buttons)]}


@given(st.text())
def test_a_length_counts_utf16_units(text: str) -> None:
    assert utf16_length(text) == len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("text", ["a" * 4096, EMOJI * 2048, "  \n" + "a" * 4096 + "\n"])
def test_a_text_may_have_4096_units_within_its_white_space(text: str) -> None:
    assert formatted_text(text, None) == {"text": text.strip()}


@pytest.mark.parametrize("text", ["a" * 4097, EMOJI * 2048 + "a"])
def test_a_text_of_4097_units_is_too_long(text: str) -> None:
    with pytest.raises(ApiError, match="message is too long"):
        formatted_text(text, None)


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_a_text_of_white_space_is_empty(text: str) -> None:
    with pytest.raises(ApiError, match="message text is empty"):
        formatted_text(text, None)


def test_entities_move_with_the_trimmed_text() -> None:
    message = formatted_text(
        f" {EMOJI} dogs ",
        [entity("blockquote", 0, 9), entity("bold", 4, 5), entity("italic", 0, 1)],
    )

    assert message == {
        "text": f"{EMOJI} dogs",
        "entities": [entity("blockquote", 0, 7), entity("bold", 3, 4)],
    }


@given(st.text(), st.text(min_size=1), st.text())
def test_an_entity_marks_the_same_words_after_trimming(
    before: str, words: str, after: str
) -> None:
    assume(words.strip() == words)
    [bold] = MessageEntity.adjust_message_entities_to_utf_16(
        before + words + after, [MessageEntity("bold", len(before), len(words))]
    )
    message = formatted_text(before + words + after, [bold.to_dict()])

    [moved] = MessageEntity.de_list(message["entities"])
    units = message["text"].encode("utf-16-le")
    marked = units[2 * moved.offset : 2 * (moved.offset + moved.length)]
    assert marked.decode("utf-16-le") == words


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (entity("loud", 0, 1), "Unsupported type"),
        ({"type": "bold", "offset": 0}, "length"),
        (entity("bold", -1, 1), "offset -1"),
        (entity("bold", 0, 0), "length 0"),
        (entity("bold", 3, 8), "ends after the end of the text"),
        (entity("bold", 1, 2), "begins in a middle"),
        (entity("bold", 0, 1), "ends in a middle"),
        (entity("text_link", 2, 1), "url"),
        ({"type": "bold", "offset": 0, "length": True}, "length"),
    ],
)
def test_a_broken_entity_is_refused(broken: Json, reason: str) -> None:
    with pytest.raises(ApiError, match=reason):
        check_entities(f"{EMOJI} dogs", [broken])


@pytest.mark.parametrize(
    "entities",
    [
        [entity("blockquote", 0, 9), entity("bold", 0, 9)],
        [entity("bold", 0, 9), entity("blockquote", 0, 9)],
        [entity("expandable_blockquote", 0, 9), entity("code", 2, 3)],
        [entity("code", 0, 9), entity("blockquote", 0, 9)],
        [entity("bold", 0, 5), entity("italic", 1, 2)],
        [entity("bold", 0, 9), entity("text_link", 1, 2, url="https://example.com")],
        [entity("blockquote", 0, 4), entity("blockquote", 4, 5)],
    ],
)
def test_entities_may_nest(entities: list[Json]) -> None:
    check_entities("Dogs bark", entities)


@pytest.mark.parametrize(
    "entities",
    [
        [entity("blockquote", 0, 9), entity("expandable_blockquote", 0, 4)],
        [entity("blockquote", 0, 4), entity("blockquote", 0, 4)],
        [entity("code", 0, 4), entity("bold", 1, 2)],
        [entity("bold", 0, 4), entity("pre", 1, 2)],
        [entity("bold", 0, 4), entity("italic", 2, 4)],
    ],
)
def test_what_telegram_would_not_show_as_sent_is_refused(entities: list[Json]) -> None:
    with pytest.raises(ApiError, match=r"nested|overlap"):
        check_entities("Dogs bark", entities)


def test_a_hundred_entities_are_allowed_and_no_more() -> None:
    entities = [entity("bold", offset, 1) for offset in range(101)]
    check_entities("a" * 101, entities[:100])

    with pytest.raises(ApiError, match="more than 100 entities"):
        check_entities("a" * 101, entities)


@pytest.mark.parametrize(
    "button",
    [
        {"text": "More", "callback_data": "a" * 64},
        {"text": "More", "callback_data": EMOJI * 16},
        {"text": "Copy", "copy_text": {"text": "a" * 256}},
        {"text": "Open", "url": "https://example.com"},
        {"text": "Search", "switch_inline_query": ""},
    ],
)
def test_a_button_has_a_text_and_one_action(button: Json) -> None:
    check_inline_keyboard(keyboard(button))


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"text": "More", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "More", "callback_data": EMOJI * 16 + "a"}, "BUTTON_DATA_INVALID"),
        ({"text": " ", "callback_data": "more"}, "text is empty"),
        ({"callback_data": "more"}, "text"),
        ({"text": "More"}, "one action"),
        ({"text": "A", "callback_data": "a", "url": "https://a.org"}, "one action"),
        ({"text": "More", "callback": "more"}, "unknown field"),
        ({"text": "More", "callback_data": 1}, "callback_data"),
        ({"text": "Open", "url": "example"}, "BUTTON_URL_INVALID"),
        ({"text": "Copy", "copy_text": {"text": ""}}, "BUTTON_COPY_TEXT_INVALID"),
    ],
)
def test_a_broken_button_is_refused(button: Json, reason: str) -> None:
    with pytest.raises(ApiError, match=reason):
        check_inline_keyboard(keyboard(button))


@pytest.mark.parametrize(
    "reply_markup",
    [
        {},
        {"inline_keyboard": [{"text": "More"}]},
        {"keyboard": [["More"]]},
        keyboard(*[{"text": "More", "callback_data": "more"}] * 9),
        {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]] * 101},
    ],
)
def test_a_reply_markup_is_an_inline_keyboard_of_limited_size(
    reply_markup: Json,
) -> None:
    with pytest.raises(ApiError, match=r"inline_keyboard|too long"):
        check_inline_keyboard(reply_markup)


class Clock:
    """A time that stands still unless it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("chats", "most", "seconds"),
    [
        (map(str, range(1000)), 30, 1),
        (repeat("1"), 3, 3),
        (repeat("-1"), 3, 3),
    ],
)
def test_messages_that_come_too_fast_are_refused_until_it_is_time(
    chats: Iterable[str], most: int, seconds: int
) -> None:
    clock = Clock()
    limits = Limits(clock)
    chats = iter(chats)
    for _ in range(most):
        limits.check(next(chats))

    with pytest.raises(ApiError) as caught:
        limits.check(next(chats))
    assert caught.value.parameters == {"retry_after": seconds + 1}
    clock.now += seconds
    limits.check(next(chats))


def test_a_group_gets_twenty_messages_a_minute() -> None:
    clock = Clock()
    limits = Limits(clock)
    for _ in range(20):
        limits.check("-1")
        clock.now += 1.5

    with pytest.raises(ApiError, match="retry after 31"):
        limits.check("-1")
