"""Sentences and their words as numbers, in flat arrays that ranking can compute on."""

from collections.abc import Sequence
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from .analysis import Analyzer
from .articles import Article
from .languages import language_of
from .lazy import Lazy
from .sentences import Sentence, split_sentences
from .spelling import Usage, same_names
from .words import UNKNOWN, Bools, Ints, Longs, Words

_NO_HEADING = (-1, -1)


class Outline(NamedTuple):
    """The sentences of an article, or of several, and the paragraphs they are in."""

    spans: Ints  # by sentence, start and end in the article's text
    headings: Ints  # by paragraph, start and end in the text, or -1 and -1
    numbers: Ints  # by paragraph, the article's number for it
    lengths: Ints  # by paragraph, in sentences

    @classmethod
    def of(cls, sentences: Sequence[Sentence]) -> Self:
        """Return the outline of one article."""
        groups = groupby(sentences, attrgetter("paragraph"))
        paragraphs = [list(paragraph) for _, paragraph in groups]
        spans = [(sentence.start, sentence.end) for sentence in sentences]
        headings = [first.heading or _NO_HEADING for first, *_ in paragraphs]
        return cls(
            np.array(spans, np.int32).reshape(-1, 2),
            np.array(headings, np.int32).reshape(-1, 2),
            np.array([first.paragraph for first, *_ in paragraphs], np.int32),
            np.array([len(paragraph) for paragraph in paragraphs], np.int32),
        )

    @classmethod
    def joined(cls, outlines: Sequence["Outline"]) -> Self:
        """Return the outline of articles one after another."""
        return cls(*map(np.concatenate, zip(cls.of([]), *outlines, strict=True)))


class Part(NamedTuple):
    """One article of a collection; what is by token or sentence is in reading order."""

    article: Article
    language: str
    outline: Outline
    words: Ints  # the number of each token's word
    capital: Bools  # whether a token has a capital though it opens no sentence
    sentence_lengths: Ints  # in tokens


def analyse_article(article: Article, analyzer: Analyzer, words: Words) -> Part:
    """Cut *article* into sentences and number their words.

    Words that only ask (what, which, who ...) are left out.
    """
    language = language_of(article.text)
    read = words.codes(language, analyzer).read
    sentences = split_sentences(article)
    codes_by_sentence = [read(sentence.text) for sentence in sentences]
    codes = np.frombuffer(b"".join(codes_by_sentence), np.int32)
    lengths = np.array([*map(len, codes_by_sentence)], np.int32) // codes.itemsize
    capital = (codes & 1).astype(np.bool_)
    firsts = (np.cumsum(lengths) - lengths)[lengths > 0]
    capital[firsts] = False
    return Part(article, language, Outline.of(sentences), codes >> 1, capital, lengths)


def renumbered(parts: Sequence[Part], words: Words) -> tuple[list[Part], Words]:
    """Return *parts* with words numbered as if nothing but they had ever been met."""
    numbers = _joined([part.words for part in parts], np.int32)
    known = list(words)
    first = np.full(len(known), len(numbers))
    # Of several values for one place, the last is kept.
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]
    order = np.argsort(first)[: np.count_nonzero(first < len(numbers))]
    new_numbers = np.full(len(known), UNKNOWN, np.int32)
    new_numbers[order] = np.arange(len(order))
    new_words = Words()
    for number in order.tolist():
        new_words.add(*known[number])
    return [p._replace(words=new_numbers[p.words]) for p in parts], new_words


class Collection:
    """The sentences of all articles in reading order, and their words.

    Tokens, sentences, paragraphs and articles are numbered from 0. Token t is of
    sentence s if ``token_starts[s] <= t < token_starts[s + 1]``; *paragraph_starts*
    (first sentences of paragraphs) and *article_starts* work alike. Spellings of one
    name are one word in *words*, but each stands in *usages*; *respelled* are the
    tokens that this changed, and *respelled_words* what they were.
    """

    def __init__(self, parts: Sequence[Part], vocabulary: Words) -> None:
        self.vocabulary = vocabulary
        self.articles: Sequence[Article] = [part.article for part in parts]
        self.languages = sorted({part.language for part in parts})
        self.article_languages = np.array(
            [self.languages.index(part.language) for part in parts], np.uint8
        )
        self.outline = Outline.joined([part.outline for part in parts])
        self.capital = _joined([part.capital for part in parts], np.bool_)
        typed = _joined([part.words for part in parts], np.int32)
        size = len(vocabulary.forms)
        self.counts = np.bincount(typed, minlength=size)
        self.capitals = np.bincount(typed[self.capital], minlength=size)
        vocabulary.merge_names(same_names(self.usages))
        self.words = vocabulary.main_spelling(typed)
        self.respelled = np.flatnonzero(self.words != typed)
        self.respelled_words = typed[self.respelled]
        self.token_starts = _starts([part.sentence_lengths for part in parts])
        self.paragraph_starts = _starts([self.outline.lengths])
        counts = [np.array([len(part.outline.spans)], np.int32) for part in parts]
        self.article_starts = _starts(counts)

    @cached_property
    def usages(self) -> dict[str, Usage]:
        """How often each form stands in the articles, and how often with a capital."""
        counts, capitals = self.counts.tolist(), self.capitals.tolist()
        usages = map(Usage, counts, capitals)
        return dict(zip(self.vocabulary.forms, usages, strict=True))

    @cached_property
    def sentences(self) -> Sequence[Sentence]:
        """All sentences, made when they are asked for."""
        return Lazy(len(self.outline.spans), self._sentence)

    @cached_property
    def paragraph_of(self) -> Ints:
        """The paragraph of each sentence."""
        return _owners(self.paragraph_starts)

    @cached_property
    def article_of(self) -> Ints:
        """The article of each sentence."""
        return _owners(self.article_starts)

    def language_of(self, article: int) -> str:
        """Return the language of the article with that number."""
        return self.languages[int(self.article_languages[article])]

    def _sentence(self, number: int) -> Sentence:
        paragraph = self.paragraph_of[number]
        start, end = self.outline.spans[number].tolist()
        heading = tuple(self.outline.headings[paragraph].tolist())
        return Sentence(
            self.articles[self.article_of[number]],
            start,
            end,
            int(self.outline.numbers[paragraph]),
            None if heading == _NO_HEADING else heading,
        )


def _joined(arrays: Sequence[npt.NDArray[Any]], dtype: npt.DTypeLike) -> Any:
    return np.concatenate([np.zeros(0, dtype), *arrays])


def _starts(lengths: Sequence[Ints]) -> Longs:
    return np.concatenate([[0], np.cumsum(_joined(lengths, np.int64))])


def _owners(starts: Longs) -> Ints:
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
