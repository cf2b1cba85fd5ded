"""Other words for those of a question: synonyms, names, compounds, numerals."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.language_analyzer import Token
from retrieval.arrays import Ints
from retrieval.index.article_index import ArticleIndex
from retrieval.index.vocabulary import UNKNOWN

from .compounds import Compounds
from .exonyms import Exonyms
from .numerals import other_numerals
from .synonyms import Synonyms

ALIKE = 0.6
"""The least similarity of words of one kin, such as "complain" and "complaints"."""


class Joined(NamedTuple):
    """Two columns of a question, and the stem that both together are one word with."""

    first: int
    second: int
    stem: int


class RelatedWords:
    """Finds the words of *index* that may replace words of a question."""

    def __init__(
        self, index: ArticleIndex, analyzer: Analyzer, synonyms: Synonyms
    ) -> None:
        self._vocabulary = index.collection.vocabulary
        self._similarity = index.similarity
        self._synonyms = synonyms
        self._exonyms = Exonyms(analyzer, index.collection.languages)
        self._compounds = Compounds(index.collection, index.candidates)

    def with_known_names(self, tokens: Sequence[Token]) -> list[Token]:
        """Return *tokens*, names that no article has replaced by one that they have."""
        content = [token.term for token in tokens if not token.stop]
        names = self._exonyms.of_all(content)
        return [self._known_name(token, names.get(token.term, ())) for token in tokens]

    def with_similar(
        self, tokens: Sequence[Token], ignored: Container[str]
    ) -> list[Token]:
        """Return *tokens*, those that no article has replaced by words of their kin.

        Tokens with one of the forms *ignored* are kept.
        """
        return [
            token if token.stop or token.form in ignored else self._similar(token)
            for token in tokens
        ]

    def in_compounds(self, tokens: Sequence[Token], language: str) -> frozenset[str]:
        """Return the forms of *tokens* that are parts of compounds, or have parts."""
        found = self._compounds.related(tokens, language)
        return frozenset(token.form for token in tokens if found.get(token.term))

    def with_synonyms(self, tokens: Sequence[Token]) -> frozenset[str]:
        """Return the forms of *tokens* whose own synonyms, not general ones, are known.

        A phrase is known if all of its words are. A general synonym means only nearly
        the same, so that the word itself is missing.
        """
        own = self._synonyms.own
        content = [token.term for token in tokens if not token.stop]
        terms = {
            term
            for phrase in own.phrases_in(content)
            if any(all(map(self._is_known, other)) for other in own.phrases(*phrase))
            for term in phrase
        }
        return frozenset(token.form for token in tokens if token.term in terms)

    def joined(
        self, tokens: Sequence[Token], terms: Sequence[str]
    ) -> tuple[Joined, ...]:
        """Return the neighbours among *tokens* that articles write together."""
        return tuple(
            Joined(terms.index(first), terms.index(second), stem)
            for first, second, stem in self._compounds.joined(tokens)
        )

    def of(
        self,
        question: str,
        tokens: Sequence[Token],
        language: str,
        measures: Mapping[str, Iterable[str]],
    ) -> dict[str, Ints]:
        """Return the stems for each term of *tokens*, ascending; no empty entries.

        *language* is that of *question*, and *measures* has the terms of measures by
        the term that asks for them.
        """
        content = [token.term for token in tokens if not token.stop]
        found: dict[str, set[int]] = defaultdict(set)
        for first, second, stem in self._compounds.joined(tokens):
            found[first].add(stem)
            found[second].add(stem)
        for compounds in (
            self._compounds.apart(tokens),
            self._compounds.related(tokens, language),
        ):
            for term, stems in compounds.items():
                found[term].update(stems)
        for term, others in (
            *self._synonyms.of_all(content).items(),
            *self._exonyms.of_all(content).items(),
            *measures.items(),
            *((term, [other]) for term, other in other_numerals(question, tokens)),
        ):
            found[term].update(map(self._vocabulary.find_stem, others))
        numbers = {term: numbers_of(stems) for term, stems in found.items() if stems}
        return {term: stems for term, stems in numbers.items() if len(stems)}

    def _similar(self, token: Token) -> Token:
        """Return *token*, or the word most like it if no article has it."""
        if self._vocabulary.find_stem(token.term) != UNKNOWN:
            return token
        words, similarities = self._similarity.similar(token.form)
        best = int(similarities.argmax()) if len(words) else 0
        if not len(words) or similarities[best] < ALIKE:
            return token
        word = int(words[best])
        stem = self._vocabulary.stems[int(self._vocabulary.stem_of[word])]
        return token._replace(term=stem, form=self._vocabulary.forms[word])

    def _is_known(self, term: str) -> bool:
        return self._vocabulary.find_stem(term) != UNKNOWN

    def _known_name(self, token: Token, others: Iterable[str]) -> Token:
        find = self._vocabulary.find_stem
        known = sorted(other for other in others if find(other) != UNKNOWN)
        if not known or find(token.term) != UNKNOWN:
            return token
        word = int(np.flatnonzero(self._vocabulary.stem_of == find(known[0]))[0])
        return token._replace(term=known[0], form=self._vocabulary.forms[word])


def numbers_of(found: Iterable[int]) -> Ints:
    """Return the distinct numbers without UNKNOWN, ascending."""
    return np.array(sorted({*found} - {UNKNOWN}), np.int32)
