"""Correction of unknown words in a question to words of the articles."""

from collections import Counter
from collections.abc import Collection as Container
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from itertools import chain, groupby
from typing import NamedTuple

import numpy as np

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.language_analyzer import Token
from retrieval.analysis.normalization import fold, straighten
from retrieval.arrays import Longs
from retrieval.index.collection import Collection
from retrieval.index.vocabulary import UNKNOWN
from retrieval.language.detection import told_language
from retrieval.language.profile import DEFAULT
from retrieval.spelling.speller import Speller

SPELLING_SAMPLE = 200
"""How many sentences with a form are sampled for its spelling."""

SHORTEST_INFLECTED, LONGEST_ENDING = 4, 2
"""How many letters a word has, and an ending that stemming may leave on it."""

_Word = Sequence[Token]
"""The tokens of one span: what languages read it as, or the terms of a number."""


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
        two words are joined, if the articles write them so. Known words and the forms
        *ignored* are kept, and only names are looked for in articles in other languages
        than that of *question*. Each correction is listed once, in the order of the
        question; the same word with another ending is not listed.
        """
        words = _words(tokens)
        known = [self._is_known(word, ignored) for word in words]
        language = told_language(question)
        corrected: list[Token] = []
        corrections: dict[Correction, None] = {}
        place = 0
        while place < len(words):
            both = slice(place, place + 2)
            consumed, forms = self._reading(words[both], known[both], language)
            read = list(chain.from_iterable(words[place : place + consumed]))
            if forms:
                start, end = read[0].start, read[-1].end
                corrected += [self._token(form, start, end) for form in forms]
                searched = " ".join(map(self._spellings.most_frequent, forms))
                if not self._is_ending(question[start:end], searched):
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
        unknown = (
            question[word[0].start : word[0].end]
            for word in _words(tokens)
            if not self._is_known(word, ignored)
        )
        return tuple({word.casefold(): word for word in unknown}.values())

    def _is_known(self, word: _Word, ignored: Container[str]) -> bool:
        """Return whether *word* need not be corrected.

        That is: some language reads it as a stop word, as one of the forms *ignored*,
        or as a word of the articles. All terms of a number must be known.
        """
        known = (
            token.stop
            or token.form in ignored
            or self._vocabulary.find_stem(token.term) != UNKNOWN
            or next(self._vocabulary.forms.find(token.form), None) is not None
            for token in word
        )
        is_number = any(map(str.isdecimal, word[0].form))
        return all(known) if is_number else any(known)

    def _reading(
        self, words: Sequence[_Word], known: Sequence[bool], language: str | None
    ) -> tuple[int, Sequence[str]]:
        """Return how many of the one or two *words* to replace, and by which forms.

        No forms mean that the first word is kept.
        """
        if not all(known) and len(words) > 1:
            joined = self._speller.join(words[0][0].form, words[1][0].form)
            if joined:
                return 2, (joined,)
        if known[0]:
            return 1, ()
        may_be_meant = partial(self._is_in, language)
        for form in dict.fromkeys(token.form for token in words[0]):
            if corrected := self._speller.correct(form, may_be_meant):
                return 1, (corrected,)
            if parts := self._speller.split(form):
                return 1, parts
        return 1, ()

    def _is_in(self, language: str | None, form: str) -> bool:
        """Return whether *form* may be meant in *language*: as a word of it, or a name.

        If no language is told, any form may be.
        """
        c = self._collection
        if language is None or c.languages == [language] or c.usages[form].is_name:
            return True
        sentences = _sentences_with(form, c)
        return not sentences.size or bool(c.is_in(language, sentences).any())

    def _is_ending(self, typed: str, searched: str) -> bool:
        """Return whether *typed* is *searched* with an ending: "beginnt" of "Beginn".

        False for English, where such a word is another one ("planet" of "plane").
        """
        longer, shorter = fold(typed), fold(searched)
        ending = len(longer) - len(shorter)
        is_long = len(shorter) >= SHORTEST_INFLECTED and ending <= LONGEST_ENDING
        is_english = DEFAULT in self._collection.languages
        return is_long and longer.startswith(shorter) and not is_english

    def _token(self, form: str, start: int, end: int) -> Token:
        return Token(self._terms[form], start, end, form, False)

    @cached_property
    def _speller(self) -> Speller:
        c = self._collection
        return Speller(c.usages, _Neighbours(c), c.usual_triples)

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
        sentences = _sentences_with(form, c)
        step = max(1, len(sentences) // SPELLING_SAMPLE)
        for sentence in sentences[::step].tolist():
            language = c.language_of(int(c.article_of[sentence]))
            yield c.sentences[sentence].text, language


def _sentences_with(form: str, collection: Collection) -> Longs:
    """Return the numbers of the sentences with *form*, ascending."""
    c = collection
    numbers = list(c.vocabulary.forms.find(form))
    respelled = c.respelled[np.isin(c.respelled_words, numbers)]
    tokens = np.append(np.flatnonzero(np.isin(c.words, numbers)), respelled)
    return np.unique(np.searchsorted(c.token_starts, tokens, side="right") - 1)


def _words(tokens: Sequence[Token]) -> list[_Word]:
    """Return *tokens*, which are ordered by start, grouped by their span."""
    spans = groupby(tokens, key=lambda token: (token.start, token.end))
    return [tuple(word) for _, word in spans]


def _spelling(typed: str, form: str) -> str:
    """Return the part of *typed* that is *form*: "Zürich" of "Zürich's"."""
    before, _, after = straighten(typed).partition("'")
    return next((part for part in (before, after) if fold(part) == form), typed)
