"""The units of measure that a question asks for (English)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer

from .answer_type import is_bare

_TIMES = (
    "second minute hour day night week fortnight month season year decade century"
    " millennium generation"
)
_LENGTHS = (
    "mm cm km ft millimeter centimeter meter kilometer inch foot yard mile league"
    " fathom block"
)
_MONEY = (
    "dollar cent euro pound penny pence yen yuan rupee ruble franc mark crown krona"
    " krone peso lira dinar hryvnia"
)
# By measure: words after "how", words after "how much" or "what", and the units.
_MEASURES = (
    ("long", "length duration", f"{_TIMES} {_LENGTHS}"),
    (
        "far tall high low deep wide thick",
        "height depth width distance altitude elevation thickness diameter",
        _LENGTHS,
    ),
    ("old young soon late recently often", "age", _TIMES),
    ("large big small", "area size", f"square cubic acre hectare {_LENGTHS}"),
    ("fast quickly", "speed", f"mph kph knot mach {_TIMES} {_LENGTHS}"),
    ("heavy", "weigh weight mass", "kg lb gram kilogram pound ounce ton tonne stone"),
    ("hot cold warm", "temperature", "degree celsius fahrenheit kelvin"),
    ("", "percent percentage", "percent"),
    (
        "expensive",
        "money price cost costs pay paid spend spent worth earn earned salary budget"
        " revenue profit invest invested sell sold fine fined donate donated",
        _MONEY,
    ),
)


_NOUN_WITHIN = 4
"""The maximum distance of the noun from "what": "what was the average price"."""


class _Measure(NamedTuple):
    degrees: frozenset[str]
    nouns: frozenset[str]
    units: frozenset[str]
    named: frozenset[str]


def units_for(question: str) -> frozenset[str]:
    """Return the terms of the units that the answer to *question* may be in.

    Empty if *question* asks for no measure; "how many" names the thing to count itself.
    """
    words = re.findall(r"\w+", question.lower())
    degrees = _degrees(words)
    nouns = set(words if is_bare(question) else _after_asking(words))
    return frozenset[str]().union(
        *(
            measure.units
            for measure in _measures()
            if degrees & measure.degrees or nouns & measure.nouns
        )
    )


def degrees_in(question: str) -> Mapping[str, frozenset[str]]:
    """Return the words after "how" that ask for a measure, as in "how big".

    Each is mapped to the terms that name the measure: "area", "size". A sentence that
    tells the measure rarely has the word itself.
    """
    degrees = _degrees(re.findall(r"\w+", question.lower()))
    return {
        degree: measure.named
        for measure in _measures()
        for degree in degrees & measure.degrees
    }


def _degrees(words: Sequence[str]) -> set[str]:
    return {after for word, after in pairwise(words) if word == "how"}


def _after_asking(words: Sequence[str]) -> Iterator[str]:
    """Yield all words after "how much", and the next few after "what" or "which"."""
    for place, pair in enumerate(pairwise(words)):
        if pair == ("how", "much"):
            yield from words[place + 2 :]
            return
        if pair[0] in ("what", "which"):
            yield from words[place + 1 : place + 1 + _NOUN_WITHIN]


@cache
def _measures() -> Sequence[_Measure]:
    analyzer = Analyzer()
    return [
        _Measure(
            frozenset(degrees.split()),
            frozenset(nouns.split()),
            frozenset(analyzer.terms(units)),
            frozenset(analyzer.terms(nouns)),
        )
        for degrees, nouns, units in _MEASURES
    ]
