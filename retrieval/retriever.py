"""Answering questions from articles: the entry point of the package."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Self, TypeVar

import numpy as np

from retrieval.analysis.analyzer import Analyzer
from retrieval.arrays import Ints
from retrieval.errors import DAMAGE, EncoderError, UnusableIndexError
from retrieval.excerpts.excerpt import Excerpt, make_excerpt
from retrieval.excerpts.passages import Passage
from retrieval.excerpts.steps import steps_of
from retrieval.excerpts.summary import summarise
from retrieval.excerpts.versions import choose_versions
from retrieval.index.article_index import ArticleIndex
from retrieval.index.collection import Collection
from retrieval.language.detection import told_language
from retrieval.library.library import Library
from retrieval.query.correction import Correction
from retrieval.query.operators import Demand, without_operators
from retrieval.query.query import Query, QueryParser
from retrieval.query.remarks import is_chatter
from retrieval.query.synonyms import Group, Synonyms, general_synonyms
from retrieval.ranking.confidence import (
    Confidence,
    confidence_of,
    log_odds,
    passes_over,
)
from retrieval.ranking.matches import Matches
from retrieval.ranking.scorer import Ranking
from retrieval.semantic.encoder import Encoder
from retrieval.semantic.meaning import Meaning, Nearness, Progress, nearest
from retrieval.sentences.kinds import Span
from retrieval.sentences.sentence import Sentence, split_sentences
from retrieval.storage.string_table import Lazy

from .arguments import check_article, check_question, checked_articles, checked_groups
from .articles import Article

logger = logging.getLogger(__name__)

DEEPER = 20
"""How many times as many candidates there are for a question with operators."""

MOST_WITHIN = 2000
"""How many paragraphs of the articles that "in:" names are looked at in any case."""

CORRECTION_MARGIN = 0.005
"""How much nearer to a sentence a question must be as typed than as corrected, to stay.

In the benchmark, all 12 corrections undone by this margin were wrong. It also leaves
4 % of typing errors uncorrected, without fewer right answers.
"""

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

    @property
    def is_by_meaning(self) -> bool:
        """Whether no excerpt has a word of the question, but a meaning near it."""
        shown = self.excerpts
        by_meaning = any("meaning" in excerpt.evidence for excerpt in shown)
        return by_meaning and not any(excerpt.matches for excerpt in shown)


Reopen = Callable[[], ArticleIndex]
"""Returns an undamaged index; raises RetrievalError if there is none."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Opened:
    """An index, a parser of questions about its articles, and what these mean."""

    index: ArticleIndex
    queries: QueryParser
    meaning: Meaning | None = None


class BaseRetriever(ABC):
    """Finds the sentences of articles that answer a question, wherever these are.

    *embedded* says how many are ready to be searched by meaning, if they are to be.
    Threads may share it.
    """

    def __init__(self, synonyms: Iterable[Group]) -> None:
        self._analyzer = Analyzer()
        self._synonyms = Synonyms(synonyms, self._analyzer, general=general_synonyms())
        self.embedded: Progress | None = None

    @property
    @abstractmethod
    def version(self) -> str:
        """8 hex digits that change with the articles."""

    @property
    @abstractmethod
    def articles(self) -> Sequence[Article]:
        """The articles, sorted by name; each may be read when it is used."""

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """The names of the articles, sorted."""

    @property
    @abstractmethod
    def titles(self) -> tuple[str, ...]:
        """By article, its title; "" without one."""

    @abstractmethod
    def names_of_text(self, text: str) -> list[str]:
        """Return the names of the articles with exactly this *text*."""

    @abstractmethod
    def article_as_listed(self, number: int) -> Article | None:
        """Return ``articles[number]``, or None if it has changed since listed."""

    @abstractmethod
    def summary(self, article: Article) -> tuple[Excerpt, ...]:
        """Return the sentences that say most of one of `articles`, in reading order."""

    @abstractmethod
    def steps(self, number: int) -> list[Excerpt]:
        """Return the text of ``articles[number]`` in steps of reading, in order."""

    @abstractmethod
    def _asked(self, question: str, task: Callable[[Opened], T]) -> T:
        """Return the result of *task* with what *question* is answered from."""

    def _open(self, index: ArticleIndex) -> Opened:
        return Opened(index, QueryParser(index, self._analyzer, self._synonyms))

    def search(self, question: str, k: int = 10) -> list[Hit]:
        """Return up to *k* hits, best first; ties keep reading order.

        Raises TypeError or ValueError for a question that is no string or a negative k.
        """
        check_question(question, k)
        return self._asked(question, lambda opened: self._search(opened, question, k))

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

    def sentences_near(self, text: str, k: int) -> list[Sentence]:
        """Return the first *k* sentences around which all content words of *text* are.

        Words that no article has are passed over.
        """

        def near(opened: Opened) -> list[Sentence]:
            collection, candidates = opened.index.collection, opened.index.candidates
            vocabulary = collection.vocabulary
            read = self._analyzer.question_words(text, collection.languages)
            forms = dict.fromkeys(token.form for token in read)
            words = (
                {
                    int(vocabulary.stem_of[number])
                    for number in vocabulary.forms.find(form)
                    if not vocabulary.is_stop[number]
                }
                for form in forms
            )
            known = [[*stems] for stems in words if stems]
            found = candidates.sentences_near(known, len(read))
            return [collection.sentences[number] for number in found[:k].tolist()]

        return self._asked(text, near)

    def answer(self, question: str, k: int = 3) -> Answer:
        """Return up to *k* excerpts and the confidence that they answer *question*.

        Raises TypeError or ValueError for a question that is no string or a negative k.
        """
        check_question(question, k)
        return self._asked(question, lambda opened: self._answer(opened, question, k))

    def _answer(self, opened: Opened, question: str, k: int) -> Answer:
        ranking = self._rank(opened, question)
        confidence = confidence_of(log_odds(ranking))
        if confidence == "high" and (
            is_chatter(ranking.query) or self._passes_over(opened, question, ranking)
        ):
            confidence = "low"
        excerpts = () if confidence == "none" else self._excerpts(ranking, k)
        is_foreign = bool(excerpts and excerpts[0].foreign_language)
        return Answer(
            question,
            confidence,
            excerpts,
            () if is_foreign else ranking.query.unknown,
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

    def matches(self, question: str) -> Matches:
        """Return the candidate sentences that `search` ranks, matched to *question*."""
        return self._asked(question, lambda opened: self._matches(opened, question))

    def _matches(self, opened: Opened, question: str) -> Matches:
        query, nearness = self._read(opened, question)
        paragraphs = self._candidates(opened.index, query)
        if nearness is not None:
            near = opened.index.candidates.of_nearest(nearest(nearness.above))
            paragraphs = np.union1d(paragraphs, near).astype(np.int32)
        return Matches(
            query,
            paragraphs,
            opened.index.collection,
            opened.index.statistics,
            opened.index.similarity,
            nearness,
        )

    def _read(self, opened: Opened, question: str) -> tuple[Query, Nearness | None]:
        """Return the query, corrected unless it is nearer as typed, and `_nearness`."""
        languages = opened.index.collection.languages
        # A word of another language is not a misspelled one of the articles.
        is_foreign = opened.meaning is not None and told_language(question) not in (
            None,
            *languages,
        )
        query = opened.queries.parse(question, corrects=not is_foreign)
        nearness = self._nearness(opened, query.corrected(question))
        if query.corrections and nearness is not None:
            as_typed = self._nearness(opened, question)
            if as_typed and as_typed.nearest - nearness.nearest > CORRECTION_MARGIN:
                return opened.queries.parse(question, corrects=False), as_typed
        return query, nearness

    def _nearness(self, opened: Opened, question: str) -> Nearness | None:
        """Return how near each sentence is to *question*, if meaning is searched."""
        asked = without_operators(question)
        if opened.meaning is None or not asked.strip():
            return None
        try:
            return opened.meaning.nearness(asked, opened.index.collection)
        except EncoderError as error:
            logger.warning("%s. This answer is searched by words alone", error)
            return None

    def _passes_over(self, opened: Opened, question: str, ranking: Ranking) -> bool:
        """Whether the best sentence is not about the unknown words of *question*."""
        if opened.meaning is None:
            return False
        asked = ranking.query.corrected(without_operators(question))
        try:
            return passes_over(ranking, asked, opened.meaning.similarity)
        except EncoderError as error:
            logger.warning("%s. The confidence is judged without", error)
            return False

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
        if opened.meaning and not opened.meaning.progress.is_complete:
            # A new sentence that answers by its words must not have to wait.
            words = Ranking.of(self._matches(replace(opened, meaning=None), question))
            best = words.matches.sentences[words.best(1)].tolist()
            if opened.meaning.lacks(best).any():
                return words
        return Ranking.of(self._matches(opened, question))

    def _excerpts(self, ranking: Ranking, k: int) -> tuple[Excerpt, ...]:
        collection = ranking.matches.collection
        rows = ranking.best(k * POOL)
        rows = [*rows[:1], *ranking.worth_showing(rows[1:])]
        numbers = ranking.matches.sentences[rows].tolist()
        row_of = dict(zip(numbers, rows, strict=True))
        number, wanted = collection.vocabulary.find_stem, _wanted(ranking.query)

        def matching(passage: Passage) -> Callable[[str], list[Span]]:
            language = collection.language_of(int(collection.article_of[passage.best]))
            return lambda text: self._analyzer.spans(text, language, number, wanted)

        def excerpt_of(passage: Passage) -> Excerpt:
            row = row_of[passage.best]
            return replace(
                make_excerpt(passage, collection, matching(passage)),
                differing=tuple(map(excerpt_of, passage.differing)),
                evidence=ranking.evidence_for(row),
                foreign_language=ranking.foreign_language(row),
            )

        pairs = zip(numbers, ranking.scores[rows].tolist(), strict=True)
        latest_first = not ranking.query.names_year
        passages = choose_versions(pairs, collection, k, latest_first=latest_first)
        return tuple(map(excerpt_of, passages))


class Retriever(BaseRetriever):
    """Finds the sentences of *articles* that answer a question.

    *synonyms* are groups of words that mean the same in these articles, for example
    ``[("truce", "ceasefire")]``.

    With an *encoder* also by meaning; all sentences are embedded first. *embedded* says
    how many are ready to be searched by meaning, if they are to be.

    Raises TypeError or ValueError at once for arguments that cannot be meant, such as
    two articles of one name.

    It takes some 12 MB of memory per MB of text and 40 MB besides; from a saved
    library, see `open`, it takes about 3 MB per MB, most of it shared by processes.

    Threads may share it. If a saved index turns out to be damaged, it is replaced once
    and the work is done again.
    """

    def __init__(
        self,
        articles: Iterable[Article],
        synonyms: Iterable[Group] = (),
        *,
        encoder: Encoder | None = None,
    ) -> None:
        groups = [*checked_groups(synonyms)]
        index = ArticleIndex.of(checked_articles(articles))
        self._set(index, groups, None)
        if encoder:
            self.use(Meaning.of(index.collection, encoder), index.collection)

    @classmethod
    def of(
        cls,
        index: ArticleIndex,
        synonyms: Iterable[Group] = (),
        reopen: Reopen | None = None,
    ) -> Self:
        """Return a retriever on an existing *index*, to be replaced by *reopen*.

        *synonyms* are groups of words that mean the same in its articles.
        """
        retriever = cls.__new__(cls)
        retriever._set(index, synonyms, reopen)
        return retriever

    @classmethod
    def open(cls, data_dir: Path | str, synonyms: Iterable[Group] = ()) -> Self:
        """Return a retriever on the library in *data_dir*, memory-mapped.

        *synonyms* are groups of words that mean the same in its articles.
        Raises UnusableIndexError, now or when damage shows, if it is missing or must
        be rebuilt with `Library.refresh`.
        """
        groups = [*checked_groups(synonyms)]
        library = Library(data_dir)
        return cls.of(library.open(), groups, library.reopen)

    def _set(
        self, index: ArticleIndex, synonyms: Iterable[Group], reopen: Reopen | None
    ) -> None:
        super().__init__(synonyms)
        self._reopen = reopen
        self._reopening = Lock()
        self._opened = self._open(index)

    def use(self, meaning: Meaning, collection: Collection) -> bool:
        """Search by *meaning*, which is of *collection*, from now on.

        Return False, and change nothing, if the index has been replaced since.
        """
        with self._reopening:
            is_present = collection is self.collection
            if is_present:
                self._opened = replace(self._opened, meaning=meaning)
        return is_present

    @property
    def collection(self) -> Collection:
        """The sentences of the present index."""
        return self._opened.index.collection

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

    def names_of_text(self, text: str) -> list[str]:
        """Return the names of the articles with exactly this *text*."""

        def names(opened: Opened) -> list[str]:
            collection = opened.index.collection
            return [collection.names[n] for n in collection.texts.find(text)]

        return self._guarded(names)

    def _article(self, number: int) -> Article:
        return self._guarded(lambda opened: opened.index.collection.articles[number])

    def article_as_listed(self, number: int) -> Article | None:
        """Return ``articles[number]``, or None if it has changed since it was listed.

        In a saved or given index nothing does.
        """
        return self._article(number)

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
                opened = self._open(self._reopen())
                if opened.index.version == damaged.index.version:
                    opened = replace(opened, meaning=damaged.meaning)
                self._opened = opened

    def _asked(self, question: str, task: Callable[[Opened], T]) -> T:
        del question
        return self._guarded(task)

    def summary(self, article: Article) -> tuple[Excerpt, ...]:
        """Return the sentences that say most of one of `articles`, in reading order.

        Empty for any other article.
        """
        check_article(article)

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


def _wanted(query: Query) -> frozenset[int]:
    """Return the stems to mark: content words of *query*, and their synonyms."""
    synonyms = chain.from_iterable(each.tolist() for each in query.synonyms.values())
    return frozenset(chain(query.content_stems, synonyms))
