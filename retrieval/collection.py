"""Sentences and their words as numbers, in flat arrays that ranking can compute on."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .analysis import Analyzer
from .articles import Article
from .kinds import traits_of
from .languages import language_of, load_language
from .sentences import Sentence, split_sentences
from .spelling import Usage, same_names
from .vocabulary import Token

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

UNKNOWN = -1
"""Stands for the number of a word that is in no article."""

# "They", "These ...": such a sentence leans on the one before it.
_LEANING = frozenset(
    [
        "he",
        "she",
        "it",
        "they",
        "this",
        "these",
        "that",
        "those",
        "his",
        "her",
        "hers",
        "its",
        "their",
        "theirs",
        "such",
        "both",
        "there",
    ]
)


class Words:
    """The distinct words of all articles: a word is a form together with its stem.

    Words and stems are numbered from 0, in the order in which they were met.
    """

    def __init__(self) -> None:
        self._words: dict[tuple[str, str], int] = {}
        self._stems: dict[str, int] = {}
        self._stem_of: list[int] = []
        self._is_stop: list[bool] = []
        self._spelled_as: dict[int, int] = {}
        self._stem_spelled_as: dict[int, int] = {}

    def number(self, token: Token) -> int:
        """Return the number of a token's word, a new one for a new word."""
        key = (token.form, token.term)
        number = self._words.get(key)
        if number is None:
            number = self._words[key] = len(self._words)
            self._stem_of.append(self._stems.setdefault(token.term, len(self._stems)))
            self._is_stop.append(token.stop)
        return number

    def find(self, token: Token) -> int:
        """Return the number of a token's word, or UNKNOWN."""
        number = self._words.get((token.form, token.term), UNKNOWN)
        return self._spelled_as.get(number, number)

    def find_stem(self, term: str) -> int:
        """Return the number of the stem *term*, or UNKNOWN."""
        number = self._stems.get(term, UNKNOWN)
        return self._stem_spelled_as.get(number, number)

    def merge_names(self, spelled_as: Mapping[str, str]) -> None:
        """Let forms be spellings of other forms: those words and their stems are one.

        Both forms of each pair must have been met. To be called once, after the last
        word was numbered.
        """
        numbers = {form: number for number, form in enumerate(self.forms)}
        for form, other in spelled_as.items():
            number, main = numbers[form], numbers[other]
            self._spelled_as[number] = main
            self._stem_spelled_as[self._stem_of[number]] = self._stem_of[main]
            self._stem_of[number] = self._stem_of[main]

    def main_spelling(self, numbers: Ints) -> Ints:
        """Return *numbers* of words, those of other spellings replaced."""
        mains = np.arange(len(self._words), dtype=np.int32)
        mains[list(self._spelled_as)] = list(self._spelled_as.values())
        main: Ints = mains[numbers]
        return main

    def term_by_form(self) -> dict[str, str]:
        """Return the stem of each form, for one that has several that met last."""
        return dict(list(self._words))

    @property
    def forms(self) -> list[str]:
        """The form of each word, by number."""
        return [form for form, _ in self._words]

    @property
    def stems(self) -> list[str]:
        """The stems, by number."""
        return list(self._stems)

    @cached_property
    def stem_of(self) -> Ints:
        """The number of each word's stem, by number of the word."""
        return np.array(self._stem_of, np.int32)

    @cached_property
    def is_stop(self) -> Bools:
        """Whether each word is too common to be searched for alone."""
        return np.array(self._is_stop, np.bool_)

    @cached_property
    def traits(self) -> npt.NDArray[np.uint8]:
        """The `kinds.Trait` of each word."""
        return np.array([traits_of(form) for form in self.forms], np.uint8)

    @cached_property
    def leans(self) -> Bools:
        """Whether a sentence that opens with the word leans on the one before."""
        return np.array([form in _LEANING for form in self.forms], np.bool_)


class Part(NamedTuple):
    """One article of a collection; the lengths lie side by side in reading order."""

    article: Article
    language: str
    sentences: list[Sentence]
    words: Ints  # the number of each token's word
    capital: Bools  # whether a token has a capital though it opens no sentence
    sentence_lengths: Ints  # in tokens
    paragraph_lengths: Ints  # in sentences


def analyse_article(article: Article, analyzer: Analyzer, words: Words) -> Part:
    """Cut *article* into sentences and number their words.

    Words that only ask (what, which, who ...) are left out: articles are full of them,
    and not one says what its sentence is about.
    """
    language = language_of(article.text)
    asking = load_language(language).question
    sentences = split_sentences(article)
    numbers: list[int] = []
    capital: list[bool] = []
    lengths: list[int] = []
    for sentence in sentences:
        text = sentence.text
        tokens = [
            token
            for token in analyzer.words(text, language)
            if token.form not in asking
        ]
        numbers += map(words.number, tokens)
        capital += [not token.stop and text[token.start].isupper() for token in tokens]
        if tokens:
            capital[-len(tokens)] = False
        lengths.append(len(tokens))
    paragraphs = groupby(sentences, attrgetter("paragraph"))
    return Part(
        article,
        language,
        sentences,
        np.array(numbers, np.int32),
        np.array(capital, np.bool_),
        np.array(lengths, np.int32),
        np.array([len(list(paragraph)) for _, paragraph in paragraphs], np.int32),
    )


def usages(parts: Sequence[Part], words: Words) -> dict[str, Usage]:
    """Return how often each form stands in *parts*, and how often with a capital."""
    numbers = _joined([part.words for part in parts], np.int32)
    capital = _joined([part.capital for part in parts], np.bool_)
    size = len(words.forms)
    counts = np.bincount(numbers, minlength=size).tolist()
    capitals = np.bincount(numbers[capital], minlength=size).tolist()
    return {
        form: Usage(count, capitalised)
        for form, count, capitalised in zip(words.forms, counts, capitals, strict=True)
        if count
    }


class Collection:
    """The sentences of all articles in reading order, and their words.

    Tokens, sentences, paragraphs and articles are numbered from 0. Token t is of
    sentence s if ``token_starts[s] <= t < token_starts[s + 1]``; *paragraph_starts*
    (first sentences of paragraphs) and *article_starts* work alike. Spellings of one
    name are one word in *words*, but each stands in *usages*.
    """

    def __init__(self, parts: Sequence[Part], vocabulary: Words) -> None:
        self.vocabulary = vocabulary
        self.articles = [part.article for part in parts]
        self.languages = sorted({part.language for part in parts})
        self.sentences = [sentence for part in parts for sentence in part.sentences]
        self.usages = usages(parts, vocabulary)
        vocabulary.merge_names(same_names(self.usages))
        self.words = vocabulary.main_spelling(
            _joined([part.words for part in parts], np.int32)
        )
        self.capital = _joined([part.capital for part in parts], np.bool_)
        self.token_starts = _starts([part.sentence_lengths for part in parts])
        self.paragraph_starts = _starts([part.paragraph_lengths for part in parts])
        counts = [np.array([len(part.sentences)], np.int32) for part in parts]
        self.article_starts = _starts(counts)

    @cached_property
    def paragraph_of(self) -> Ints:
        """The paragraph of each sentence."""
        return _owners(self.paragraph_starts)

    @cached_property
    def article_of(self) -> Ints:
        """The article of each sentence."""
        return _owners(self.article_starts)


def _joined(arrays: Sequence[npt.NDArray[Any]], dtype: npt.DTypeLike) -> Any:
    return np.concatenate([np.zeros(0, dtype), *arrays])


def _starts(lengths: Sequence[Ints]) -> Longs:
    return np.concatenate([[0], np.cumsum(_joined(lengths, np.int64))])


def _owners(starts: Longs) -> Ints:
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
