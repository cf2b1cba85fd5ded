"""Correction of unknown words in a question to words of the articles."""

from collections import Counter
from collections.abc import Collection as Container
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.language_analyzer import Token
from retrieval.analysis.normalization import fold, straighten
from retrieval.index.collection import Collection
from retrieval.index.vocabulary import UNKNOWN
from retrieval.spelling.speller import Speller

SPELLING_SAMPLE = 200
"""How many sentences with a form are sampled for its spelling."""


_Place = tuple[int, int, str]
"""(start, end, form): the same for a token's terms in several languages."""


class Correction(NamedTuple):
    """What was typed, and what was searched instead, in the articles' spelling."""

    typed: str
    searched: str


class Corrector:
    """Replaces unknown words by words of the articles, where unambiguous."""

    def __init__(self, collection: Collection, analyzer: Analyzer) -> None:
        self._collection = collection
        self._vocabulary = collection.vocabulary
        self._spellings = _Spellings(collection, analyzer)

    def correct(
        self, question: str, tokens: Sequence[Token], ignored: Container[str] = ()
    ) -> tuple[list[Token], list[Correction]]:
        """Return the tokens of *question*, unknown ones replaced, and the corrections.

        A misspelled word is replaced by a word of the articles; a compound is split, or
        two words are joined, if the articles write them so. Words known in any language
        of the articles and the forms *ignored* are kept. Each correction is listed
        once, in the order of the question.
        """
        known = self._known(tokens, ignored)
        corrected: list[Token] = []
        corrections: dict[Correction, None] = {}
        place = 0
        while place < len(tokens):
            consumed, forms = self._reading(tokens[place : place + 2], known)
            read = tokens[place : place + consumed]
            if forms:
                start, end = read[0].start, read[-1].end
                corrected += [self._token(form, start, end) for form in forms]
                searched = " ".join(map(self._spellings.most_frequent, forms))
                corrections[Correction(question[start:end], searched)] = None
            else:
                corrected += read
            place += consumed
        return corrected, list(corrections)

    def unknown(
        self, question: str, tokens: Sequence[Token], ignored: Container[str] = ()
    ) -> tuple[str, ...]:
        """Return the distinct words of *question* that are in no article, as typed.

        Stop words and the forms *ignored* are never among them.
        """
        known = self._known(tokens, ignored)
        unknown = [token for token in tokens if _place(token) not in known]
        return tuple(dict.fromkeys(question[t.start : t.end] for t in unknown))

    def _known(
        self, tokens: Sequence[Token], ignored: Container[str]
    ) -> frozenset[_Place]:
        """Return the places of stop words, *ignored* forms and known stems."""
        return frozenset(
            _place(token)
            for token in tokens
            if token.stop
            or token.form in ignored
            or self._vocabulary.find_stem(token.term) != UNKNOWN
        )

    def _reading(
        self, tokens: Sequence[Token], known: Container[_Place]
    ) -> tuple[int, Sequence[str]]:
        """Return how many of the one or two *tokens* to replace, and by which forms.

        No forms mean that the tokens are kept.
        """
        first, *others = tokens
        is_known = _place(first) in known
        if others and not (is_known and _place(others[0]) in known):
            joined = self._speller.join(first.form, others[0].form)
            if joined:
                return 2, (joined,)
        if is_known:
            return 1, ()
        corrected = self._speller.correct(first.form)
        return 1, (corrected,) if corrected else self._speller.split(first.form) or ()

    def _token(self, form: str, start: int, end: int) -> Token:
        return Token(self._terms[form], start, end, form, False)

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self._collection.usages, _Neighbours(self._collection))

    @cached_property
    def _terms(self) -> dict[str, str]:
        return self._vocabulary.term_by_form()


class _Neighbours:
    """The pairs of forms that are adjacent somewhere in the articles."""

    def __init__(self, collection: Collection) -> None:
        self._words = collection.words
        numbers = enumerate(collection.vocabulary.forms)
        self._numbers = {form: number for number, form in numbers}

    def __contains__(self, pair: object) -> bool:
        first, second = map(self._numbers.__getitem__, pair)  # type: ignore[call-overload]
        after = np.flatnonzero(self._words[:-1] == first) + 1
        return bool((self._words[after] == second).any())


class _Spellings:
    """The spellings, with case and accents, that the articles use for a folded form."""

    def __init__(self, collection: Collection, analyzer: Analyzer) -> None:
        self._collection = collection
        self._analyzer = analyzer

    def most_frequent(self, form: str) -> str:
        """Return the most frequent spelling of *form* in a sample of its sentences."""
        spellings = Counter(
            _spelling(text[token.start : token.end], form)
            for text, language in self._sentences_with(form)
            for token in self._analyzer.words(text, language)
            if token.form == form
        )
        return max(spellings, key=spellings.__getitem__, default=form)

    def _sentences_with(self, form: str) -> Iterator[tuple[str, str]]:
        """Yield (text, language) of sentences with *form*, evenly spread."""
        c = self._collection
        numbers = list(c.vocabulary.forms.find(form))
        respelled = c.respelled[np.isin(c.respelled_words, numbers)]
        tokens = np.append(np.flatnonzero(np.isin(c.words, numbers)), respelled)
        sentences = np.unique(np.searchsorted(c.token_starts, tokens, side="right") - 1)
        step = max(1, len(sentences) // SPELLING_SAMPLE)
        for sentence in sentences[::step].tolist():
            language = c.language_of(int(c.article_of[sentence]))
            yield c.sentences[sentence].text, language


def _place(token: Token) -> _Place:
    return token.start, token.end, token.form


def _spelling(typed: str, form: str) -> str:
    """Return the part of *typed* that is *form*: "Zürich" of "Zürich's"."""
    before, _, after = straighten(typed).partition("'")
    return next((part for part in (before, after) if fold(part) == form), typed)
