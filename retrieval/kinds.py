"""Kinds of answer: what a question asks for, and which words can be one (English)."""

import re
from collections.abc import Mapping
from enum import Enum, IntFlag
from functools import cache

from .tables import read_rows


class Kind(Enum):
    """What a question asks for."""

    NUMBER = "a number"
    TIME = "a time"
    PERSON = "a person"
    PLACE = "a place"
    REASON = "a reason"
    OTHER = "something else"


class Trait(IntFlag):
    """What a word can be part of, whatever it stands in."""

    NUMBER = 1
    YEAR = 2
    CALENDAR = 4  # a month, a weekday, a century, "two weeks ago"
    CAUSE = 8
    DENIAL = 16
    VERB_WITHOUT_CAPITAL = 32  # "may", "march"
    LEANING = 64  # "they", "these": a sentence that opens so leans on the one before


_NO_TRAIT = Trait(0)

_ASKS = {
    Kind.NUMBER: r"\bhow (?:many|much|old|young|long|far|large|big|small|tall|high|low"
    r"|deep|fast|quickly|often|wide|thick|heavy|hot|cold|warm)\b"
    r"|\b(?:what|which) (?:percent|percentage|number|amount|population|share"
    r"|fraction|proportion|age)\b",
    Kind.TIME: r"\bwhen\b"
    r"|\b(?:what|which) (?:centuries|(?:year|date|day|weekday|month|century|decade"
    r"|time)s?)\b",
    Kind.PERSON: r"\bwho(?:m|se)?\b"
    r"|\b(?:what|which) (?:person|man|woman|king|queen|emperor|author|actor"
    r"|president|minister|scientist|leader|politician)s?\b",
    Kind.PLACE: r"\bwhere\b"
    r"|\b(?:what|which) (?:country|countries|city|cities|state|place|region"
    r"|location|continent|town|county|river|island)s?\b",
    Kind.REASON: r"\bwhy\b|\b(?:what|which) (?:reason|cause)s?\b",
}
_CLOCK = re.compile(r"[012]?\d:[0-5]\d")
_YEAR = re.compile(r"1\d{3}|20\d\d")

_ASKING = re.compile(r"\b(?:what|which|who|whom|why|how)\b")
# Before an auxiliary verb these ask themselves: "and when did it burn".
_CLAUSE = re.compile(
    r"\b(?:when|where)\b(?!\s+(?:am|are|can|could|did|do|does|had|has|have|is|may|might"
    r"|must|shall|should|was|were|will|would)\b)"
)


def kind_of(question: str) -> Kind:
    """Return what *question* asks for, by its question words."""
    asked = _without_clause(question.lower())
    return next(
        (kind for kind, asks in _asks().items() if asks.search(asked)), Kind.OTHER
    )


def traits_of(form: str) -> Trait:
    """Return what a folded word can be part of."""
    if not form[:1].isdigit():
        return _traits().get(form, _NO_TRAIT)
    if _YEAR.fullmatch(form):
        return Trait.NUMBER | Trait.YEAR
    return Trait.NUMBER | Trait.CALENDAR if _CLOCK.fullmatch(form) else Trait.NUMBER


def _without_clause(question: str) -> str:
    """Return *question* without a clause for the time or the place of what it asks.

    Of "who was king when it burnt" and "when it burnt, who was king", "who was king".
    """
    clause, asking = _CLAUSE.search(question), _ASKING.search(question)
    if not clause or not asking:
        return question
    if asking.start() < clause.start():
        return question[: clause.start()]
    comma = "," in question[clause.start() : asking.start()]
    return question[asking.start() :] if comma else question


@cache
def _asks() -> Mapping[Kind, re.Pattern[str]]:
    return {kind: re.compile(asks) for kind, asks in _ASKS.items()}


@cache
def _traits() -> Mapping[str, Trait]:
    traits: dict[str, Trait] = {}
    for name, forms in read_rows("english_traits.tsv"):
        trait = Trait[name.upper()]
        traits |= {form: traits.get(form, _NO_TRAIT) | trait for form in forms}
    return traits
