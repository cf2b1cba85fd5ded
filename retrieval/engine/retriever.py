"""A question -> hits and an answer, as `Retriever` gives them, from the engine."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple, TypeVar

from retrieval.analysis.analyzer import Analyzer
from retrieval.articles import Article
from retrieval.errors import EngineError
from retrieval.excerpts.excerpt import Excerpt
from retrieval.excerpts.steps import steps_of
from retrieval.excerpts.summary import summarise
from retrieval.index.article_index import ArticleIndex
from retrieval.query.operators import has_operators, titles_named
from retrieval.query.query import Query
from retrieval.query.synonyms import Group, Synonyms, general_synonyms
from retrieval.readers.details_json import decoded
from retrieval.retriever import DEEPER, Opened, Retriever
from retrieval.semantic.encoder import Encoder
from retrieval.semantic.meaning import Meaning, Progress
from retrieval.storage.string_table import Lazy

from .connection import Connection, Deadline, Json
from .embedder import read_embedded
from .fetching import Fetcher, Paragraphs, at_first
from .frequencies import Frequencies, read_totals
from .indexer import resolved
from .lookups import Reader
from .question_index import Found, QuestionIndex
from .sampling import read_usual_triples
from .schema import Names, article_id, digest_of
from .shared_words import SharedWords
from .vectors import meaning_of

T = TypeVar("T")


class _Listed(NamedTuple):
    name: str
    title: str
    generation: int


class EngineRetriever(Retriever):
    """Finds the sentences that answer a question in an index of the engine.

    *prefix* is the beginning of the names of the index, and *fetcher* asks it. Each
    question is answered from a small index of its own, without articles that were added
    since this was made. With an *encoder* that has embedded nearly all sentences, what
    words find is ranked by meaning, too. Threads may share it. All methods raise
    EngineError, and EngineUnavailableError where it may pass.
    """

    def __init__(
        self,
        connection: Connection,
        prefix: str,
        synonyms: Iterable[Group] = (),
        *,
        encoder: Encoder | None = None,
    ) -> None:
        self._connection, self._prefix, self._encoder = connection, prefix, encoder
        self._analyzer = Analyzer()
        self._synonyms = Synonyms(synonyms, self._analyzer, general=general_synonyms())
        self._indices = resolved(connection, prefix)
        self._totals = read_totals(connection, self._indices, Deadline())
        if not self._totals.articles:
            raise EngineError(f"The index {prefix!r} has no articles yet")
        self.embedded = self._embedded()
        self._frequencies = Frequencies()
        self._words = SharedWords(self._analyzer)
        self._usual_triples = read_usual_triples(
            connection, self._indices, self._analyzer, Deadline()
        )
        self.fetcher = Fetcher(
            connection,
            self._indices,
            self._frequencies,
            self._totals.languages[0],
            has_vectors=self.embedded is not None and self.embedded.is_nearly_complete,
        )
        self._reader = Reader(self._totals.languages, self._analyzer, self._synonyms)

    def has_changed(self) -> bool:
        """Return whether the index has changed since this was made.

        More vectors count only once all sentences have some.
        """
        indices = resolved(self._connection, self._prefix)
        now = read_totals(self._connection, indices, Deadline())
        if now.version != self.version:
            return True
        if self.embedded is None or self.embedded.is_complete:
            return False
        embedded = self._embedded()
        return embedded is not None and embedded.is_complete

    def _embedded(self) -> Progress | None:
        if self._encoder is None:
            return None
        found = read_embedded(self._connection, self._indices, Deadline())
        return found.progress(self._encoder.name)

    def names_now(self) -> set[str]:
        """Return the names of the articles that the index has now."""
        indices = resolved(self._connection, self._prefix)
        return {source["name"] for source in self._everything(indices, ["name"])}

    @property
    def version(self) -> str:
        """8 hex digits that change with the articles."""
        return self._totals.version

    @property
    def articles(self) -> Sequence[Article]:
        """The articles, sorted by name, each fetched when it is used."""
        return Lazy(len(self._listed), self._article)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the articles, sorted."""
        return tuple(each.name for each in self._listed)

    @property
    def titles(self) -> tuple[str, ...]:
        """By article, its title; "" without one."""
        return tuple(each.title for each in self._listed)

    def names_of_text(self, text: str) -> list[str]:
        """Return the names of the articles with exactly this *text*."""
        same = {"term": {"digest": digest_of(text)}}
        body = {"query": same, "sort": [{"name": "asc"}], "_source": ["name"]}
        pages = self._connection.pages(self._indices.articles, body)
        return [hit["_source"]["name"] for page in pages for hit in page]

    def replace_damaged(self) -> None:
        """Do nothing: the engine repairs its own files."""

    def _asked(self, question: str, task: Callable[[Opened], T]) -> T:
        return task(self._opened_for(question))

    def context(self, excerpt: Excerpt, *, reach: int = 3) -> Excerpt:
        """Return *excerpt* with up to *reach* sentences before and after it.

        If its article has changed since, it is returned as it is.
        """
        article = self._named(excerpt.source)
        whole = replace(excerpt, article=article) if article else excerpt
        if whole.text != excerpt.text:
            return excerpt
        return super().context(whole, reach=reach)

    def summary(self, article: Article) -> tuple[Excerpt, ...]:
        """Return the sentences that say most of *article*, in reading order."""
        index = ArticleIndex.of([article])
        return summarise(0, index.collection, index.statistics)

    def steps(self, number: int) -> list[Excerpt]:
        """Return the text of ``articles[number]`` in steps of reading, in order."""
        return steps_of(0, ArticleIndex.of([self._article(number)]).collection)

    def article_as_listed(self, number: int) -> Article | None:
        """Return ``articles[number]``, or None if it has changed since listed."""
        listed = self._listed[number]
        source = self._source(listed.name)
        if source is None or source["generation"] != listed.generation:
            return None
        return _article_from(source)

    def _article(self, number: int) -> Article:
        name = self._listed[number].name
        article = self._named(name)
        if article is None:
            raise EngineError(f"{name} is no longer among the articles")
        return article

    def _named(self, name: str) -> Article | None:
        source = self._source(name)
        return None if source is None else _article_from(source)

    def _source(self, name: str) -> Json | None:
        index = self._indices.articles
        found = self._connection.documents(index, [article_id(name)], Deadline())
        return found[0]["_source"] if found else None

    @cached_property
    def _listed(self) -> Sequence[_Listed]:
        """The articles, in the order of names."""
        fields = ["name", "about.title", "generation"]
        listed = [
            _Listed(source["name"], source["about"]["title"], source["generation"])
            for source in self._everything(self._indices, fields)
        ]
        return sorted(listed, key=lambda each: each.name.split("/"))

    def _everything(self, indices: Names, fields: list[str]) -> Iterator[Json]:
        """Yield these *fields* of each article."""
        body = {
            "query": {"match_all": {}},
            "sort": [{"name": "asc"}],
            "_source": fields,
        }
        for page in self._connection.pages(indices.articles, body, size=5000):
            yield from (hit["_source"] for hit in page)

    @cached_property
    def _ids(self) -> frozenset[str]:
        """The ids of the articles that are answered from."""
        return frozenset(article_id(each.name) for each in self._listed)

    def _opened_for(self, question: str) -> Opened:
        """Return a small index for *question*, and a parser for it."""
        deadline = Deadline()
        found = self._found(question, deadline)
        if found.is_outdated:
            found = self._found(question, deadline)
        index = self._index(found)
        return replace(self._open(index), meaning=self._meaning(index, found))

    def _found(self, question: str, deadline: Deadline) -> Found:
        fetcher, lookups = self.fetcher, self._reader.read(question)
        paragraphs = fetcher.candidates(
            lookups,
            times=DEEPER if has_operators(question) else 1,
            within=self._within(question),
            deadline=deadline,
        )
        others = fetcher.spellings(lookups)
        sought = [token.term for token in others]
        is_spelled = not {*sought} <= {token.term for token in lookups.tokens}
        unknown = lookups.spelled(fetcher.known_terms(lookups))
        splits = self._reader.splits(lookups, unknown)
        if unknown:
            first = self._index(at_first(paragraphs, fetcher.known_words(lookups)))
            query = self._open(first).queries.parse(question)
            others += query.tokens
            sought += [*query.terms, *_synonyms_in(query, first)]
        if splits or is_spelled or {*sought} - {*lookups.terms}:
            paragraphs = paragraphs.with_more(fetcher.more(sought, splits, deadline))
        related = [*lookups.related, *fetcher.known_parts(splits)]
        lookups = replace(lookups, related=related)
        return fetcher.found(lookups, self._known(paragraphs), others, deadline)

    def _meaning(self, index: QuestionIndex, found: Found) -> Meaning | None:
        if self._encoder is None:
            return None
        return meaning_of(index.paragraphs, found.vectors, self._encoder)

    def _known(self, paragraphs: Paragraphs) -> Paragraphs:
        """Return *paragraphs* without those of articles that were added since."""
        known = {
            key: source
            for key, source in paragraphs.found.items()
            if source["article"] in self._ids
        }
        return Paragraphs(known, paragraphs.usages)

    def _index(self, found: Found) -> QuestionIndex:
        if self._words.is_full:
            self._words = SharedWords(self._analyzer)
        return QuestionIndex(
            found,
            self._totals,
            self._frequencies,
            self._words,
            self._usual_triples,
        )

    def _within(self, question: str) -> list[str]:
        languages = self._totals.languages
        return [
            token.term
            for text in titles_named(question)
            for token in self._analyzer.question_tokens(text, languages[:1])
        ]


def _synonyms_in(query: Query, index: ArticleIndex) -> list[str]:
    stems = index.collection.vocabulary.stems
    numbers = (n for stems in query.synonyms.values() for n in stems.tolist())
    return [stems[number] for number in dict.fromkeys(numbers)]


def _article_from(source: Json) -> Article:
    details = decoded(source["details"][""])
    return Article(source["name"], source["text"][""], **details)
