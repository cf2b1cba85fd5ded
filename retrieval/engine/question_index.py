"""Candidates -> the small index that a question is answered from.

It is an `ArticleIndex` of the candidate paragraphs only, but with the frequencies of
the whole index. An article has the text that was fetched where it stands, and blanks
elsewhere.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from retrieval.arrays import Array, Arrays, Ints, Longs
from retrieval.articles import Article
from retrieval.index.article_index import ArticleIndex
from retrieval.index.candidates import Candidates
from retrieval.index.collection import Collection, collection_arrays
from retrieval.index.contexts import Contexts
from retrieval.index.parts import NOTHING, Outline, Part, Parts
from retrieval.index.similar_words import WordSimilarity, similarity_arrays
from retrieval.index.statistics import Counts, Statistics, statistics_arrays
from retrieval.index.texts import Texts
from retrieval.index.vocabulary import UNKNOWN, Vocabulary, VocabularyBuilder, Word
from retrieval.readers.details_json import encoded
from retrieval.readers.document import Place
from retrieval.sentences.kinds import Span
from retrieval.spelling.speller import Usage

from .connection import Json
from .frequencies import Frequencies, Term, Totals
from .shared_words import SharedWords
from .vectors import MISSING, Paragraph


class Counted(NamedTuple):
    """How often an article has stems, and in how many sentences it has forms."""

    stems: Mapping[str, int]
    forms: Mapping[str, int]


NOTHING_COUNTED = Counted({}, {})


@dataclass(frozen=True, slots=True)
class Found:
    """What the engine has found for a question.

    *paragraphs* has what is shown of paragraphs, by article and number; *candidates*
    are the (article, number) of those to rank. *articles* has the documents of
    articles, and *counts* what they have of the question. *words* are known to occur,
    *terms* are those whose frequencies are known, *usages* are of forms that a
    misspelled one may stand for, and *vectors* has the documents of paragraphs that
    are embedded, by article and number. It *is_outdated* if an article was found by
    paragraphs of older generations only, which are left out.
    """

    paragraphs: Mapping[str, Mapping[int, Json]]
    candidates: frozenset[tuple[str, int]]
    articles: Mapping[str, Json]
    words: Sequence[Word]
    terms: Sequence[str]
    counts: Mapping[str, Counted] = field(default_factory=dict)
    usages: Mapping[str, tuple[Word, Usage]] = field(default_factory=dict)
    vectors: Mapping[tuple[str, int], Json] = field(default_factory=dict)
    is_outdated: bool = False

    @property
    def ids(self) -> list[str]:
        """The articles that paragraphs were found of, sorted by name."""
        names = {key: self.articles[key]["name"] for key in self.paragraphs}
        return sorted(names, key=lambda key: names[key].split("/"))


class QuestionIndex(ArticleIndex):
    """The index of what was *found* for a question."""

    def __init__(
        self,
        found: Found,
        totals: Totals,
        frequencies: Frequencies,
        shared: SharedWords,
        usual_triples: frozenset[str],
    ) -> None:
        pieces = [
            _Piece(found.articles[each], found.paragraphs[each], shared)
            for each in found.ids
        ]
        parts = [piece.part() for piece in pieces]
        words = _unread(found, shared.words(_used(parts)))
        parts += _beside(totals.languages, words, shared)
        empty = [Article("", "")] * len(totals.languages)
        texts = Texts()
        for article in [*(piece.article for piece in pieces), *empty]:
            texts.add(article)
        renumbered, builder = _renumbered(Parts.of(parts), shared)
        arrays = collection_arrays(renumbered, texts, builder)
        _set_usages(arrays, found.usages)
        self.version = totals.version
        self.collection = _Sampled(arrays, usual_triples)
        self.statistics = _EngineStatistics(self.collection, found, totals, frequencies)
        vocabulary = self.collection.vocabulary
        self.similarity = WordSimilarity(vocabulary, similarity_arrays(vocabulary))
        self.paragraphs = [
            Paragraph(article, row.number, len(row.spans))
            for article, piece in zip(found.ids, pieces, strict=True)
            for row in piece.rows
        ]
        chosen = [
            at
            for at, each in enumerate(self.paragraphs)
            if (each.article, each.number) in found.candidates
        ]
        self.candidates = _Chosen(self.collection, np.array(chosen, np.int32))


class _Row(NamedTuple):
    """A paragraph; *number* is that in its article, and *context*, too."""

    number: int
    spans: Sequence[Span]
    codes: Sequence[bytes]
    asks: Sequence[bool]
    continues: Sequence[bool]
    heading: Span
    lead: Span
    context: int
    above: Sequence[Sequence[Any]]


_MISSING = _Row(
    MISSING, [(0, 1)], [b""], [False], [False], NOTHING, NOTHING, context=-1, above=()
)


class _Piece:
    """What was found of one article, as if it were all of it.

    Where paragraphs are missing before one, an empty one stands for them: what follows
    neither opens the article nor stands next to what is before.
    """

    def __init__(
        self,
        document: Json,
        paragraphs: Mapping[int, Json],
        shared: SharedWords,
    ) -> None:
        self._document = document
        self._shown = [shown for _, shown in sorted(paragraphs.items())]
        self._words = shared
        self._language: str = document["language"]
        self.rows = list(self._rows())
        self.article = self._article()

    def part(self) -> Part:
        """Return the paragraphs as an analysed article."""
        rows = self.rows
        codes = [code for row in rows for code in row.codes]
        lengths = np.array([*map(len, codes)], np.int32) // np.int32().itemsize
        joined = np.frombuffer(b"".join(codes), np.int32)
        capital = (joined & 1).astype(np.bool_)
        capital[(np.cumsum(lengths) - lengths)[lengths > 0]] = False
        return Part(
            self.article.name,
            encoded(self.article),
            self._document["about"]["day"],
            self._document["about"]["title"],
            self._language,
            Outline(
                _pairs(span for row in rows for span in row.spans),
                _pairs(row.heading for row in rows),
                _pairs(row.lead for row in rows),
                np.array([len(row.spans) for row in rows], np.int32),
                np.array([each for row in rows for each in row.continues], np.bool_),
            ),
            joined >> 1,
            capital,
            lengths,
            np.array([asks for row in rows for asks in row.asks], np.bool_),
            self._contexts(),
        )

    def _rows(self) -> Iterator[_Row]:
        """Yield the paragraphs, and an empty one wherever some are missing."""
        before = -1
        for shown in self._shown:
            row = self._row(shown)
            if row.number != before + 1 and shown["opens"]:
                yield _MISSING
            elif row.number != before + 1:
                yield _MISSING._replace(context=row.context, above=row.above)
            yield row
            before = row.number

    def _row(self, shown: Json) -> _Row:
        start = shown["start"]
        return _Row(
            shown["number"],
            [(first + start, last + start) for first, last in shown["spans"]],
            self._codes(shown),
            shown["asks"],
            shown["continues"],
            _span(shown["heading"]),
            _span(shown["lead"]),
            shown["context"],
            shown["above"],
        )

    def _codes(self, shown: Json) -> list[bytes]:
        text = shown["text"]
        sentences = [text[start:end] for start, end in shown["spans"]]
        return self._words.codes(sentences, self._language)

    def _contexts(self) -> Contexts:
        above = {row.context: row.above for row in self.rows}
        numbers = {context: number for number, context in enumerate(above)}
        words = [word for each in above.values() for word in each]
        known = self._words.numbers(
            [(form, stem, stop) for form, stem, stop, _ in words]
        )
        return Contexts(
            np.array([numbers[row.context] for row in self.rows], np.int32),
            np.array([len(numbers)], np.int32),
            np.array([*map(len, above.values())], np.int32),
            np.array(known, np.int32),
            np.array([is_near for *_, is_near in words], np.bool_),
        )

    def _article(self) -> Article:
        pieces: list[tuple[int, str]] = []
        for shown in self._shown:
            pieces.append((shown["start"], shown["text"] + shown["after"]))
            pieces += [(at, text) for at, text in _quotes(shown)]
        return Article(
            self._document["name"],
            _sparse(pieces),
            lines=self._places("lines"),
            pages=self._places("pages"),
            **details_of(self._document),
        )

    def _places(self, kind: str) -> tuple[Place, ...]:
        return tuple(Place(*each) for shown in self._shown for each in shown[kind])


class _Sampled(Collection):
    """A collection of a sample of the sentences."""

    def __init__(self, arrays: Arrays, usual_triples: frozenset[str]) -> None:
        super().__init__(arrays)
        self._usual_triples = usual_triples

    @property
    def usual_triples(self) -> frozenset[str]:
        """Those of the whole index."""
        return self._usual_triples


class _EngineStatistics(Statistics):
    """The statistics of the whole index, as far as a question needs them."""

    def __init__(
        self,
        collection: Collection,
        found: Found,
        totals: Totals,
        frequencies: Frequencies,
    ) -> None:
        super().__init__(collection, statistics_arrays(collection))
        self.paragraphs, self.documents = totals.paragraphs, totals.documents
        self.articles = totals.articles
        self.average_paragraph = totals.tokens / max(totals.paragraphs, 1)
        self.average_article = totals.tokens / max(totals.articles, 1)
        vocabulary = collection.vocabulary
        stems = {term: vocabulary.find_stem(term) for term in found.terms}
        stems = {term: stem for term, stem in stems.items() if stem != UNKNOWN}
        _set_df(self.paragraph_df, stems, {t: frequencies[Term(t)] for t in stems})
        in_articles = {t: frequencies[Term(t, in_articles=True)] for t in stems}
        _set_df(self.article_df, stems, in_articles)
        documents = [found.articles[each] for each in found.ids]
        for number, document in enumerate(documents):
            self.sentences_of[number] = document["sentences"]
            self.tokens_of[number] = document["tokens"]
        words: dict[str, set[int]] = {
            form: {
                int(vocabulary.main_spelling[n]) for n in vocabulary.forms.find(form)
            }
            for each in found.counts.values()
            for form in each.forms
        }
        self.stems_in_articles, self.sentences_with_word = _Given(), _Given()
        for number, article in enumerate(found.ids):
            counted = found.counts.get(article, NOTHING_COUNTED)
            for term, count in counted.stems.items():
                if term in stems:
                    self.stems_in_articles.add(number, stems[term], count)
            for form, count in counted.forms.items():
                for word in words[form]:
                    self.sentences_with_word.add(number, word, count)


def _set_df(
    known: Longs, stems: Mapping[str, int], frequencies: Mapping[str, int]
) -> None:
    """Replace what is *known* of the *stems* of terms by the engine's *frequencies*.

    The spellings of a name have one stem, and hardly anybody mixes them.
    """
    dfs = dict.fromkeys(stems.values(), 0)
    for term, stem in stems.items():
        dfs[stem] += frequencies[term]
    for stem, df in dfs.items():
        known[stem] = df or known[stem]


class _Given(Counts):
    """Counts that are given one by one."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], int] = {}

    def add(self, row: int, column: int, count: int) -> None:
        """Add *count* to a cell."""
        self._cells[row, column] = self._cells.get((row, column), 0) + count

    def look_up(self, rows: Ints, columns: Ints) -> Longs:
        """Return the submatrix, shape (rows, columns)."""
        get = self._cells.get
        cells = [[get((r, c), 0) for c in columns.tolist()] for r in rows.tolist()]
        return np.array(cells, np.int64).reshape(len(rows), len(columns))


class _Chosen(Candidates):
    """The *paragraphs* that the engine has found, whatever is searched."""

    def __init__(self, collection: Collection, paragraphs: Ints) -> None:
        self._collection = collection
        self._chosen = paragraphs

    def find(self, stems: Sequence[int], times: int = 1) -> Ints:
        """Return all of them, ascending."""
        del stems, times
        return self._chosen

    def of_nearest(self, sentences: Ints) -> Ints:
        """Return none: what words do not find is not here."""
        return sentences[:0]

    def sentences_with(self, stem: int) -> Longs:
        """Return the sentences with a stem that is no stop word, ascending."""
        c = self._collection
        has = c.vocabulary.stem_of[c.words] == stem
        tokens = np.flatnonzero(has & ~c.vocabulary.is_stop[c.words])
        return np.unique(np.searchsorted(c.token_starts, tokens, side="right") - 1)

    def sentences_near(self, words: Iterable[Sequence[int]], reach: int) -> Longs:
        """Return the sentences with the rarest of *words* and the others near it.

        Words that were found in no sentence are passed over: they may be those of
        another language, or of another article.
        """
        having = ([s for s in word if len(self.sentences_with(s))] for word in words)
        return super().sentences_near([stems for stems in having if stems], reach)


def details_of(document: Json) -> dict[str, Any]:
    """Return the details of an article that an answer shows."""
    about = document["about"]
    date = about["date"]
    return {
        "title": about["own_title"],
        "author": about["author"],
        "link": about["link"],
        "date": datetime.date.fromisoformat(date) if date else None,
    }


def _beside(
    languages: Sequence[str], words: Sequence[Word], shared: SharedWords
) -> list[Part]:
    """Return empty articles: one in each language, the first with *words* above it."""
    parts = []
    for place, language in enumerate(languages):
        numbers = [] if place else shared.numbers(words)
        none = np.zeros(0, np.int32)
        contexts = Contexts(
            none,
            np.array([1], np.int32),
            np.array([len(numbers)], np.int32),
            np.array(numbers, np.int32),
            np.zeros(len(numbers), np.bool_),
        )
        outline = Outline.joined([])
        no = np.zeros(0, np.bool_)
        parts.append(
            Part("", "", 0, "", language, outline, none, no, none, no, contexts)
        )
    return parts


def _used(parts: Sequence[Part]) -> Ints:
    """Return the numbers of the words of *parts*, each once."""
    none = np.zeros(0, np.int32)
    numbers = [each for part in parts for each in (part.words, part.contexts.words)]
    return np.unique(np.concatenate([none, *numbers]))


def _unread(found: Found, read: Sequence[Word]) -> list[Word]:
    """Return the words to add to those *read* in candidates, where each use counts."""
    words, forms = {*read}, {form for form, _, _ in read}
    other = (word for word, _ in found.usages.values() if word[0] not in forms)
    return [*(word for word in found.words if word not in words), *other]


def _renumbered(parts: Parts, shared: SharedWords) -> tuple[Parts, VocabularyBuilder]:
    """Return *parts* with numbers of their own words only, and these words."""
    every = np.concatenate([parts.words, parts.contexts.words])
    used, numbers = np.unique(every, return_inverse=True)
    words, of_contexts = np.split(numbers.astype(np.int32), [len(parts.words)])
    contexts = parts.contexts._replace(words=of_contexts)
    return (
        parts._replace(words=words, contexts=contexts),
        VocabularyBuilder(shared.words(used)),
    )


def _set_usages(
    arrays: dict[str, Array], usages: Mapping[str, tuple[Word, Usage]]
) -> None:
    if not usages:
        return
    forms = Vocabulary(arrays).forms
    for form, (_, usage) in usages.items():
        for number in forms.find(form):
            arrays["counts"][number] = usage.count
            arrays["capitals"][number] = usage.capitalised


def _quotes(shown: Json) -> list[tuple[int, str]]:
    return [(at, text) for at, text in filter(None, (shown["heading"], shown["lead"]))]


def _span(quote: tuple[int, str] | None) -> Span:
    if quote is None:
        return NOTHING
    start, text = quote
    return start, start + len(text)


def _sparse(pieces: Iterable[tuple[int, str]]) -> str:
    """Return a text with *pieces*, (start, text), where they start; else blanks."""
    text, end = [], 0
    for start, piece in sorted(pieces):
        text.append(" " * (start - end))
        text.append(piece[max(0, end - start) :])
        end = max(end, start + len(piece))
    return "".join(text)


def _pairs(spans: Iterable[Span]) -> Ints:
    return np.array([*spans], np.int32).reshape(-1, 2)
