"""What a question takes from the message that it replies to."""

from collections.abc import Iterator

from telegram import Message, MessageEntity
from telegram.constants import MessageEntityType

from bot.answers.follow_ups import Question, article_named, words_to_take
from bot.answers.questions import refers_back
from bot.answers.small_talk import normalised, small_talk
from retrieval.language.detection import language_of
from retrieval.query.function_words import function_words

from .addressing import Asked, is_from

_QUOTES = (MessageEntityType.BLOCKQUOTE, MessageEntityType.EXPANDABLE_BLOCKQUOTE)


def question_in(asked: Asked) -> Question:
    """Return what is asked, with what it takes from a quote or an answer.

    A question that quotes words is about them. One that is short, or refers back, is
    about what the answer found that it replies to.
    """
    message = asked.message
    original = message.reply_to_message
    text = asked.text if normalised(asked.text) else ""
    if message.quote and message.quote.is_manual:
        return Question(text, words_to_take(_content(message.quote.text)))
    if original is None or not is_from(original, message.get_bot()):
        return Question(asked.text)
    follows = text and small_talk(text) is None and refers_back(text)
    words = words_to_take(_matches(original)) if follows else ()
    return Question(asked.text, words, article_named(original.text or ""))


def _content(text: str) -> list[str]:
    """Return the words of *text* that say something; all if none does."""
    words = text.split()
    empty = function_words({language_of(text)})
    return [word for word in words if normalised(word) not in empty] or words


def _matches(answer: Message) -> Iterator[str]:
    """Yield the words that *answer* marks in its quotes."""
    quotes = [entity for entity in answer.entities if entity.type in _QUOTES]
    for entity in answer.entities:
        if entity.type == MessageEntityType.BOLD and _is_within(entity, quotes):
            yield answer.parse_entity(entity)


def _is_within(entity: MessageEntity, others: list[MessageEntity]) -> bool:
    end = entity.offset + entity.length
    return any(
        other.offset <= entity.offset and end <= other.offset + other.length
        for other in others
    )
