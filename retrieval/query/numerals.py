"""Numbers after a noun or a name: "World War 2" is "World War II"."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from retrieval.analysis.language_analyzer import Token

_TENS = ("", "x", "xx", "xxx")
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


def other_numerals(question: str, tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Yield (term, the other way to write it) of the numbers in *question*.

    Arabic and Roman numerals stand for each other from 1 to 39, and number words for
    both up to ten. A Roman one must be in capitals.
    """
    for before, token in pairwise(tokens):
        if before.stop or before.start == token.start:
            continue
        typed = question[token.start : token.end]
        if token.form in _WORDS or token.form.isdigit() or typed.isupper():
            for other in _others().get(token.form, ()):
                yield token.term, other


@cache
def _others() -> dict[str, list[str]]:
    """Return the other ways to write each number, by form."""
    roman = [tens + ones for tens in _TENS for ones in _ONES][1:]
    ways = [[str(number), form] for number, form in enumerate(roman, 1)]
    for number, word in enumerate(_WORDS):
        ways[number].append(word)
    return {form: [w for w in way if w != form] for way in ways for form in way}
