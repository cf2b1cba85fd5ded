"""A text -> the questions that it asks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain

from bot.locales.choice import LANGUAGES

from .small_talk import normalised, small_talk

_AFTER_QUESTION = re.compile(r"(?<=[?？؟])\s+")
_ENDS_QUESTION = ("?", "？", "؟")
_GREETING = re.compile(r"([^.,!?]{1,40})[.,!]\s+")

_FEWEST_WORDS = 3
"""How many words of a question must come before another one that is joined to it."""

_SHORT = 3
"""Up to this many words, a joined question is about what the one before is about."""

_BEFORE_SUBJECT = 4
"""Among how many words a question has its subject: "what is its price"."""


def split_questions(text: str) -> list[str]:
    """Return the questions of *text* in order; unless it has several, all of it is one.

    A question ends in a question mark and has at least two words; a single word
    ("Really?") belongs to the next. So does what "and where", for example, joins to it.
    Small talk between questions is left out.
    """
    return list(chain.from_iterable(map(_split_joined, _split_marked(text))))


def refers_back(question: str) -> bool:
    """Return whether *question*, which follows another, leaves its subject out."""
    words = normalised(question).split()
    # Later, "his" is likelier somebody whom the question itself names.
    subject = words[:_BEFORE_SUBJECT]
    return len(words) <= _SHORT or not _words("refers_back").isdisjoint(subject)


def _split_marked(text: str) -> list[str]:
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


def _split_joined(question: str) -> Iterator[str]:
    """Yield the questions in "When do you open, and where can I park?"."""
    start = end = 0
    words: list[str] = []
    for joint in _joint().finditer(question):
        words += normalised(question[end : joint.start()]).split()
        end = joint.end()
        if _is_whole(words):
            yield question[start : joint.start()]
            start, words = end, []
        else:
            words += normalised(joint.group()).split()
    yield question[start:]


def _is_whole(words: Sequence[str]) -> bool:
    """Return whether *words* ask something, and end before another question begins.

    Neither "when" nor "tell me who" does, and "I lost my card" asks nothing.
    """
    return (
        len(words) >= _FEWEST_WORDS
        and words[0] not in _words("subjects")
        and words[-1] not in _words("question_words")
    )


@cache
def _words(key: str) -> frozenset[str]:
    """Return the union of a list of words over all languages."""
    return frozenset().union(*(getattr(each, key) for each in LANGUAGES.values()))


@cache
def _joint() -> re.Pattern[str]:
    """Return what matches ", and" where a question follows, in any language."""
    joints = (
        rf"(?:{_any(each.joins_questions)})\s+(?=(?:{_any(each.question_words)})\b"
        rf"|(?:{_any(each.auxiliaries)})\s+(?:{_any(each.subjects)})\b)"
        for each in LANGUAGES.values()
    )
    return re.compile(rf"[,;]?\s(?:{'|'.join(joints)})", re.IGNORECASE)


def _any(words: Iterable[str]) -> str:
    # Longer ones first: "and also" before "and".
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
