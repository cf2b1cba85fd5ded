"""Kinds of answer: what a question asks for, and which words can be one (English)."""

import re
from enum import Enum, IntFlag


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


_ASKS = {
    Kind.NUMBER: re.compile(
        r"\bhow (?:many|much|old|long|far|large|big|tall|high|deep|fast|often|wide"
        r"|heavy)\b"
        r"|\b(?:what|which) (?:percent|percentage|number|amount|population|share"
        r"|fraction|proportion)\b"
    ),
    Kind.TIME: re.compile(
        r"\bwhen\b"
        r"|\b(?:what|which) (?:centuries|(?:year|date|day|weekday|month|century|decade"
        r"|time)s?)\b"
    ),
    Kind.PERSON: re.compile(
        r"\bwho(?:m|se)?\b"
        r"|\b(?:what|which) (?:person|man|woman|king|queen|emperor|author|actor"
        r"|president|minister|scientist|leader|politician)s?\b"
    ),
    Kind.PLACE: re.compile(
        r"\bwhere\b"
        r"|\b(?:what|which) (?:country|countries|city|cities|state|place|region"
        r"|location|continent|town|county|river|island)s?\b"
    ),
    Kind.REASON: re.compile(r"\bwhy\b|\b(?:what|which) (?:reason|cause)s?\b"),
}

_NUMBERS = frozenset(
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "thousand",
        "million",
        "billion",
        "trillion",
        "half",
        "third",
        "quarter",
        "dozen",
        "once",
        "twice",
        "percent",
    ]
)
_CALENDAR = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "century",
        "centuries",
        "decade",
        "decades",
        "week",
        "weeks",
        "month",
        "months",
        "years",
        "yesterday",
        "today",
        "tomorrow",
        "ago",
    ]
)
_CAUSES = frozenset(
    [
        "because",
        "since",
        "due",
        "therefore",
        "cause",
        "caused",
        "causes",
        "reason",
        "reasons",
        "order",
        "prevent",
        "allow",
        "allowed",
        "allows",
    ]
)
# Without apostrophes, as forms are.
_DENIALS = frozenset(
    [
        "no",
        "not",
        "never",
        "nobody",
        "none",
        "nor",
        "nothing",
        "neither",
        "without",
        "cannot",
        "cant",
        "wont",
        "dont",
        "doesnt",
        "didnt",
        "isnt",
        "arent",
        "wasnt",
        "werent",
        "hasnt",
        "havent",
        "hadnt",
        "wouldnt",
        "couldnt",
        "shouldnt",
    ]
)
_TRAITS = (
    dict.fromkeys(_NUMBERS, Trait.NUMBER)
    | dict.fromkeys(_CALENDAR, Trait.CALENDAR)
    | dict.fromkeys(_CAUSES, Trait.CAUSE)
    | dict.fromkeys(_DENIALS, Trait.DENIAL)
)
_NO_TRAIT = Trait(0)
_YEAR = re.compile(r"1\d{3}|20\d\d")


def kind_of(question: str) -> Kind:
    """Return what *question* asks for, by its question words."""
    lowered = question.lower()
    return next(
        (kind for kind, asks in _ASKS.items() if asks.search(lowered)), Kind.OTHER
    )


def traits_of(form: str) -> Trait:
    """Return what a folded word can be part of."""
    if form[:1].isdigit():
        return Trait.NUMBER | Trait.YEAR if _YEAR.fullmatch(form) else Trait.NUMBER
    return _TRAITS.get(form, _NO_TRAIT)
