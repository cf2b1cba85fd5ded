"""Spelling correction of unknown words to words of the articles.

Names are compared by phonetic skeletons, other words by edit distance. A well-known
word is never corrected, even if it is in no article.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from math import log2

from retrieval.language.profile import DEFAULT, load_language

from .edit_distance import EDIT, VOWEL, one_edit
from .known_words import is_known, is_word
from .phonetic_keys import SkeletonIndex, merging_keys

# Shorter words have too many others within one edit.
SHORTEST = 4
# From this length on, a word is recognisable after an edit of its skeleton.
LONG = 8
# A form of SHORTEST letters is taken for a correct word rather than one with a wrong
# letter. So is a form with only common trigrams if it has at most SHORT letters, or
# fewer than LONG and the wrong letter is the first.
SHORT = 5
# A trigram is common if more than one in RARE words has it.
RARE = 15_000
# Shorter names with equal keys may be different names (Assad, Azad).
MERGED_FROM = 6
# Shorter parts of a compound occur in any word.
PART = 3
# The usual ending of plurals in English and in many other languages.
PLURAL = "s"

# Log2 likelihood ratios: an omission or a swap against one particular wrong letter, and
# an error elsewhere against one in the first letter.
WRONG_LETTER = 3
WRONG_START = 2


@dataclass(frozen=True, slots=True)
class Usage:
    """How often a form occurs: *count* times, *capitalised* of them in mid-sentence."""

    count: int
    capitalised: int

    @property
    def is_name(self) -> bool:
        """Whether at least half of the uses are capitalised in mid-sentence."""
        return 2 * self.capitalised >= self.count


class Speller:
    """Corrects unknown forms to forms of the articles.

    *usages* maps every form of the articles to its usage. *pairs* holds the adjacent
    forms; without it, compounds are split only into longer, frequent words. *usual* are
    the `usual_triples`, if *usages* lacks many forms. The index is built at the first
    unknown form.
    """

    def __init__(
        self,
        usages: Mapping[str, Usage],
        pairs: Container[tuple[str, str]] | None = None,
        usual: frozenset[str] | None = None,
    ) -> None:
        self._usages = usages
        self._pairs = pairs
        self._usual = usual

    def correct(
        self, form: str, may_be_meant: Callable[[str], bool] = bool
    ) -> str | None:
        """Return the most likely correction of *form* that *may_be_meant*, or None.

        *form* must be in no article. Returns None if it is well known, not purely
        alphabetic, or shorter than SHORTEST.
        """
        if not _is_spelled(form) or is_known(form):
            return None
        likely = (word for *_, word in sorted(self._candidates(form)))
        return next(filter(may_be_meant, likely), None)

    def split(self, form: str) -> tuple[str, str] | None:
        """Return the two forms that the articles write a compound as, or None.

        Among several splits, the one whose rarer part is the most frequent wins.
        """
        if not form.isalpha() or is_known(form):
            return None
        splits = [
            (form[:place], form[place:])
            for place in range(PART, len(form) - PART + 1)
            if self._stand_side_by_side(form[:place], form[place:])
        ]
        return max(splits, key=lambda parts: min(map(self._count, parts)), default=None)

    def join(self, first: str, second: str) -> str | None:
        """Return the compound of two adjacent forms, or None if no article has it."""
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
        return all(len(part) > PART and self._count(part) > 2 for part in parts)

    def _candidates(self, form: str) -> Iterator[tuple[int, float, str]]:
        """Yield (cost, -log2 of the likelihood, form); the minimum is the best."""
        is_doubtful = self._usual_triples.issuperset(_triples(form))
        alike = self._alike(form, is_doubtful=is_doubtful)
        edited = self._edited(form, is_doubtful=is_doubtful)
        for cost, word in chain(alike, edited):
            chance = log2(self._count(word))
            chance -= WRONG_START * (form[0] != word[0])
            chance -= WRONG_LETTER * _has_wrong_letter(form, word)
            yield cost, -chance, word

    def _alike(self, form: str, *, is_doubtful: bool) -> Iterator[tuple[int, str]]:
        """Yield (cost, form) for names and long words with a skeleton near *form*'s.

        A name with an equal skeleton costs 0, with another vowel as much as an edit.
        """
        for distance, name in self._names.near(form, name_limit):
            if distance <= VOWEL:
                yield EDIT * distance, name
            elif not is_doubtful:
                yield EDIT + distance, name
        if len(form) >= LONG:
            limit = 0 if is_doubtful else VOWEL
            for distance, word in self._long_words.near(form, lambda _: limit):
                yield EDIT + distance, word

    def _edited(self, form: str, *, is_doubtful: bool) -> Iterator[tuple[int, str]]:
        """Yield (cost, form) for forms of the articles one edit away, or their plurals.

        A form costs EDIT, and a plural whose singular is in no article one more.
        """
        for word in one_edit(form, self._letters_of[_script(form)]):
            plural = word + PLURAL
            has_plural = plural in self._usages and form[:1] == word[:1]
            if not (word in self._usages or has_plural):
                continue
            shortest = LONG if form[0] != word[0] else SHORT + 1
            is_other = len(form) == SHORTEST or (len(form) < shortest and is_doubtful)
            if is_other and _has_wrong_letter(form, word):
                continue
            yield (EDIT, word) if word in self._usages else (EDIT + 1, plural)

    @cached_property
    def _names(self) -> SkeletonIndex:
        usages = self._usages.items()
        names = (form for form, usage in usages if usage.is_name)
        return SkeletonIndex(filter(_is_spelled, names))

    @cached_property
    def _long_words(self) -> SkeletonIndex:
        usages = self._usages.items()
        words = (form for form, usage in usages if not usage.is_name)
        long = (word for word in words if len(word) >= LONG - 1)
        return SkeletonIndex(filter(_is_spelled, long))

    @cached_property
    def _usual_triples(self) -> frozenset[str]:
        return usual_triples(self._usages) if self._usual is None else self._usual

    @cached_property
    def _letters_of(self) -> Mapping[str, set[str]]:
        letters: dict[str, set[str]] = defaultdict(set)
        for letter in filter(str.isalpha, set().union(*self._usages)):
            letters[_script(letter)].add(letter)
        return letters


def usual_triples(forms: Collection[str]) -> frozenset[str]:
    """Return the trigrams of more than one in RARE words, given by their *forms*."""
    counts = Counter(chain.from_iterable(map(_triples, forms)))
    least = len(forms) / RARE
    return frozenset(triple for triple, count in counts.items() if count > least)


def same_names(names: Mapping[str, int]) -> dict[str, str]:
    """Map the rarer spelling variants among *names* to the most frequent one.

    *names* maps each name to its frequency. Names are variants if they share a merging
    key, have at least MERGED_FROM letters, and are not ordinary words.
    """
    spelled: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if len(name) >= MERGED_FROM and name.isalpha():
            for key in merging_keys(name):
                spelled[key].append(name)
    groups: dict[str, set[str]] = {}
    for alike in spelled.values():
        if len(alike) > 1:
            known = [name for name in alike if not is_word(name)]
            group = set().union(*(groups.get(name, {name}) for name in known))
            groups.update(dict.fromkeys(group, group))
    best = {
        name: max(groups[name], key=lambda form: (names[form], form))
        for name in names
        if name in groups
    }
    return {name: most_used for name, most_used in best.items() if name != most_used}


def name_limit(length: int) -> int:
    """Return the maximum distance of two skeletons, the shorter of that length."""
    if length < 5:
        return 0
    return VOWEL if length < 7 else EDIT


def _is_spelled(form: str) -> bool:
    return len(form) >= SHORTEST and form.isalpha()


def _has_wrong_letter(form: str, word: str) -> bool:
    """Return whether *form* has letters not in *word*: neither swap nor omission."""
    return bool(Counter(form) - Counter(word))


def _triples(form: str) -> Iterator[str]:
    bordered = f"^{form}$"
    return map("".join, zip(bordered, bordered[1:], bordered[2:], strict=False))


def _script(form: str) -> str:
    """Return the script of the first letter, such as "LATIN"."""
    return unicodedata.name(form[0], "").partition(" ")[0]


@cache
def _stop_words() -> frozenset[str]:
    return load_language(DEFAULT).stop
