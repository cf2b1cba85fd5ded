"""A text -> the questions that it asks."""

import re

from .small_talk import normalised, small_talk

_AFTER_QUESTION = re.compile(r"(?<=[?？؟])\s+")
_ENDS_QUESTION = ("?", "？", "؟")
_GREETING = re.compile(r"([^.,!?]{1,40})[.,!]\s+")


def split_questions(text: str) -> list[str]:
    """Return the questions of *text* in order; unless it has several, all of it is one.

    A question ends in a question mark and has at least two words; a single word
    ("Really?") belongs to the next. Small talk between questions is left out.
    """
    questions: list[str] = []
    before: list[str] = []
    words = 0
    for part in _AFTER_QUESTION.split(_without_greeting(text)):
        if small_talk(part) and not before:
            continue
        before.append(part)
        words += len(normalised(part).split())
        if part.endswith(_ENDS_QUESTION) and words > 1:
            questions.append(" ".join(before).strip())
            before, words = [], 0
    rest = " ".join(before).strip()
    if not rest:
        return questions
    if not questions:
        return [rest]
    return [*questions[:-1], f"{questions[-1]} {rest}"]


def _without_greeting(text: str) -> str:
    """Return *text* without a greeting at its start, unless it is only a greeting."""
    text = text.strip()
    greeting = _GREETING.match(text)
    if greeting and small_talk(greeting[1]):
        return text[greeting.end() :] or text
    return text
