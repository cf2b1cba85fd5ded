"""Units of measure, and which of them a question wants its number in (English)."""

import re
from collections.abc import Sequence
from functools import cache

from .analysis import Analyzer

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
# Of each measure: what follows "how", what "how much" or "what" asks about, its units.
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


def units_for(question: str) -> frozenset[str]:
    """Return the terms of the units that a number asked for may be in.

    None if *question* asks for no measure: "how many" names what it counts itself.
    """
    lowered = question.lower()
    if _measured_words().isdisjoint(re.findall(r"\w+", lowered)):
        return frozenset()
    wanted = (units for asks, units in _measures() if asks.search(lowered))
    return frozenset[str]().union(*wanted)


@cache
def _measured_words() -> frozenset[str]:
    return frozenset(
        word
        for degrees, nouns, _ in _MEASURES
        for word in (*degrees.split(), *nouns.split())
    )


@cache
def _measures() -> Sequence[tuple[re.Pattern[str], frozenset[str]]]:
    analyzer = Analyzer()
    return [
        (_asking(degrees.split(), nouns.split()), frozenset(analyzer.terms(units)))
        for degrees, nouns, units in _MEASURES
    ]


def _asking(degrees: Sequence[str], words: Sequence[str]) -> re.Pattern[str]:
    about = "|".join(words)
    asks = [rf"\bhow much\b.*\b(?:{about})\b"]
    asks.append(rf"\b(?:what|which)(?: \w+){{,3}}? (?:{about})\b")
    if degrees:
        asks.append(rf"\bhow (?:{'|'.join(degrees)})\b")
    return re.compile("|".join(asks))
