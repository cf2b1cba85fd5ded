"""Edit distance, weighted by how common a typing error is.

Replacing a vowel by another vowel, the most common error, costs half an edit.
"""

from collections.abc import Collection, Iterator

EDIT = 2
VOWEL = 1

VOWELS = frozenset("aeiouy")


def distance(first: str, second: str, limit: int) -> int | None:
    """Return the optimal string alignment distance, or None if it exceeds *limit*.

    An insertion, a deletion, a substitution or a swap of adjacent letters costs EDIT;
    replacing a vowel by a vowel costs VOWEL.
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
    """Yield all strings within one edit of *word*, and *word*; some more than once."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        for letter in letters:
            yield before + letter + after
            yield before + letter + after[1:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]


def _differing(first: str, second: str) -> tuple[str, str]:
    """Return both words without their common prefix and suffix."""
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
