"""Sentence borders that are certain without Punkt: stops of other scripts, smileys."""

import re
from functools import cache
from typing import NamedTuple

# Stops of scripts without a space after them, and emoji with faces.
FOREIGN_STOPS = (
    "。！？｡।॥؟۔\u0589"
    "።፧፨"  # Ethiopic
    "\u0f0d\u0f0e"  # Tibetan
    "\u104b"  # Burmese
    "\u17d4\u17d5"  # Khmer
    "\u037e\u1c7e\uabeb"  # Greek, Santali, Meitei
)
# Stops that are typed as other signs: in Armenian ":", in Greek ";", in Ethiopic "::".
TYPED_STOPS = r"(?:(?<=[\u0561-\u0587]:)|(?<=[\u03ac-\u03ce];)|(?<=፡፡))"
FACES = "☹☺😀-🙏"

# The first character is in the set; the rest decides by lookbehind.
_SMILEY_REST = rf"""(?:
    (?<=[:;=])['’]?-?[)(DPp|/\\]+|(?<=\^)_?\^|(?<=<)3|(?<=[{FACES}])
    )"""
SMILEY = rf"[:;=^<{FACES}]{_SMILEY_REST}"
_DIVIDER = r"(?:[-=_~]{5,}|\*{3,})"


class Cut(NamedTuple):
    """A kind of sentence border that Punkt does not detect.

    *pattern* matches from after its first character (see _CUT) up to the border; "|"
    marks the borders in *example*.
    """

    name: str
    pattern: str
    example: str


CUTS = (
    # The Japanese particle of reported speech continues the sentence after a closing
    # quotation mark.
    Cut(
        "the stop of a script that sets no space after it",
        rf"(?<=[{FOREIGN_STOPS}])[\"”’»」』\uff09)\]]*+(?!と)",
        "「犬が吠える。」|猫が寝る。|「はい。」と言う",
    ),
    Cut(
        "a stop that is typed as another sign",
        rf"{TYPED_STOPS}[\"”»]?(?=\s)",
        "Πού είναι;| Εδώ. (β;δ) ቤት ነው፡፡| ትልቅ",
    ),
    Cut(
        "sentences glued together",
        r"(?<=[^\W\d_A-Z]{2}[.!?…])(?=[“\"‘]?(?!Com\b|Net\b|Org\b)[A-Z][a-z]+[ ,’'])",
        "Dogs bark at night.|They eat, says example.Com today",
    ),
    Cut(
        "sentences glued together after a quotation",
        r"(?<=[^\W\d_A-Z]{2}[.!?…])[”\"’](?=[“\"‘]?[A-Z][a-z]+[ ,’'])",
        "“They bark.”|Then they eat",
    ),
    Cut(
        "a sentence glued to an ellipsis",
        r"(?<=[a-z]\.)\.\.(?=(?:[A-Z][a-z]+|I)[ ,’'])",
        "and then...|I left",
    ),
    Cut(
        "a footnote mark that hides the space from Punkt",
        r"(?<=[.!?…])[”\"’]?[¹²³⁰⁴-⁹]+(?=\s)",
        "They bark.¹²| They eat",
    ),
    Cut(
        "a smiley in place of a stop",
        rf"{_SMILEY_REST}(?=\.?\s+[A-Z“\"])\.?",
        "They bark :-)| They eat ^_^.| They sleep :) at night",
    ),
    Cut(
        "a divider, which is no part of the sentences around it",
        r"(?P<divider>(?:(?<=\s[-=_~])[-=_~]{4,}|(?<=\s\*)\*{2,})(?=\s))",
        "They bark |-----| They eat |***| They sleep -- at night",
    ),
)
_CUT = rf"""[.!?…{FOREIGN_STOPS}:;፡=^<{FACES}_~*-](?:
    {"|".join(cut.pattern for cut in CUTS)}
    )"""
IS_DIVIDER = re.compile(_DIVIDER)


def certain_borders(paragraph: str) -> list[int]:
    """Return the offsets of the borders matched by CUTS, ascending."""
    borders = []
    for match in _cut().finditer(paragraph):
        if match["divider"]:
            borders.append(match.start())
        borders.append(match.end())
    return borders


@cache
def _cut() -> re.Pattern[str]:
    return re.compile(_CUT, re.VERBOSE)
