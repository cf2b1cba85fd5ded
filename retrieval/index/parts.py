"""Articles -> their sentences and words as numbers, to be concatenated."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from retrieval.analysis.analyzer import Analyzer
from retrieval.arrays import Array, Bools, Ints
from retrieval.articles import Article
from retrieval.errors import UnreadableArticleError
from retrieval.language.dates import date_of
from retrieval.language.detection import language_of
from retrieval.readers.details_json import encoded
from retrieval.sentences.sentence import Paragraphs, split_paragraphs
from retrieval.sentences.titles import title_of

from .contexts import Contexts, contexts_of
from .vocabulary import VocabularyBuilder

NOTHING = (-1, -1)
"""The span of a heading or a lead that is not there."""

# A question, or the number and the name of a clause: "2.1 Illness."
_ASKS = re.compile(
    r"[?？؟][\"”’»)*_]*$|^\W*\d+(?:\.\d+)*[.)]?\s+(?:\S+\s+){0,3}\S+[.:]$"
)


class Outline(NamedTuple):
    """The sentences and paragraphs of one or several articles."""

    spans: Ints  # by sentence, (start, end) in the article's text
    headings: Ints  # by paragraph, (start, end) in the text, or (-1, -1)
    leads: Ints  # by paragraph, likewise, what introduces its rows or items
    lengths: Ints  # by paragraph, in sentences
    continues: Bools  # by sentence, whether it is shown only with the one before it

    @classmethod
    def of(cls, paragraphs: Paragraphs) -> Self:
        """Return the outline of one article."""
        headings = [context.heading or NOTHING for context in paragraphs.contexts]
        leads = [context.lead or NOTHING for context in paragraphs.contexts]
        return cls(
            np.array(paragraphs.spans, np.int32).reshape(-1, 2),
            np.array(headings, np.int32).reshape(-1, 2),
            np.array(leads, np.int32).reshape(-1, 2),
            np.array(paragraphs.lengths, np.int32),
            np.array(paragraphs.continues, np.bool_),
        )

    @classmethod
    def joined(cls, outlines: Sequence["Outline"]) -> Self:
        """Return the concatenation of *outlines*."""
        nothing = cls.of(Paragraphs([], [], [], []))
        return cls(*map(np.concatenate, zip(nothing, *outlines, strict=True)))


class Part(NamedTuple):
    """One analysed article, but its text; tokens and sentences are in reading order."""

    name: str
    details: str  # see `details_json`
    date: int  # see `date_of`
    title: str  # "" without one
    language: str
    outline: Outline
    words: Ints  # by token, the number of its word
    capital: Bools  # by token, whether capitalised and not first in its sentence
    sentence_lengths: Ints  # by sentence, in tokens
    asks: Bools  # by sentence, whether it asks, or only announces the next one
    contexts: Contexts


def analyse_article(
    article: Article, analyzer: Analyzer, builder: VocabularyBuilder
) -> Part:
    """Split *article* into sentences and number their words with *builder*.

    Question words (what, which, who ...) are left out. Raises UnreadableArticleError
    if the text is more than the analysis can cope with.
    """
    try:
        return _analysed(article, analyzer, builder)
    # Whatever is wrong with one article must not cost the others.
    except Exception as error:
        reason = f"it cannot be analysed ({type(error).__name__})"
        raise UnreadableArticleError(f"{article.name}: {reason}") from error


def _analysed(article: Article, analyzer: Analyzer, builder: VocabularyBuilder) -> Part:
    text = article.text
    language = language_of(text)
    paragraphs = split_paragraphs(article, language)
    codes_by_sentence = [
        builder.codes(text[start:end], language, analyzer)
        for start, end in paragraphs.spans
    ]
    codes = np.frombuffer(b"".join(codes_by_sentence), np.int32)
    lengths = np.array([*map(len, codes_by_sentence)], np.int32) // codes.itemsize
    capital = (codes & 1).astype(np.bool_)
    firsts = (np.cumsum(lengths) - lengths)[lengths > 0]
    capital[firsts] = False
    contexts = contexts_of(
        article, paragraphs, lambda text: builder.codes(text, language, analyzer)
    )
    outline = Outline.of(paragraphs)
    asks = np.array(
        [_ASKS.search(text[start:end]) is not None for start, end in paragraphs.spans],
        np.bool_,
    )
    words = codes >> 1
    return Part(
        article.name,
        encoded(article),
        _date(article),
        _title(article),
        language,
        outline,
        words,
        capital,
        lengths,
        asks,
        contexts,
    )


def _date(article: Article) -> int:
    if article.date:
        return article.date.toordinal()
    return date_of(article.name, article.text)


def _title(article: Article) -> str:
    # A format with blocks has marked its title, if there is one.
    is_marked = article.title or article.blocks
    return (article.title or "") if is_marked else title_of(article.text)


class Parts(NamedTuple):
    """The concatenation of several `Part`s."""

    names: list[str]  # by article
    details: list[str]  # by article
    dates: Ints  # by article
    titles: list[str]  # by article
    languages: list[str]  # by article
    sizes: Ints  # by article, in sentences
    outline: Outline
    words: Ints
    capital: Bools
    sentence_lengths: Ints
    asks: Bools
    contexts: Contexts

    @classmethod
    def of(cls, parts: Sequence[Part]) -> Self:
        """Concatenate *parts*."""
        return cls(
            [part.name for part in parts],
            [part.details for part in parts],
            np.array([part.date for part in parts], np.int32),
            [part.title for part in parts],
            [part.language for part in parts],
            np.array([len(part.outline.spans) for part in parts], np.int32),
            Outline.joined([part.outline for part in parts]),
            _joined([part.words for part in parts], np.int32),
            _joined([part.capital for part in parts], np.bool_),
            _joined([part.sentence_lengths for part in parts], np.int32),
            _joined([part.asks for part in parts], np.bool_),
            Contexts.joined([part.contexts for part in parts]),
        )

    @classmethod
    def joined(cls, several: Sequence["Parts"]) -> Self:
        """Concatenate *several* concatenations."""
        return cls(
            [name for parts in several for name in parts.names],
            [details for parts in several for details in parts.details],
            _joined([parts.dates for parts in several], np.int32),
            [title for parts in several for title in parts.titles],
            [language for parts in several for language in parts.languages],
            _joined([parts.sizes for parts in several], np.int32),
            Outline.joined([parts.outline for parts in several]),
            _joined([parts.words for parts in several], np.int32),
            _joined([parts.capital for parts in several], np.bool_),
            _joined([parts.sentence_lengths for parts in several], np.int32),
            _joined([parts.asks for parts in several], np.bool_),
            Contexts.joined([parts.contexts for parts in several]),
        )


def _joined(arrays: Sequence[Array], dtype: npt.DTypeLike) -> Any:
    return np.concatenate([np.zeros(0, dtype), *arrays])
