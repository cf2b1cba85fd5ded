"""Answering questions from articles: the entry point of the package."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Self

from retrieval.analysis.analyzer import Analyzer
from retrieval.excerpts.excerpt import Excerpt, make_excerpt
from retrieval.excerpts.passages import choose_passages
from retrieval.index.article_index import ArticleIndex
from retrieval.library.library import Library
from retrieval.query.correction import Correction
from retrieval.query.query import Query, QueryParser
from retrieval.query.remarks import is_chatter
from retrieval.query.synonyms import Group, Synonyms, general_synonyms
from retrieval.ranking.confidence import Confidence, confidence_of, log_odds
from retrieval.ranking.matches import Matches
from retrieval.ranking.scorer import Ranking
from retrieval.sentences.kinds import Span
from retrieval.sentences.sentence import Sentence, split_sentences

from .articles import Article

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
    holds the replacements. Both follow the order of the question.
    """

    question: str
    confidence: Confidence
    excerpts: tuple[Excerpt, ...]
    unknown: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()


class Retriever:
    """Finds the sentences of *articles* that answer a question.

    Immutable, so threads may share it. *version* identifies the articles: 8 hex digits
    of a hash, equal in every process.
    """

    def __init__(
        self, articles: Iterable[Article], synonyms: Iterable[Group] = ()
    ) -> None:
        self._set(ArticleIndex.of(articles), synonyms)

    @classmethod
    def of(cls, index: ArticleIndex, synonyms: Iterable[Group] = ()) -> Self:
        """Return a retriever on an existing index."""
        retriever = cls.__new__(cls)
        retriever._set(index, synonyms)
        return retriever

    @classmethod
    def open(cls, data_dir: Path, synonyms: Iterable[Group] = ()) -> Self:
        """Return a retriever on the library in *data_dir*, memory-mapped.

        Raises UnusableIndexError if it is missing or must be rebuilt with
        `Library.refresh`.
        """
        return cls.of(Library(data_dir).open(), synonyms)

    def _set(self, index: ArticleIndex, synonyms: Iterable[Group]) -> None:
        self.articles = index.collection.articles
        self.version = index.version
        self._analyzer = Analyzer()
        self._collection = index.collection
        self._statistics = index.statistics
        self._similarity = index.similarity
        self._candidates = index.candidates
        groups = Synonyms([*general_synonyms(), *synonyms], self._analyzer)
        self._queries = QueryParser(self._collection, self._analyzer, groups)

    def search(self, question: str, k: int = 10) -> list[Hit]:
        """Return up to *k* hits, best first; ties keep reading order."""
        ranking = self._rank(question)
        sentences = self._collection.sentences
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
        ranking = self._rank(question)
        confidence = confidence_of(log_odds(ranking.matches, ranking.scores))
        if confidence == "high" and is_chatter(ranking.query):
            confidence = "low"
        excerpts = () if confidence == "none" else self._excerpts(ranking, k)
        return Answer(
            question,
            confidence,
            excerpts,
            ranking.query.unknown,
            ranking.query.corrections,
        )

    def context(self, excerpt: Excerpt, *, reach: int = 3) -> Excerpt:
        """Return *excerpt* with up to *reach* sentences before and after it.

        Its only match is the excerpt itself.
        """
        sentences = split_sentences(excerpt.article)
        spans = [(sentence.start, sentence.end) for sentence in sentences]
        first = sum(end <= excerpt.start for _, end in spans)
        last = sum(start < excerpt.end for start, _ in spans)
        start = min(excerpt.start, *spans[max(0, first - reach)])
        end = max(excerpt.end, *spans[min(last + reach, len(spans)) - 1])
        match = (excerpt.start - start, excerpt.end - start)
        return Excerpt(excerpt.article, start, end, (match,), excerpt.score)

    def matches(self, question: str) -> Matches:
        """Return the candidate sentences that `search` ranks, matched to *question*."""
        query = self._queries.parse(question)
        return Matches(
            query,
            self._candidates.find(query.searched_stems),
            self._collection,
            self._statistics,
            self._similarity,
        )

    def _rank(self, question: str) -> Ranking:
        return Ranking.of(self.matches(question))

    def _excerpts(self, ranking: Ranking, k: int) -> tuple[Excerpt, ...]:
        rows = ranking.best(k * POOL)
        rows = [*rows[:1], *filter(ranking.is_worth_showing, rows[1:])]
        numbers = ranking.matches.sentences[rows].tolist()
        row_of = dict(zip(numbers, rows, strict=True))
        pairs = zip(numbers, ranking.scores[rows].tolist(), strict=True)
        return tuple(
            replace(
                make_excerpt(
                    passage,
                    self._collection,
                    self._matching(passage.best, ranking.query),
                ),
                evidence=ranking.evidence_for(row_of[passage.best]),
            )
            for passage in choose_passages(pairs, self._collection, k)
        )

    def _wanted(self, query: Query) -> frozenset[int]:
        synonyms = (
            stem for stems in query.synonyms.values() for stem in stems.tolist()
        )
        return frozenset(chain(query.content_stems, synonyms))

    def _matching(self, sentence: int, query: Query) -> Callable[[str], list[Span]]:
        article = int(self._collection.article_of[sentence])
        language = self._collection.language_of(article)
        wanted = self._wanted(query)

        def matching(text: str) -> list[Span]:
            return [
                (token.start, token.end)
                for token in self._analyzer.tokens(text, language)
                if self._collection.vocabulary.find_stem(token.term) in wanted
            ]

        return matching
