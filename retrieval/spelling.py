"""Which words of the articles an unknown word of a question stands for.

Names are compared by their skeletons, other words by the errors of typing.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain

from .edits import EDIT, one_edit
from .languages import DEFAULT, load_language
from .skeletons import SkeletonIndex, readings, strict_skeleton

# A shorter word has too many neighbours.
SHORTEST = 4
# From this length on, an edit of the skeleton leaves enough of a word to know it by.
LONG = 8
# Up to this length a word that looks like one is rather a word than a typing error.
SHORT = 5
# Shorter names that are spelled alike may still be two (Assad, Azad).
MERGED_FROM = 6
# Parts of a compound; shorter ones are pieces of words.
PART = 3


@dataclass(frozen=True, slots=True)
class Usage:
    """How often a form stands in the articles, and how often as only a name would.

    *capitalised* of its *count* uses have a capital and do not begin a sentence.
    """

    count: int
    capitalised: int

    @property
    def is_name(self) -> bool:
        """Whether the form is a name; every other use may begin a sentence."""
        return 2 * self.capitalised >= self.count


class Speller:
    """Finds the forms of the articles that unknown forms stand for.

    *usages* are all forms that stand in the articles. *pairs* are those that stand side
    by side somewhere; without them, compounds are split only into words that are
    frequent. The first unknown form takes the time to build an index.
    """

    def __init__(
        self,
        usages: Mapping[str, Usage],
        pairs: Container[tuple[str, str]] | None = None,
    ) -> None:
        self._usages = usages
        self._pairs = pairs

    def correct(self, form: str) -> str | None:
        """Return the form that *form* most likely stands for, None if unsure.

        *form* is one that no article has. It never stands for another if it has digits
        or fewer than four letters.
        """
        if len(form) < SHORTEST or not form.isalpha():
            return None
        best = min(self._candidates(form), default=None)
        return None if best is None else best[-1]

    def split(self, form: str) -> tuple[str, str] | None:
        """Return the two forms that an unknown compound is written as, if it is.

        Of several ways to split it, the one whose rarer part is the most frequent.
        """
        if not form.isalpha():
            return None
        splits = [
            (form[:place], form[place:])
            for place in range(PART, len(form) - PART + 1)
            if self._stand_side_by_side(form[:place], form[place:])
        ]
        return max(splits, key=lambda parts: min(map(self._count, parts)), default=None)

    def join(self, first: str, second: str) -> str | None:
        """Return the compound of two neighbouring forms, if the articles have it."""
        if min(len(first), len(second)) < PART or {first, second} & _stop_words():
            return None
        return first + second if first + second in self._usages else None

    def _count(self, form: str) -> int:
        return self._usages[form].count

    def _stand_side_by_side(self, *parts: str) -> bool:
        if not all(part in self._usages for part in parts):
            return False
        if self._pairs is not None:
            return parts in self._pairs
        return all(self._count(part) >= 2 for part in parts)

    def _candidates(self, form: str) -> Iterator[tuple[int, bool, int, str]]:
        """Yield what *form* may stand for, the best of them being the least."""
        for cost, word in chain(self._edited(form), self._alike(form)):
            yield cost, form[0] != word[0], -self._count(word), word

    def _edited(self, form: str) -> Iterator[tuple[int, str]]:
        doubtful = self._looks_like_a_word(form)
        for word in one_edit(form, self._letters):
            if word in self._usages and not (doubtful and _adds_letters(form, word)):
                yield EDIT, word

    def _alike(self, form: str) -> Iterator[tuple[int, str]]:
        """Yield names, and long words, whose skeletons are near to that of *form*."""
        for cost, name in self._names.near(form, _limit(len(form))):
            yield 1 + cost, name
        if len(form) >= LONG:
            for cost, word in self._long_words.near(form, EDIT):
                yield 1 + cost, word

    @cached_property
    def _names(self) -> SkeletonIndex:
        usages = self._usages.items()
        names = (form for form, usage in usages if usage.is_name)
        return SkeletonIndex(filter(_is_spelled, names))

    @cached_property
    def _long_words(self) -> SkeletonIndex:
        usages = self._usages.items()
        words = (form for form, usage in usages if not usage.is_name)
        return SkeletonIndex(word for word in words if len(word) >= LONG - 1)

    def _looks_like_a_word(self, form: str) -> bool:
        """Return whether other words have all runs of three letters of *form*."""
        return len(form) <= SHORT and self._triples.issuperset(_triples(form))

    @cached_property
    def _triples(self) -> frozenset[str]:
        return frozenset(t for form in self._usages for t in _triples(form))

    @cached_property
    def _letters(self) -> str:
        letters = set().union(*self._usages)
        return "".join(filter(str.isalpha, letters))


def _is_spelled(form: str) -> bool:
    return len(form) >= SHORTEST and form.isalpha()


def _limit(length: int) -> int:
    """Return how far the skeletons of names of that length may be apart."""
    if length < 5:
        return 0
    return EDIT if length < 9 else 2 * EDIT


def _adds_letters(form: str, word: str) -> bool:
    """Return whether *form* has letters that *word* has not: no swap, no omission."""
    return bool(Counter(form) - Counter(word))


def _triples(form: str) -> Iterator[str]:
    bordered = f"^{form}$"
    return map("".join, zip(bordered, bordered[1:], bordered[2:], strict=False))


@cache
def _stop_words() -> frozenset[str]:
    return load_language(DEFAULT).stop


def same_names(usages: Mapping[str, Usage]) -> dict[str, str]:
    """Return the rarer spellings of names, each with the one that is most used.

    Names are one if they have six letters or more and equal skeletons.
    """
    spellings: dict[str, list[str]] = defaultdict(list)
    for form, usage in usages.items():
        if usage.is_name and len(form) >= MERGED_FROM and form.isalpha():
            for reading in readings(form):
                spellings[strict_skeleton(reading)].append(form)
    merged: dict[str, str] = {}
    for forms in spellings.values():
        best = max(forms, key=lambda form: (usages[form].count, form))
        for form in forms:
            if form != best:
                merged[form] = best
    return merged
