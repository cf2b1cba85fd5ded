"""Names of well-known places and people in other languages: Kyiv is Kiew."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.normalization import fold

from .synonyms import Group, exonym_groups

# A form of a name begins with as many letters of it.
_HEAD = 3


class Exonyms:
    """Finds the other names of what a question names.

    Names are analysed when a question has a similar word, in all *languages*: analysing
    all of them would take longer than answering.
    """

    def __init__(self, analyzer: Analyzer, languages: Sequence[str]) -> None:
        self._analyzer = analyzer
        self._languages = languages
        self._readings = cache(self._readings_of)
        self._others = cache(self._single_terms)

    def of_all(self, terms: Sequence[str]) -> dict[str, set[str]]:
        """Return, by term, the terms of other names of what it is a name of.

        *terms* are the content words of a text, in order. A name of several words is
        found, but is no other name itself: its words may name other things.
        """
        found: dict[str, set[str]] = defaultdict(set)
        for start, term in enumerate(terms):
            for name, group in _by_head().get(term[:_HEAD], ()):
                for reading in self._readings(name):
                    if tuple(terms[start : start + len(reading)]) == reading:
                        for part in reading:
                            found[part] |= self._others(group)
        return {term: others - {term} for term, others in found.items()}

    def _readings_of(self, name: str) -> frozenset[tuple[str, ...]]:
        every = (self._analyzer.terms(name, each) for each in self._languages)
        return frozenset(tuple(terms) for terms in every if terms)

    def _single_terms(self, group: Group) -> frozenset[str]:
        readings = (reading for name in group for reading in self._readings(name))
        return frozenset(reading[0] for reading in readings if len(reading) == 1)


@cache
def _by_head() -> dict[str, list[tuple[str, Group]]]:
    """Return names with their groups, by the first letters of each of their words."""
    by_head: dict[str, list[tuple[str, Group]]] = defaultdict(list)
    for group in exonym_groups():
        for name in group:
            for head in {word[:_HEAD] for word in fold(name).split()}:
                by_head[head].append((name, group))
    return by_head
