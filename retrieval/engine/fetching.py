"""A question -> its candidates and their statistics, in two round trips.

The first finds paragraphs and counts what is not remembered; the second gets what the
articles of these paragraphs have of the question, paragraphs that must be shown with
others, and vectors. If a word is corrected, paragraphs are sought once more in between.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from typing import NamedTuple, Self

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.language_analyzer import Token
from retrieval.errors import EngineUnavailableError
from retrieval.index.candidates import CONTEXTS, OF_CONTEXT, PARAGRAPHS, SENTENCES
from retrieval.index.vocabulary import Word
from retrieval.spelling.known_words import is_word
from retrieval.spelling.phonetic_keys import merging_keys
from retrieval.spelling.speller import MERGED_FROM, Usage

from .connection import Connection, Deadline, Json, Search
from .frequencies import Frequencies, Remembered, Term
from .lookups import Lookups, Split
from .question_index import Counted, Found
from .schema import Names, paragraph_id, vectors_id

MOST_SOUGHT = 512
"""How many terms are searched for at once; OpenSearch takes 1,024."""

MOST_SUGGESTIONS = 20
"""How many forms are considered for one that is misspelled."""

MOST_ABOVE = 256
"""How many words of headings are counted for a question, if none is remembered."""

_SHOWN = ["article", "generation", "number", "shown"]


class Paragraphs(NamedTuple):
    """The documents of candidate paragraphs by id, and forms for misspelled ones."""

    found: dict[str, Json]
    usages: dict[str, tuple[Word, Usage]]

    def with_more(self, found: dict[str, Json]) -> Self:
        """Return these with the documents *found*, too."""
        return self._replace(found={**self.found, **found})


class Fetcher:
    """Asks the indices *names* for what a question needs; threads may share it.

    Forms that no candidate has are read in *language*. If it *has_vectors*, those of
    paragraphs are fetched, too.
    """

    def __init__(
        self,
        connection: Connection,
        names: Names,
        frequencies: Frequencies,
        language: str,
        *,
        has_vectors: bool,
    ) -> None:
        self._connection = connection
        self._names = names
        self._frequencies = frequencies
        self._spellings: Remembered[str, Sequence[str]] = Remembered(())
        # For requests that are made at once.
        self._threads = ThreadPoolExecutor(32, thread_name_prefix="engine")
        self._analyzer = Analyzer()
        self._language = language
        self._has_vectors = has_vectors

    def candidates(
        self, lookups: Lookups, *, times: int, within: Sequence[str], deadline: Deadline
    ) -> Paragraphs:
        """Return the candidates for *lookups*, so many *times* as many as usual.

        Those below all of the terms *within* are among them in any case.
        """
        terms = [Term(term) for term in lookups.terms]
        own = dict.fromkeys(token.term for token in lookups.tokens)
        terms += [Term(term, in_articles=True) for term in own]
        missing = self._frequencies.missing(terms)
        # Forms that are not remembered to occur may be misspelled.
        suspect = lookups.spelled(self.known_terms(lookups))
        names = self._spellings.missing(lookups.names)
        searches = self._searches(lookups.content, times, within)
        answers = self._connection.searches(
            [
                *searches,
                *(term.search(self._names) for term in missing),
                *self._suggestions(suspect, names),
            ],
            deadline,
        )
        self._frequencies.add_answers(
            missing, answers[len(searches) : len(searches) + len(missing)]
        )
        suggested = answers[-1]["suggest"] if suspect or names else {}
        self._spellings.add((name, _spellings(name, suggested)) for name in names)
        misspelled = lookups.spelled(self.known_terms(lookups))
        usages = self._usages(suggested, misspelled)
        return Paragraphs(_found(answers[: len(searches)]), usages)

    def more(
        self, content: Sequence[str], splits: Sequence[Split], deadline: Deadline
    ) -> dict[str, Json]:
        """Return the candidates for other terms, and those with both parts of a split.

        The frequencies of all are known then.
        """
        missing = self._frequencies.missing(
            Term(term, in_articles=in_articles)
            for term in dict.fromkeys([*content, *chain.from_iterable(splits)])
            for in_articles in (False, True)
        )
        searches = self._searches(content, 1, ())
        if splits:
            searches.append(self._search(_both(splits), PARAGRAPHS))
        counting = [term.search(self._names) for term in missing]
        answers = self._connection.searches([*searches, *counting], deadline)
        self._frequencies.add_answers(missing, answers[len(searches) :])
        return _found(answers[: len(searches)])

    def spellings(self, lookups: Lookups) -> list[Token]:
        """Return the other spellings of names in *lookups*, as tokens."""
        return [
            Token(self._term(form), 0, 0, form, False)
            for name in lookups.names
            for form in self._spellings[name]
        ]

    def known_parts(self, splits: Sequence[Split]) -> list[Word]:
        """Return the parts of *splits* that occur, as words."""
        terms = dict.fromkeys(chain.from_iterable(splits))
        return [(each, each, False) for each in terms if self._frequencies[Term(each)]]

    def known_terms(self, lookups: Lookups) -> list[str]:
        """Return the terms of *lookups* that are known to occur."""
        return [term for term in lookups.terms if self._frequencies[Term(term)]]

    def known_words(self, lookups: Lookups) -> list[Word]:
        """Return the words of *lookups* whose terms occur."""
        known = {*self.known_terms(lookups)}
        return [word for word in lookups.words if word[1] in known]

    def found(
        self,
        lookups: Lookups,
        paragraphs: Paragraphs,
        corrected: Sequence[Token],
        deadline: Deadline,
    ) -> Found:
        """Return *paragraphs* with their articles and all that answers need of them.

        *corrected* are the question's words after corrections, if there were any.
        Paragraphs of a generation that their article no longer has are left out.
        """
        tokens = [*lookups.tokens, *corrected]
        terms = [*dict.fromkeys(token.term for token in tokens)]
        forms = [*dict.fromkeys(token.form for token in tokens)]
        ids = sorted({source["article"] for source in paragraphs.found.values()})
        above = self._frequencies.missing(_above(paragraphs.found.values()))
        above = above[:MOST_ABOVE]
        beside = _beside(paragraphs.found)
        articles = self._threads.submit(self._articles, ids, terms, forms, deadline)
        neighbours = self._threads.submit(
            self._connection.documents, self._names.paragraphs, beside, deadline, _SHOWN
        )
        vectors = self._threads.submit(
            self._vectors, paragraphs.found, beside, deadline
        )
        if above:
            searches = [term.search(self._names) for term in above]
            counted = self._connection.searches(searches, deadline)
            self._frequencies.add_answers(above, counted)
        documents, counts = articles.result()
        found = _assembled(
            paragraphs,
            {hit["_id"]: hit["_source"] for hit in neighbours.result()},
            beside,
            documents,
            counts,
            self.known_words(lookups),
            [
                *lookups.terms,
                *terms,
                *(t.term for t in _above(paragraphs.found.values())),
            ],
        )
        return replace(found, vectors=vectors.result())

    def _vectors(
        self, found: Mapping[str, Json], beside: Sequence[str], deadline: Deadline
    ) -> dict[tuple[str, int], Json]:
        """Return the documents of vectors of paragraphs, by article and number."""
        if not self._has_vectors:
            return {}
        split = (key.split("-") for key in (*found, *beside))
        places = {
            vectors_id(article, int(generation), int(number)): (article, int(number))
            for article, generation, number in split
        }
        documents = self._connection.documents(
            self._names.paragraphs, [*places], deadline, ("encoder", "vectors")
        )
        return {places[each["_id"]]: each["_source"] for each in documents}

    def _searches(
        self, content: Sequence[str], times: int, within: Sequence[str]
    ) -> list[Search]:
        terms = " ".join(content[:MOST_SOUGHT])
        sentences = {"match": {"sentences.stems": terms}}
        nested = {"path": "sentences", "score_mode": "max", "query": sentences}
        queries: list[tuple[Json, int]] = [
            ({"match": {"stems": terms}}, PARAGRAPHS * times),
            ({"nested": nested}, SENTENCES * times),
            ({"match": {"heads": terms}}, CONTEXTS * OF_CONTEXT),
        ]
        if within:
            named = [{"term": {"above": term}} for term in within]
            should = [{"match": {"stems": terms}}]
            query = {"bool": {"filter": named, "should": should}}
            queries.append((query, PARAGRAPHS * times))
        return [self._search(query, size) for query, size in queries]

    def _search(self, query: Json, size: int) -> Search:
        options = {"size": size, "track_total_hits": False, "_source": _SHOWN}
        return self._names.paragraphs, {"query": query, **options}

    def _suggestions(self, forms: Sequence[str], names: Sequence[str]) -> list[Search]:
        """Return a search for words like *forms* that are none, and like *names*."""
        if not (forms or names):
            return []
        term = {
            "analyzer": "whitespace",
            "suggest_mode": "missing",
            "prefix_length": 0,
            "max_edits": 2,
            "min_word_length": 4,
            "size": MOST_SUGGESTIONS,
            "sort": "frequency",
            "accuracy": 0.3,
        }
        suggest = {
            f"{field} {form}": {"text": form, "term": {**term, "field": field}}
            for form in forms
            for field in ("forms", "names")
        }
        always = {**term, "field": "names", "suggest_mode": "always"}
        suggest |= {f"name {name}": {"text": name, "term": always} for name in names}
        body = {"size": 0, "track_total_hits": False, "suggest": suggest}
        return [(self._names.articles, body)]

    def _usages(
        self, suggested: Json, forms: Sequence[str]
    ) -> dict[str, tuple[Word, Usage]]:
        usages = {}
        for form in forms:
            options, names = (
                {
                    option["text"]: option["freq"]
                    for entry in suggested.get(f"{field} {form}", ())
                    for option in entry["options"]
                }
                for field in ("forms", "names")
            )
            for text, count in {**names, **options}.items():
                usage = Usage(count, names.get(text, 0))
                usages[text] = (text, self._term(text), False), usage
        return usages

    def _term(self, form: str) -> str:
        return next(iter(self._analyzer.terms(form, self._language)), form)

    def _articles(
        self,
        ids: Sequence[str],
        terms: Sequence[str],
        forms: Sequence[str],
        deadline: Deadline,
    ) -> tuple[dict[str, Json], dict[str, Counted]]:
        """Return articles by id, and what they have of *terms* and *forms*."""
        if not ids:
            return {}, {}
        names = {f"s{n}": ("stems", term) for n, term in enumerate(terms)}
        names |= {f"f{n}": ("forms", form) for n, form in enumerate(forms)}
        body = {
            "size": len(ids),
            "track_total_hits": False,
            "_source": [
                "name",
                "generation",
                "language",
                "tokens",
                "sentences",
                "about",
            ],
            "query": {
                "bool": {
                    "filter": [{"ids": {"values": list(ids)}}],
                    "should": [
                        {"term": {field: {"value": value, "_name": name}}}
                        for name, (field, value) in names.items()
                    ],
                }
            },
        }
        hits = self._connection.search_with_scores(self._names.articles, body, deadline)
        documents = {hit["_id"]: hit["_source"] for hit in hits}
        counts = {}
        for hit in hits:
            held: dict[str, dict[str, int]] = {"stems": {}, "forms": {}}
            for name, score in hit.get("matched_queries", {}).items():
                field, value = names[name]
                held[field][value] = round(score)
            counts[hit["_id"]] = Counted(**held)
        return documents, counts


def _found(answers: Iterable[Json]) -> dict[str, Json]:
    hits = chain.from_iterable(each["hits"]["hits"] for each in answers)
    return {hit["_id"]: hit["_source"] for hit in hits}


def _both(splits: Sequence[Split]) -> Json:
    """Return a query for paragraphs with both stems of one of *splits*."""
    pairs = [
        {"bool": {"must": [{"term": {"stems": stem}} for stem in split]}}
        for split in splits
    ]
    return {"dis_max": {"queries": pairs}}


def _spellings(name: str, suggested: Json) -> list[str]:
    """Return those *suggested* for a name that are the same name, see `same_names`."""
    keys = merging_keys(name)
    options = (
        option["text"]
        for entry in suggested.get(f"name {name}", ())
        for option in entry["options"]
    )
    return [
        text
        for text in dict.fromkeys(options)
        if len(text) >= MERGED_FROM
        and text.isalpha()
        and not is_word(text)
        and not keys.isdisjoint(merging_keys(text))
    ]


def _above(sources: Iterable[Json]) -> list[Term]:
    """Return the terms of the headings near paragraphs."""
    stems = (
        stem
        for source in sources
        for _, stem, stop, is_near in source["shown"]["above"]
        if is_near and not stop
    )
    return [*map(Term, dict.fromkeys(stems))]


def _beside(found: dict[str, Json]) -> list[str]:
    """Return the ids of paragraphs that must be shown with others and are not there."""
    ids: dict[str, None] = {}
    for source in found.values():
        first, last = source["shown"]["reach"]
        for number in range(first, last + 1):
            key = paragraph_id(source["article"], source["generation"], number)
            if key not in found:
                ids[key] = None
    return list(ids)


def at_first(paragraphs: Paragraphs, words: Sequence[Word]) -> Found:
    """Return *paragraphs* as they are, before their articles are known."""
    return Found(
        _shown(paragraphs.found.values()),
        frozenset(),
        {
            source["article"]: {
                "name": source["article"],
                "language": source["shown"]["language"],
                "tokens": 1,
                "sentences": 1,
                "about": _NOTHING_KNOWN,
            }
            for source in paragraphs.found.values()
        },
        words,
        [],
        usages=paragraphs.usages,
    )


_NOTHING_KNOWN = {
    "title": "",
    "own_title": None,
    "author": None,
    "link": None,
    "date": None,
    "day": 0,
}


def _shown(sources: Iterable[Json]) -> dict[str, dict[int, Json]]:
    shown: dict[str, dict[int, Json]] = {}
    for source in sources:
        row = {**source["shown"], "number": source["number"]}
        shown.setdefault(source["article"], {})[source["number"]] = row
    return shown


def _assembled(
    paragraphs: Paragraphs,
    neighbours: dict[str, Json],
    beside: Sequence[str],
    articles: dict[str, Json],
    counts: dict[str, Counted],
    words: Sequence[Word],
    terms: Sequence[str],
) -> Found:
    current = {key: document["generation"] for key, document in articles.items()}
    shown = _shown(
        source
        for source in (*paragraphs.found.values(), *neighbours.values())
        if current.get(source["article"]) == source["generation"]
    )
    for key in beside:
        article, generation, _ = key.split("-")
        if key not in neighbours and current.get(article) == int(generation):
            raise EngineUnavailableError("A part of the index does not answer")
    candidates = frozenset(
        (source["article"], source["number"]) for source in paragraphs.found.values()
    )
    return Found(
        shown,
        candidates,
        articles,
        words,
        terms,
        counts,
        dict(paragraphs.usages),
        is_outdated=_is_outdated(paragraphs.found.values(), current),
    )


def _is_outdated(sources: Iterable[Json], current: Mapping[str, int]) -> bool:
    """Return whether an article has only paragraphs from before its *current* one."""
    newest: dict[str, int] = {}
    for source in sources:
        article, generation = source["article"], source["generation"]
        newest[article] = max(generation, newest.get(article, generation))
    return any(at < current.get(article, at) for article, at in newest.items())
