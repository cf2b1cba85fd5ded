"""The kind of answer that a question asks for (English)."""

import re
from collections.abc import Mapping
from enum import Enum
from functools import cache


class AnswerType(Enum):
    """The kind of answer that a question asks for."""

    NUMBER = "a number"
    TIME = "a time"
    PERSON = "a person"
    PLACE = "a place"
    REASON = "a reason"
    OTHER = "something else"


BARE_WORDS = 4
"""The most words of a question that only names what it is about."""

_ASKS = {
    AnswerType.NUMBER: r"\bhow (?:many|much|old|young|long|far|large|big|small|tall"
    r"|high|low|deep|fast|quickly|often|wide|thick|heavy|hot|cold|warm)\b"
    r"|\b(?:what|which) (?:percent|percentage|number|amount|population|share"
    r"|fraction|proportion|age)\b",
    AnswerType.TIME: r"\bwhen\b"
    r"|\b(?:what|which) (?:centuries|(?:year|date|day|weekday|month|century|decade"
    r"|time)s?)\b",
    AnswerType.PERSON: r"\bwho(?:m|se)?\b"
    r"|\b(?:what|which) (?:person|man|woman|king|queen|emperor|author|actor"
    r"|president|minister|scientist|leader|politician)s?\b",
    AnswerType.PLACE: r"\bwhere\b"
    r"|\b(?:what|which) (?:country|countries|city|cities|state|place|region"
    r"|location|continent|town|county|river|island)s?\b",
    AnswerType.REASON: r"\bwhy\b|\b(?:what|which) (?:reason|cause)s?\b",
}
# In a question of a few words that has no question word: "warsaw population".
_NAMES = {
    AnswerType.NUMBER: r"\b(?:age|area|capacity|cost|depth|distance|elevation|fee"
    r"|height|length|number|percentage|population|price|size|speed|temperature|weight"
    r"|width)s?\b",
    AnswerType.TIME: r"\b(?:birthday|born|built|date|deadline|died|established|founded"
    r"|introduced|invented|opened|published)\b",
}
_LINKING = frozenset(("a", "an", "the", "of", "in", "on", "at", "for", "to", "and"))
_ASKING = re.compile(r"\b(?:what|which|who|whom|why|how)\b")
# Before an auxiliary verb they are question words: "and when did it burn".
_CLAUSE = re.compile(
    r"\b(?:when|where)\b(?!\s+(?:am|are|can|could|did|do|does|had|has|have|is|may|might"
    r"|must|shall|should|was|were|will|would)\b)"
)


def answer_type_of(question: str) -> AnswerType:
    """Return the answer type of *question*, by its question words."""
    asked = _without_clause(question.lower())
    kinds = [*_asks().items(), *(_names().items() if is_bare(asked) else ())]
    return next(
        (type_ for type_, words in kinds if words.search(asked)), AnswerType.OTHER
    )


def is_bare(question: str) -> bool:
    """Return whether *question* is a few words without a question word.

    Those that only link others do not count: "weight of the new fork" is three.
    """
    words = question.lower().split()
    few = len(words) - sum(map(_LINKING.__contains__, words)) <= BARE_WORDS
    return few and not _ASKING.search(question.lower())


def _without_clause(question: str) -> str:
    """Return *question* without its first adverbial "when" or "where" clause.

    Examples: "who was king when it burnt" and "when it burnt, who was king" both give
    "who was king", apart from white space.
    """
    clause, asking = _CLAUSE.search(question), _ASKING.search(question)
    if not clause or not asking:
        return question
    if asking.start() < clause.start():
        return question[: clause.start()]
    comma = "," in question[clause.start() : asking.start()]
    return question[asking.start() :] if comma else question


@cache
def _asks() -> Mapping[AnswerType, re.Pattern[str]]:
    return {type_: re.compile(asks) for type_, asks in _ASKS.items()}


@cache
def _names() -> Mapping[AnswerType, re.Pattern[str]]:
    return {type_: re.compile(names) for type_, names in _NAMES.items()}
