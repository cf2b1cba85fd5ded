"""How far one word is from another, in the errors that people make when they type.

A vowel written for another vowel is the error that comes most easily, so it costs half
an edit.
"""

from collections.abc import Collection, Iterator

EDIT = 2
VOWEL = 1

VOWELS = frozenset("aeiouy")


def distance(first: str, second: str, limit: int) -> int | None:
    """Return what it costs to turn one word into the other, None if above *limit*.

    An insertion, a deletion, a substitution and a swap of neighbours are an edit each
    (optimal string alignment); a vowel for a vowel is half of one.
    """
    if abs(len(first) - len(second)) * EDIT > limit:
        return None
    first, second = _differing(first, second)
    if len(first) * len(second) == 0:
        cost = EDIT * (len(first) + len(second))
    elif len(set(first) ^ set(second)) > 2 * limit:
        return None
    else:
        cost = _aligned(first, second)
    return cost if cost <= limit else None


def one_edit(word: str, letters: Collection[str]) -> Iterator[str]:
    """Yield all that one edit makes of *word*, some more than once, *word* among it."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        for letter in letters:
            yield before + letter + after
            yield before + letter + after[1:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]


def _differing(first: str, second: str) -> tuple[str, str]:
    """Return both words without the beginning and the end that they share."""
    shorter = min(len(first), len(second))
    start = 0
    while start < shorter and first[start] == second[start]:
        start += 1
    end = 0
    while end < shorter - start and first[-1 - end] == second[-1 - end]:
        end += 1
    return first[start : len(first) - end], second[start : len(second) - end]


def _aligned(first: str, second: str) -> int:
    before: list[int] = []
    above = [EDIT * column for column in range(len(second) + 1)]
    for row, letter in enumerate(first, 1):
        costs = [EDIT * row]
        for column, other in enumerate(second, 1):
            cost = min(
                above[column] + EDIT,
                costs[-1] + EDIT,
                above[column - 1] + _substitution(letter, other),
            )
            if row > 1 < column and (first[row - 2], letter) == (
                other,
                second[column - 2],
            ):
                cost = min(cost, before[column - 2] + EDIT)
            costs.append(cost)
        before, above = above, costs
    return above[-1]


def _substitution(letter: str, other: str) -> int:
    if letter == other:
        return 0
    return VOWEL if letter in VOWELS and other in VOWELS else EDIT
