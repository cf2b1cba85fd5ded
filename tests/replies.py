"""Replies with a single answer."""

from bot.answers.follow_ups import Question
from bot.answers.pages import Found
from bot.answers.replies import whole_reply
from bot.answers.reply import Reply
from bot.locales.strings import Strings
from retrieval import Answer


def answer_reply(answer: Answer, strings: Strings) -> Reply:
    """Return the reply that shows all excerpts of *answer*."""
    found = Found(Question(answer.question), (answer,), (answer.excerpts,))
    return whole_reply(found, 0, strings)
