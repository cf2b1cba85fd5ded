"""Sentences and their words as numbers, in flat arrays."""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import count

import numpy as np

from retrieval.arrays import Array, Arrays, Bools, Integers, Ints, Longs
from retrieval.articles import Article
from retrieval.errors import UnusableIndexError
from retrieval.readers.details_json import decoded
from retrieval.sentences.kinds import Span
from retrieval.sentences.sentence import Sentence
from retrieval.spelling.speller import Usage, same_names
from retrieval.storage.string_table import Lazy, StringTable, string_arrays

from .contexts import Contexts, context_arrays
from .parts import NOTHING, Outline, Parts
from .rows import occurrences
from .texts import Texts
from .vocabulary import (
    UNKNOWN,
    Vocabulary,
    VocabularyBuilder,
    by_first_use,
    vocabulary_arrays,
)

# How many articles are cached; without a limit memory would grow with use.
_ARTICLES = 64


class Collection:
    """The sentences of all articles in reading order, on `collection_arrays`.

    Tokens, sentences, paragraphs and articles are numbered from 0. Token t is in
    sentence s if ``token_starts[s] <= t < token_starts[s + 1]``; *paragraph_starts* and
    *article_starts* delimit the sentences of paragraphs and articles in the same way.
    Spelling variants of a name share one number in *words* but are separate in
    *usages*. *spans* holds where each sentence stands in the text of its article.

    The arrays may be memory-mapped: *articles* and *sentences* are created on access.
    An article without a title has "" in *titles*.
    """

    def __init__(self, arrays: Arrays) -> None:
        self.vocabulary = Vocabulary(arrays)
        self.names = StringTable(arrays, "names")
        self.titles = StringTable(arrays, "titles")
        self.languages = list(StringTable(arrays, "languages"))
        self.words: Ints = arrays["words"]
        self.capital: Bools = arrays["capital"]
        self.counts: Longs = arrays["counts"]
        self.capitals: Longs = arrays["capitals"]
        self.token_starts: Longs = arrays["token_starts"]
        self.paragraph_starts: Longs = arrays["paragraph_starts"]
        self.article_starts: Longs = arrays["article_starts"]
        self.paragraph_of: Ints = arrays["paragraph_of"]
        self.article_of: Ints = arrays["article_of"]
        self.asks: Bools = arrays["asks"]
        self.continues: Bools = arrays["continues"]
        self.context_of: Ints = arrays["context_of"]
        self.context_starts: Longs = arrays["context_starts"]
        self.context_words: Ints = arrays["context_words"]
        self.context_near: Bools = arrays["context_near"]
        self._article_contexts: Longs = arrays["article_contexts"]
        self.texts = StringTable(arrays, "texts")
        self._details = StringTable(arrays, "details")
        self._article_languages = arrays["article_languages"]
        self.dates: Ints = arrays["dates"]
        self.spans: Ints = arrays["spans"]
        self._headings: Ints = arrays["headings"]
        self._leads: Ints = arrays["leads"]
        # Tokens whose word in *words* is another spelling, and the words as typed.
        self.respelled: Longs = arrays["respelled"]
        self.respelled_words: Ints = arrays["respelled_words"]
        make_article = lru_cache(_ARTICLES)(self._article)
        self.articles = Lazy(len(self.names), make_article)
        self.sentences = Lazy(len(self.spans), self._sentence)

    @cached_property
    def usages(self) -> dict[str, Usage]:
        """By form, how often it occurs, and how often capitalised in mid-sentence."""
        counts, capitals = self.counts.tolist(), self.capitals.tolist()
        usages = map(Usage, counts, capitals)
        return dict(zip(self.vocabulary.forms, usages, strict=True))

    @property
    def usual_triples(self) -> frozenset[str] | None:
        """What is usual in words if *usages* does not tell, see `Speller`."""
        return None

    @property
    def passage_arrays(self) -> Sequence[Array]:
        """All that tells what sentences say and stand under."""
        tables = (self.names, self.texts, self._details)
        places = (self.spans, self._headings, self._leads, self.paragraph_starts)
        return (*(table.checksums for table in tables), *places, self.article_starts)

    @cached_property
    def article_of_context(self) -> Ints:
        """By context, the number of its article."""
        return owners(self._article_contexts)

    def language_of(self, article: int) -> str:
        """Return the language of the article with the number *article*."""
        return self.languages[int(self._article_languages[article])]

    def is_in(self, language: str, sentences: Longs) -> Bools:
        """Return whether each of *sentences* is in an article in *language*."""
        is_wanted = np.array([each == language for each in self.languages], np.bool_)
        found: Bools = is_wanted[self.sentence_languages[sentences]]
        return found

    @cached_property
    def sentence_languages(self) -> Integers:
        """By sentence, the index of its language in `languages`."""
        numbers: Integers = self._article_languages[self.article_of]
        return numbers

    def number_of(self, article: Article) -> int | None:
        """Return the number of *article*; None unless all of it is equal."""
        number = next(self.names.find(article.name), None)
        if number is None or self.articles[number] != article:
            return None
        return number

    def places_of(self, articles: range) -> tuple[slice, slice]:
        """Return the sentences and the tokens of neighbouring *articles*."""
        ends = [articles.start, articles.stop]
        sentences = self.article_starts[ends]
        tokens = self.token_starts[sentences]
        return slice(*sentences.tolist()), slice(*tokens.tolist())

    def contexts_of(self, articles: range) -> tuple[slice, slice]:
        """Return the contexts of neighbouring *articles*, and the contexts' words."""
        contexts = self._article_contexts[[articles.start, articles.stop]]
        words = self.context_starts[contexts]
        return slice(*contexts.tolist()), slice(*words.tolist())

    def parts(self, articles: range) -> Parts:
        """Return the parts of *articles*, with each word as it was typed."""
        article_starts = self.article_starts[articles.start : articles.stop + 1]
        start, end = article_starts[[0, -1]].tolist()
        first, last = self.paragraph_starts.searchsorted([start, end]).tolist()
        token_starts = self.token_starts[start : end + 1]
        tokens = slice(*token_starts[[0, -1]].tolist())
        return Parts(
            self.names[articles.start : articles.stop],
            self._details[articles.start : articles.stop],
            self.dates[articles.start : articles.stop],
            self.titles[articles.start : articles.stop],
            [self.language_of(article) for article in articles],
            _lengths(article_starts),
            Outline(
                self.spans[start:end],
                self._headings[first:last],
                self._leads[first:last],
                _lengths(self.paragraph_starts[first : last + 1]),
                self.continues[start:end],
            ),
            self._typed_words(tokens.start, tokens.stop),
            self.capital[tokens],
            _lengths(token_starts),
            self.asks[start:end],
            self._contexts(articles, slice(first, last)),
        )

    def _contexts(self, articles: range, paragraphs: slice) -> Contexts:
        """Return the contexts of neighbouring *articles* and of their *paragraphs*."""
        starts = self._article_contexts[articles.start : articles.stop + 1]
        counts = _lengths(starts)
        first, last = starts[[0, -1]].tolist()
        in_words = self.context_starts[first : last + 1]
        words = slice(*in_words[[0, -1]].tolist())
        of_paragraph = self.context_of[paragraphs]
        article = np.searchsorted(starts, of_paragraph, side="right") - 1
        return Contexts(
            (of_paragraph - starts[article]).astype(np.int32),
            counts,
            _lengths(in_words),
            self.context_words[words],
            self.context_near[words],
        )

    def _typed_words(self, start: int, end: int) -> Ints:
        words = self.words[start:end].copy()
        changed = slice(*self.respelled.searchsorted([start, end]))
        words[self.respelled[changed] - start] = self.respelled_words[changed]
        return words

    def _article(self, number: int) -> Article:
        details = decoded(self._details[number])
        return Article(self.names[number], self.texts[number], **details)

    def _sentence(self, number: int) -> Sentence:
        article, paragraph = self.article_of[number], self.paragraph_of[number]
        first = self.paragraph_of[self.article_starts[article]]
        start, end = self.spans[number].tolist()
        quoted = self.articles[article]
        if not 0 <= start < end <= len(quoted.text):
            raise UnusableIndexError(f"The index is damaged in sentence {number}")
        return Sentence(
            quoted,
            start,
            end,
            int(paragraph - first),
            _span(self._headings[paragraph]),
            _span(self._leads[paragraph]),
        )


def collection_arrays(
    parts: Parts, texts: Texts, builder: VocabularyBuilder
) -> dict[str, Array]:
    """Return the arrays of a `Collection` of *parts*, which have these *texts*.

    Words are renumbered by first use in *parts*, whatever else *builder* has seen.
    """
    every = np.concatenate([parts.words, parts.contexts.words])
    order, new_numbers = by_first_use(every, len(builder))
    counts = occurrences(every, len(builder))[order]
    del every
    capitals = occurrences(parts.words[parts.capital], len(builder))[order]
    vocabulary = builder.words(order)
    names = _names([form for form, _, _ in vocabulary], counts, capitals)
    of_vocabulary = vocabulary_arrays(vocabulary, same_names(names))
    # A last item for words that are not used, whose new number is -1.
    unused = np.array([UNKNOWN], np.int32)
    spelled = np.concatenate([of_vocabulary["main_spelling"], unused])[new_numbers]
    respelled = np.flatnonzero((spelled != new_numbers)[parts.words])
    return {
        **of_vocabulary,
        **_article_arrays(parts),
        **texts.to_arrays(),
        **_place_arrays(parts),
        **context_arrays(
            parts.contexts, new_numbers[parts.contexts.words], _paragraph_counts(parts)
        ),
        "spans": parts.outline.spans,
        "headings": parts.outline.headings,
        "leads": parts.outline.leads,
        "words": spelled[parts.words],
        "respelled": respelled,
        "respelled_words": new_numbers[parts.words[respelled]],
        "capital": parts.capital,
        "asks": parts.asks,
        "continues": parts.outline.continues,
        "counts": counts,
        "capitals": capitals,
    }


def _names(forms: Sequence[str], counts: Longs, capitals: Longs) -> dict[str, int]:
    """Return how often each form that is a name occurs."""
    # A form shared by several words counts only as the last of them.
    last = dict(zip(forms, count(), strict=False))
    # The vectorised form of `Usage.is_name`.
    names = np.flatnonzero(2 * capitals >= counts)
    numbered = zip(names.tolist(), counts[names].tolist(), strict=True)
    return {forms[n]: uses for n, uses in numbered if last[forms[n]] == n}


def _article_arrays(parts: Parts) -> dict[str, Array]:
    languages = sorted(set(parts.languages))
    numbers = [languages.index(language) for language in parts.languages]
    return {
        **string_arrays(parts.names, "names"),
        **string_arrays(parts.titles, "titles"),
        **string_arrays(parts.details, "details"),
        **string_arrays(languages, "languages"),
        "article_languages": np.array(numbers, np.uint8),
        "dates": parts.dates,
    }


def _place_arrays(parts: Parts) -> dict[str, Array]:
    paragraph_starts = _starts(parts.outline.lengths)
    article_starts = _starts(parts.sizes)
    return {
        "token_starts": _starts(parts.sentence_lengths),
        "paragraph_starts": paragraph_starts,
        "article_starts": article_starts,
        "paragraph_of": owners(paragraph_starts),
        "article_of": owners(article_starts),
    }


def _paragraph_counts(parts: Parts) -> Ints:
    """Return by article how many paragraphs it has."""
    firsts = _starts(parts.outline.lengths)[:-1]
    return np.diff(np.searchsorted(firsts, _starts(parts.sizes))).astype(np.int32)


def _span(row: Ints) -> Span | None:
    start, end = row.tolist()
    return None if (start, end) == NOTHING else (start, end)


def _lengths(starts: Longs) -> Ints:
    return np.diff(starts).astype(np.int32)


def _starts(lengths: Ints) -> Longs:
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def owners(starts: Longs) -> Ints:
    """Return the range that each item is in: starts [0, 2, 5] -> [0, 0, 1, 1, 1]."""
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
