"""What a question takes from the message that it replies to."""

from collections.abc import Collection, Iterator

from telegram import Message, MessageEntity
from telegram.constants import MessageEntityType

from bot.answers.follow_ups import Question, article_named, words_to_take
from bot.answers.questions import refers_back
from bot.answers.small_talk import normalised, small_talk
from retrieval.language.detection import language_of
from retrieval.query.function_words import function_words

from .addressing import Asked, is_from

_QUOTES = (MessageEntityType.BLOCKQUOTE, MessageEntityType.EXPANDABLE_BLOCKQUOTE)


def question_in(asked: Asked, names: Collection[str]) -> Question:
    """Return what is asked, with what it takes from a quote or an answer.

    A question that quotes words is about them. One that is short, or refers back, is
    about what the answer found that it replies to. If that was asked of one of the
    articles *names*, so is this.
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
    article = article_named(_outside_quotes(original))
    return Question(asked.text, words, article if article in names else "")


def _content(text: str) -> list[str]:
    """Return the words of *text* that say something; all if none does."""
    words = text.split()
    empty = function_words({language_of(text)})
    return [word for word in words if normalised(word) not in empty] or words


def _matches(answer: Message) -> Iterator[str]:
    """Yield the words that *answer* marks in its quotes."""
    quotes = _quotes(answer)
    for entity in answer.entities:
        if entity.type == MessageEntityType.BOLD and _is_within(entity, quotes):
            yield answer.parse_entity(entity)


def _quotes(answer: Message) -> list[MessageEntity]:
    return [entity for entity in answer.entities if entity.type in _QUOTES]


def _outside_quotes(answer: Message) -> str:
    """Return the lines of *answer* that are the bot's own."""
    # Offsets are in UTF-16 units, of two bytes each.
    text = (answer.text or "").encode("utf-16-le")
    for quote in reversed(_quotes(answer)):
        text = text[: 2 * quote.offset] + text[2 * (quote.offset + quote.length) :]
    return text.decode("utf-16-le")


def _is_within(entity: MessageEntity, others: list[MessageEntity]) -> bool:
    end = entity.offset + entity.length
    return any(
        other.offset <= entity.offset and end <= other.offset + other.length
        for other in others
    )
