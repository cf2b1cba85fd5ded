"""A parsed question: its terms as numbers, and the answer type."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

import numpy as np

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.language_analyzer import Token
from retrieval.analysis.word_traits import WordTrait, traits_of
from retrieval.arrays import Bools, Ints
from retrieval.index.article_index import ArticleIndex
from retrieval.index.vocabulary import UNKNOWN
from retrieval.language.detection import language_of, told_language
from retrieval.language.profile import load_language

from .answer_type import AnswerType, answer_type_of
from .correction import Correction, Corrector
from .definition import Topic, topic_of
from .focus import asked
from .function_words import function_words
from .operators import Operator, operators, without_operators
from .phrases import Phrase, phrases_of
from .readings import known_readings, question_words
from .related_words import Joined, RelatedWords, numbers_of
from .synonyms import Synonyms
from .units import degrees_in, units_for

MOST_TERMS = 64
"""How many distinct terms of a question are searched for, the rarest."""

_YEAR = r"[12]\d{3}"
_QUANTITIES = ("many", "much")
# The thing to count is named after the last of these words.
_BEFORE_COUNTED = (*_QUANTITIES, "what", "which")
_COUNTED_WORDS = 3
"""How many words after "how many" may name the thing to count."""


NOT_ASKED = -1
"""The column of a token whose stem is not in the question."""


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed question. A column is a distinct stem, in order of first use.

    tokens: all words except question words (what, which, who ...), after correction.
    terms: by column, the stem.
    stems: by column, the number of the stem, or UNKNOWN.
    is_content: by column, whether it is not a stop word.
    words: the numbers of the known words, distinct and ascending.
    synonyms: by term, the numbers of the stems of its synonyms; no empty entries.
    joined: neighbours that articles write as one word, too.
    neighbours: pairs of different columns that are adjacent in the question.
    counted: the columns of the thing that "how many" counts.
    asks_measure: whether the answer is in units.
    units: the numbers of the stems of these units, ascending.
    phrases: what must stand side by side, see `phrases_of`.
    operators: the demands on sentences besides words.
    denies: whether something is denied: "which is not safe".
    defined: the columns of the name that a definition is asked of, else empty.
    corrections: the replaced words, in the order of the question.
    unknown: the words, as typed, that are in no article and were not corrected, in the
        order of the question; never function or question words.
    language: the language of the question, if its words tell.
    """

    answer_type: AnswerType
    tokens: Sequence[Token]
    terms: Sequence[str]
    stems: Ints
    is_content: Bools
    words: Ints
    synonyms: Mapping[str, Ints]
    joined: Sequence[Joined]
    neighbours: Sequence[tuple[int, int]]
    counted: Sequence[int]
    asks_measure: bool
    units: Ints
    phrases: tuple[Phrase, ...] = ()
    operators: tuple[Operator, ...] = ()
    denies: bool = False
    defined: Sequence[int] = ()
    corrections: tuple[Correction, ...] = ()
    unknown: tuple[str, ...] = ()
    language: str | None = None

    @property
    def content_terms(self) -> list[str]:
        """The stems that are not stop words; all stems if there are only stop words."""
        columns = zip(self.terms, self.is_content.tolist(), strict=True)
        content = [term for term, is_content in columns if is_content]
        return content or list(self.terms)

    def corrected(self, question: str) -> str:
        """Return *question*, of which this is the query, with its corrections."""
        for correction in self.corrections:
            question = replaced(question, correction.typed, correction.searched)
        return question

    @property
    def names_year(self) -> bool:
        """Whether a year is named, so that the latest version is not what is wanted."""
        return any(re.fullmatch(_YEAR, token.form) for token in self.tokens)

    @property
    def content_stems(self) -> list[int]:
        """The numbers of the `content_terms` that occur in the articles, each once."""
        numbers = dict(zip(self.terms, self.stems.tolist(), strict=True))
        known = dict.fromkeys(numbers[term] for term in self.content_terms)
        return [number for number in known if number != UNKNOWN]

    @property
    def searched_stems(self) -> list[int]:
        """`content_stems`, then the synonyms that are not in the question."""
        synonyms = {stem for stems in self.synonyms.values() for stem in stems.tolist()}
        return [*self.content_stems, *synonyms.difference(self.stems.tolist())]


def replaced(text: str, word: str, by: str) -> str:
    """Return *text* with *by* wherever *word* stands, but not where others hold it."""
    parts, start = [], 0
    while (place := text.find(word, start)) >= 0:
        end = place + len(word)
        beside = text[place - 1 : place] + text[end : end + 1]
        is_within = any(map(str.isalnum, beside))
        parts += [text[start:place], word if is_within else by]
        start = end
    return "".join(parts) + text[start:]


class QueryParser:
    """Parses questions about the articles of *index*."""

    def __init__(
        self, index: ArticleIndex, analyzer: Analyzer, synonyms: Synonyms
    ) -> None:
        collection = index.collection
        self._df = index.statistics.paragraph_df
        self._languages = collection.languages
        self._vocabulary = collection.vocabulary
        self._collection = collection
        self._analyzer = analyzer
        self._related = RelatedWords(index, analyzer, synonyms)
        self._corrector = Corrector(collection, analyzer)
        languages = map(load_language, collection.languages)
        self._asking = frozenset[str]().union(*(each.question for each in languages))

    def parse(self, question: str, *, corrects: bool = True) -> Query:
        """Return the query for *question*.

        If it *corrects*, unambiguous corrections are applied.
        """
        demands = operators(
            question, self._searched, self._vocabulary.find, self._collection
        )
        question = without_operators(question)
        words = self._read(question)
        words = known_readings(question, asked(question, words), self._is_known)
        words = self._rarest(words)
        words = self._related.with_known_names(words)
        language = language_of(question)
        languages = {*self._languages, language}
        topic = self._topic(question, languages, words)
        if topic:
            # Words around the name, such as "define", are not in the answer.
            words = [word for word in words if word.stop or topic.holds(word.start)]
        ignored = function_words(languages)
        ignored |= self._related.in_compounds(words, language)
        ignored |= self._related.with_synonyms(words)
        corrections: list[Correction] = []
        if corrects:
            words, corrections = self._corrector.correct(question, words, ignored)
        words = self._related.with_similar(words, ignored)
        tokens = [word for word in words if word.form not in self._asking]
        degrees, units = degrees_in(question), units_for(question)
        tokens = [
            token._replace(stop=token.stop or token.form in degrees) for token in tokens
        ]
        measures = {t.term: degrees[t.form] for t in tokens if t.form in degrees}
        # A word may be a stop word in one language but not in another.
        content = {token.term for token in tokens if not token.stop}
        terms = tuple(dict.fromkeys(token.term for token in tokens))
        answer_type = answer_type_of(question)
        counts = answer_type is AnswerType.NUMBER
        return Query(
            answer_type=answer_type,
            tokens=tokens,
            terms=terms,
            stems=np.array([*map(self._vocabulary.find_stem, terms)], np.int32),
            is_content=np.array([term in content for term in terms], np.bool_),
            words=numbers_of(map(self._vocabulary.find, tokens)),
            synonyms=self._related.of(question, tokens, language, measures),
            joined=self._related.joined(tokens, terms),
            neighbours=_neighbours(tokens, terms),
            counted=_counted(words, tokens, terms) if counts else (),
            asks_measure=bool(units),
            units=self._stems(units),
            phrases=phrases_of(question, tokens, self._vocabulary.find),
            operators=demands,
            denies=any(traits_of(t.form) & WordTrait.DENIAL for t in tokens),
            defined=_defined(tokens, terms) if topic else (),
            corrections=tuple(corrections),
            unknown=self._corrector.unknown(question, tokens, ignored),
            language=told_language(question),
        )

    def _read(self, text: str) -> list[Token]:
        return question_words(text, self._languages, self._analyzer, self._vocabulary)

    def _searched(self, text: str) -> list[Token]:
        """Return the tokens of *text* that articles have: no question words."""
        return [word for word in self._read(text) if word.form not in self._asking]

    def _topic(
        self, question: str, languages: Iterable[str], words: Sequence[Token]
    ) -> Topic | None:
        """Return what a definition is asked of; a bare name has no stop words."""
        topic = topic_of(question, languages)
        if topic and topic.is_bare and any(word.stop for word in words):
            return None
        return topic

    def _rarest(self, words: list[Token]) -> list[Token]:
        """Return *words* without all but MOST_TERMS of its terms, in the same order.

        Those in the fewest paragraphs are kept. Terms in no article come last.
        """
        numbers = {word.term: self._vocabulary.find_stem(word.term) for word in words}
        if len(numbers) <= MOST_TERMS:
            return words
        size = self._df.max() + 1
        df = {
            term: size if number == UNKNOWN else self._df[number]
            for term, number in numbers.items()
        }
        kept = {*sorted(df, key=df.__getitem__)[:MOST_TERMS]}
        return [word for word in words if word.term in kept]

    def _is_known(self, token: Token) -> bool:
        return self._vocabulary.find_stem(token.term) != UNKNOWN

    def _stems(self, terms: Iterable[str]) -> Ints:
        return numbers_of(map(self._vocabulary.find_stem, terms))


def _defined(tokens: Sequence[Token], terms: Sequence[str]) -> tuple[int, ...]:
    content = dict.fromkeys(token.term for token in tokens if not token.stop)
    return tuple(map(terms.index, content))


def _neighbours(
    tokens: Sequence[Token], terms: Sequence[str]
) -> tuple[tuple[int, int], ...]:
    columns = {term: column for column, term in enumerate(terms)}
    order = [columns[token.term] for token in tokens]
    return tuple(dict.fromkeys((a, b) for a, b in pairwise(order) if a != b))


def _counted(
    words: Sequence[Token], tokens: Sequence[Token], terms: Sequence[str]
) -> tuple[int, ...]:
    """Return the columns of the content words after the words that ask for a number."""
    starts: dict[str, int] = {}
    for word in words:
        starts.setdefault(word.form, word.start)
    start = max(starts.get(form, -1) for form in _BEFORE_COUNTED)
    after = [t for t in tokens if t.start > start and t.form not in _QUANTITIES]
    named = list(takewhile(lambda token: not token.stop, after))[:_COUNTED_WORDS]
    return tuple(terms.index(token.term) for token in named)
