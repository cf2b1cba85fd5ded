"""Words that the articles write together and a question apart, or the other way round.

"Health care" is "healthcare", and the parts of German, Dutch, Scandinavian and Finnish
compounds are words of their own: "Blutorange" is an orange.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np

from retrieval.analysis.language_analyzer import Token
from retrieval.arrays import Longs
from retrieval.index.candidates import Candidates
from retrieval.index.collection import Collection
from retrieval.index.vocabulary import UNKNOWN

COMPOUNDING = frozenset(
    ("danish", "dutch", "finnish", "german", "hungarian", "norwegian", "swedish")
)
MOST_COMPOUNDS = 20
"""How many compounds with a word are searched for, the shortest."""

# The least letters of each part; shorter ones occur in any word.
_JOINED = 3
_PART = 4
# The least letters of a word that may be written apart.
_WHOLE = 7
# A word inside a compound, rather than at one of its ends.
_INNER = 6
_REMEMBERED = 4096
# Letters between the parts of a compound, and beginnings that make no compound.
_LINKS = ("", "s", "es", "n", "en", "e", "er")
_BEGINNINGS = (
    "auf aus bei durch ein emp ent for hin los miss mit nach ont over uber und uit"
    " unter ver vor weg wider zer zur zusammen"
)
_PREFIXES = frozenset(_BEGINNINGS.split())
_VOWELS = frozenset("aeiouyäöüåæø")


class Compounds:
    """Finds stems of *collection* that contain words of a question, or are in them."""

    def __init__(self, collection: Collection, candidates: Candidates) -> None:
        self._collection = collection
        self._candidates = candidates
        self._vocabulary = collection.vocabulary
        self._compounding = COMPOUNDING.issuperset(collection.languages)
        self._together = lru_cache(_REMEMBERED)(self._stems_of)
        self._apart = lru_cache(_REMEMBERED)(self._written_apart)
        self._related = lru_cache(_REMEMBERED)(self._related_stems)

    def joined(self, tokens: Sequence[Token]) -> Iterator[tuple[str, str, int]]:
        """Yield (term, term, stem) of neighbours whose joined forms are a word.

        "Health care" gives the stem of "healthcare".
        """
        for first, second in pairwise(tokens):
            for stem in self._joined(first, second):
                yield first.term, second.term, stem

    def apart(self, tokens: Sequence[Token]) -> dict[str, set[int]]:
        """Return, by term of *tokens*, the stems that articles write it apart as."""
        words = [t for t in tokens if len(t.form) >= _WHOLE and not t.stop]
        return {word.term: {*self._apart(word.form)} for word in words}

    def related(self, tokens: Sequence[Token], language: str) -> dict[str, set[int]]:
        """Return, by term of *tokens*, the stems of its compounds and of its parts.

        Only for terms that no article has: compounds mislead more often than they help
        where the word itself occurs. Empty unless *language*, that of the question, or
        every language of the articles is one of COMPOUNDING.
        """
        if not (self._compounding or language in COMPOUNDING):
            return {}
        find = self._vocabulary.find_stem
        unknown = [t for t in tokens if not t.stop and find(t.term) == UNKNOWN]
        return {word.term: {*self._related(word.term)} for word in unknown}

    def _joined(self, first: Token, second: Token) -> list[int]:
        if first.stop or second.stop or first.end >= second.start:
            return []
        forms = first.form, second.form
        if min(map(len, forms)) < _JOINED or not all(map(str.isalpha, forms)):
            return []
        return self._together("".join(forms))

    def _written_apart(self, form: str) -> frozenset[int]:
        """Return the stems of "health" and "care" for "healthcare"."""
        stems: set[int] = set()
        for place in range(_JOINED, len(form) - _JOINED + 1):
            first = self._content(form[:place])
            second = self._content(form[place:]) if first else []
            if second and self._are_adjacent(first, second):
                stems.update(self._vocabulary.stem_of[first + second].tolist())
        return frozenset(stems)

    def _stems_of(self, form: str) -> list[int]:
        stems: list[int] = self._vocabulary.stem_of[self._content(form)].tolist()
        return stems

    def _content(self, form: str) -> list[int]:
        """Return the numbers of the words with this *form* that are no stop words."""
        numbers = self._vocabulary.forms.find(form)
        return [number for number in numbers if not self._vocabulary.is_stop[number]]

    def _are_adjacent(self, first: list[int], second: list[int]) -> bool:
        words, starts = self._collection.words, self._collection.token_starts
        for sentence in self._sentences_with(first, second):
            said = words[starts[sentence] : starts[sentence + 1]].tolist()
            if any(a in first and b in second for a, b in pairwise(said)):
                return True
        return False

    def _sentences_with(self, first: list[int], second: list[int]) -> list[int]:
        """Return the sentences with a word of each list."""
        stem_of = self._vocabulary.stem_of
        one, other = (
            np.concatenate(
                [
                    self._candidates.sentences_with(stem)
                    for stem in {*stem_of[words].tolist()}
                ]
            )
            for words in (first, second)
        )
        both: list[int] = np.intersect1d(one, other).tolist()
        return both

    def _related_stems(self, term: str) -> frozenset[int]:
        """Return the stems of compounds with *term*, and of the parts of *term*."""
        if len(term) < _PART:
            return frozenset()
        longer = sorted(self._containing(term), key=lambda found: found[1])
        stems = {number for number, _ in longer[:MOST_COMPOUNDS]}
        return frozenset(stems | {*self._parts(term)})

    def _containing(self, term: str) -> Iterator[tuple[int, int]]:
        """Yield (number, length) of each longer stem that is a compound with *term*."""
        text, starts = self._stems
        place = text.find(term)
        while place >= 0:
            number = int(np.searchsorted(starts, place, side="right")) - 1
            start, end = int(starts[number]), int(starts[number + 1]) - 1
            if _is_compound(text[start:place], text[place + len(term) : end], term):
                yield number, end - start
            place = text.find(term, end)

    def _parts(self, term: str) -> Iterator[int]:
        found: set[str] = set()
        for first, last in splits_of(term):
            # A modifier is read without a link only if it is nothing with it.
            numbers = [*map(self._vocabulary.find_stem, (first, last))]
            if last not in found and UNKNOWN not in numbers:
                found.add(last)
                yield from numbers

    @cached_property
    def _stems(self) -> tuple[str, Longs]:
        """All stems, a line each, and where each begins."""
        stems = list(self._vocabulary.stems)
        lengths = np.array([0, *(len(stem) + 1 for stem in stems)])
        return "\n".join([*stems, ""]), np.cumsum(lengths)


def splits_of(term: str) -> Iterator[tuple[str, str]]:
    """Yield the two stems that the compound *term* may be made of, if they occur.

    The first one has its link, such as the n of "Sonnenblume", and then has not.
    """
    for place in range(_PART, len(term) - _JOINED + 1):
        modifier, last = term[:place], term[place:]
        if modifier in _PREFIXES:
            continue
        for link in _LINKS:
            if modifier.endswith(link) and len(modifier) - len(link) >= _JOINED:
                yield modifier.removesuffix(link), last


def _is_compound(before: str, after: str, term: str) -> bool:
    """Return whether *before* + *term* + *after* is a compound with the word *term*."""
    if before and (before in _PREFIXES or not _is_word(before)):
        return False
    if after and not _is_word(after):
        return False
    return bool(before or after) and (len(term) >= _INNER or not (before and after))


def _is_word(part: str) -> bool:
    return len(part) >= _JOINED and part.isalpha() and not _VOWELS.isdisjoint(part)
