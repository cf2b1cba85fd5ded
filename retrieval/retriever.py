"""Answering questions from articles: the entry point of the package."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Self, TypeVar

import numpy as np

from retrieval.analysis.analyzer import Analyzer
from retrieval.arrays import Ints
from retrieval.errors import DAMAGE, UnusableIndexError
from retrieval.excerpts.excerpt import Excerpt, make_excerpt
from retrieval.excerpts.passages import Passage
from retrieval.excerpts.steps import steps_of
from retrieval.excerpts.summary import summarise
from retrieval.excerpts.versions import choose_versions
from retrieval.index.article_index import ArticleIndex
from retrieval.library.library import Library
from retrieval.query.correction import Correction
from retrieval.query.operators import Demand
from retrieval.query.query import Query, QueryParser
from retrieval.query.remarks import is_chatter
from retrieval.query.synonyms import Group, Synonyms, general_synonyms
from retrieval.ranking.confidence import Confidence, confidence_of, log_odds
from retrieval.ranking.matches import Matches
from retrieval.ranking.scorer import Ranking
from retrieval.sentences.kinds import Span
from retrieval.sentences.sentence import Sentence, split_sentences
from retrieval.storage.string_table import Lazy

from .articles import Article

DEEPER = 20
"""How many times as many candidates there are for a question with operators."""

MOST_WITHIN = 2000
"""How many paragraphs of the articles that "in:" names are looked at in any case."""

POOL = 10
"""How many ranked sentences are considered per excerpt."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence and its score; higher is better.

    *evidence* maps the name of each piece of evidence to its share of the score.
    """

    sentence: Sentence
    score: float
    evidence: dict[str, float]


@dataclass(frozen=True, slots=True)
class Answer:
    """The excerpts that answer *question*, best first.

    *excerpts* is empty only if *confidence* is "none". *unknown* holds the question's
    words, as typed, that occur in no article and were not corrected; *corrections*
    holds the replacements. Both follow the order of the question. *unused* holds the
    operators, as typed, that would have left nothing.
    """

    question: str
    confidence: Confidence
    excerpts: tuple[Excerpt, ...]
    unknown: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    unused: tuple[str, ...] = ()


Reopen = Callable[[], ArticleIndex]
"""Returns an undamaged index; raises RetrievalError if there is none."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Opened:
    """An index, and a parser of questions about its articles."""

    index: ArticleIndex
    queries: QueryParser


class Retriever:
    """Finds the sentences of *articles* that answer a question.

    Threads may share it. If a saved index turns out to be damaged, it is replaced once
    and the work is done again.
    """

    def __init__(
        self, articles: Iterable[Article], synonyms: Iterable[Group] = ()
    ) -> None:
        self._set(ArticleIndex.of(articles), synonyms, None)

    @classmethod
    def of(
        cls,
        index: ArticleIndex,
        synonyms: Iterable[Group] = (),
        reopen: Reopen | None = None,
    ) -> Self:
        """Return a retriever on an existing index, to be replaced by *reopen*."""
        retriever = cls.__new__(cls)
        retriever._set(index, synonyms, reopen)
        return retriever

    @classmethod
    def open(cls, data_dir: Path, synonyms: Iterable[Group] = ()) -> Self:
        """Return a retriever on the library in *data_dir*, memory-mapped.

        Raises UnusableIndexError, now or when damage shows, if it is missing or must
        be rebuilt with `Library.refresh`.
        """
        library = Library(data_dir)
        return cls.of(library.open(), synonyms, library.reopen)

    def _set(
        self, index: ArticleIndex, synonyms: Iterable[Group], reopen: Reopen | None
    ) -> None:
        self._analyzer = Analyzer()
        self._synonyms = Synonyms([*general_synonyms(), *synonyms], self._analyzer)
        self._reopen = reopen
        self._reopening = Lock()
        self._opened = self._open(index)

    def _open(self, index: ArticleIndex) -> Opened:
        return Opened(index, QueryParser(index, self._analyzer, self._synonyms))

    @property
    def version(self) -> str:
        """8 hex digits of a hash of the articles, equal in every process."""
        return self._opened.index.version

    @property
    def articles(self) -> Sequence[Article]:
        """The articles, sorted by name; read on access if they are saved."""
        return Lazy(len(self._opened.index.collection.articles), self._article)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the articles, sorted."""
        return self._guarded(lambda opened: tuple(opened.index.collection.names))

    @property
    def titles(self) -> tuple[str, ...]:
        """By article, its title; "" without one."""
        return self._guarded(lambda opened: tuple(opened.index.collection.titles))

    def _article(self, number: int) -> Article:
        return self._guarded(lambda opened: opened.index.collection.articles[number])

    def replace_damaged(self) -> None:
        """Replace the index by an undamaged one; raises RetrievalError without one.

        For damage that was found elsewhere, see `Library.verify`.
        """
        self._replace(self._opened)

    def _guarded(self, task: Callable[[Opened], T]) -> T:
        """Return the result of *task*, done again if the index had to be replaced."""
        opened = self._opened
        try:
            return task(opened)
        except (UnusableIndexError, *DAMAGE):
            if self._reopen is None:
                raise
            self._replace(opened)
        return task(self._opened)

    def _replace(self, damaged: Opened) -> None:
        with self._reopening:
            # Another thread may have replaced it while this one waited.
            if self._reopen and self._opened is damaged:
                self._opened = self._open(self._reopen())

    def search(self, question: str, k: int = 10) -> list[Hit]:
        """Return up to *k* hits, best first; ties keep reading order."""
        return self._guarded(lambda opened: self._search(opened, question, k))

    def _search(self, opened: Opened, question: str, k: int) -> list[Hit]:
        ranking = self._rank(opened, question)
        sentences = opened.index.collection.sentences
        return [
            Hit(
                sentences[ranking.matches.sentences[row]],
                float(ranking.scores[row]),
                ranking.evidence_for(row),
            )
            for row in ranking.best(k)
        ]

    def answer(self, question: str, k: int = 3) -> Answer:
        """Return up to *k* excerpts and the confidence that they answer *question*."""
        return self._guarded(lambda opened: self._answer(opened, question, k))

    def _answer(self, opened: Opened, question: str, k: int) -> Answer:
        ranking = self._rank(opened, question)
        confidence = confidence_of(log_odds(ranking))
        if confidence == "high" and is_chatter(ranking.query):
            confidence = "low"
        excerpts = () if confidence == "none" else self._excerpts(ranking, k)
        return Answer(
            question,
            confidence,
            excerpts,
            ranking.query.unknown,
            ranking.query.corrections,
            ranking.unused,
        )

    def context(self, excerpt: Excerpt, *, reach: int = 3) -> Excerpt:
        """Return *excerpt* with up to *reach* sentences before and after it.

        Its only match is the excerpt itself.
        """
        sentences = split_sentences(excerpt.article)
        spans = [(sentence.start, sentence.end) for sentence in sentences]
        first = sum(end <= excerpt.start for _, end in spans)
        last = sum(start < excerpt.end for start, _ in spans)
        opening = sentences[max(0, first - reach)]
        start = min(excerpt.start, opening.start)
        end = max(excerpt.end, *spans[min(last + reach, len(spans)) - 1])
        match = (excerpt.start - start, excerpt.end - start)
        return Excerpt(
            excerpt.article,
            start,
            end,
            (match,),
            excerpt.score,
            title=excerpt.title,
            date=excerpt.date,
            heading=opening.heading,
            lead=opening.lead,
        )

    def summary(self, article: Article) -> tuple[Excerpt, ...]:
        """Return the sentences that say most of one of `articles`, in reading order.

        Empty for any other article.
        """

        def summary(opened: Opened) -> tuple[Excerpt, ...]:
            index = opened.index
            number = index.collection.number_of(article)
            if number is None:
                return ()
            return summarise(number, index.collection, index.statistics)

        return self._guarded(summary)

    def steps(self, number: int) -> list[Excerpt]:
        """Return the text of ``articles[number]`` in steps of reading, in order."""
        return self._guarded(lambda opened: steps_of(number, opened.index.collection))

    def matches(self, question: str) -> Matches:
        """Return the candidate sentences that `search` ranks, matched to *question*."""
        return self._guarded(lambda opened: self._matches(opened, question))

    def _matches(self, opened: Opened, question: str) -> Matches:
        query = opened.queries.parse(question)
        return Matches(
            query,
            self._candidates(opened.index, query),
            opened.index.collection,
            opened.index.statistics,
            opened.index.similarity,
        )

    def _candidates(self, index: ArticleIndex, query: Query) -> Ints:
        """Return the paragraphs to look at, more if operators may leave out many."""
        if not query.operators:
            return index.candidates.find(query.searched_stems)
        collection = index.collection
        found = [index.candidates.find(query.searched_stems, DEEPER)]
        for operator in query.operators:
            if operator.demand is Demand.WITHIN:
                within = np.isin(collection.article_of, operator.numbers)
                found.append(np.unique(collection.paragraph_of[within])[:MOST_WITHIN])
        return np.unique(np.concatenate(found)).astype(np.int32)

    def _rank(self, opened: Opened, question: str) -> Ranking:
        return Ranking.of(self._matches(opened, question))

    def _excerpts(self, ranking: Ranking, k: int) -> tuple[Excerpt, ...]:
        collection = ranking.matches.collection
        rows = ranking.best(k * POOL)
        rows = [*rows[:1], *ranking.worth_showing(rows[1:])]
        numbers = ranking.matches.sentences[rows].tolist()
        row_of = dict(zip(numbers, rows, strict=True))

        def excerpt_of(passage: Passage) -> Excerpt:
            return replace(
                make_excerpt(
                    passage, collection, self._matching(passage.best, ranking)
                ),
                differing=tuple(map(excerpt_of, passage.differing)),
                evidence=ranking.evidence_for(row_of[passage.best]),
            )

        pairs = zip(numbers, ranking.scores[rows].tolist(), strict=True)
        latest_first = not ranking.query.names_year
        passages = choose_versions(pairs, collection, k, latest_first=latest_first)
        return tuple(map(excerpt_of, passages))

    def _wanted(self, query: Query) -> frozenset[int]:
        synonyms = (
            stem for stems in query.synonyms.values() for stem in stems.tolist()
        )
        return frozenset(chain(query.content_stems, synonyms))

    def _matching(self, sentence: int, ranking: Ranking) -> Callable[[str], list[Span]]:
        collection = ranking.matches.collection
        article = int(collection.article_of[sentence])
        language = collection.language_of(article)
        wanted = self._wanted(ranking.query)

        def is_wanted(term: str) -> bool:
            return collection.vocabulary.find_stem(term) in wanted

        return lambda text: self._analyzer.spans(text, language, is_wanted)
