"""A question -> the terms whose frequencies it needs, before anything is known.

Without a vocabulary every language's reading of a word may be the right one, and every
synonym may occur: all are looked up, and what occurs nowhere matches nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, product

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.language_analyzer import Token
from retrieval.index.vocabulary import Word
from retrieval.language.detection import language_of
from retrieval.language.profile import load_language
from retrieval.query.compounds import COMPOUNDING, splits_of
from retrieval.query.exonyms import Exonyms
from retrieval.query.numerals import other_numerals
from retrieval.query.synonyms import Synonyms
from retrieval.query.units import degrees_in, units_for
from retrieval.spelling.known_words import is_word
from retrieval.spelling.speller import MERGED_FROM, PART, SHORTEST

MOST_WORDS = 400
"""How many words of a message are looked up."""

MOST_RELATED = 400

MOST_SPLITS = 60
"""How many ways to split words that occur nowhere are tried."""

Split = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Lookups:
    """What a question may search for.

    *tokens* are its words, in every language; *related* are words that may stand for
    them, as (form, stem, whether it is a stop word). *joined* are stems of neighbours
    written as one word.
    """

    tokens: Sequence[Token]
    related: Sequence[Word]
    joined: Sequence[str] = ()

    @property
    def words(self) -> list[Word]:
        """All words, each once."""
        own = ((token.form, token.term, token.stop) for token in self.tokens)
        return [*dict.fromkeys(chain(own, self.related))]

    @property
    def terms(self) -> list[str]:
        """The stems of all words, each once."""
        stems = (stem for _, stem, _ in self.words)
        return [*dict.fromkeys(chain(stems, self.joined))]

    @property
    def names(self) -> list[str]:
        """The forms that may be names with several spellings, see `same_names`."""
        forms = dict.fromkeys(token.form for token in self.tokens if not token.stop)
        return [
            form
            for form in forms
            if len(form) >= MERGED_FROM and form.isalpha() and not is_word(form)
        ]

    @property
    def content(self) -> list[str]:
        """The stems to search for; stop words only if there is nothing else."""
        found = (stem for _, stem, stop in self.words if not stop)
        return [*dict.fromkeys(chain(found, self.joined))] or self.terms

    def spelled(self, is_known: Iterable[str]) -> list[str]:
        """Return the forms that may be misspelled: none of their stems *is_known*."""
        known = {*is_known}
        by_form: dict[str, list[Token]] = {}
        for token in self.tokens:
            by_form.setdefault(token.form, []).append(token)
        return [
            form
            for form, tokens in by_form.items()
            if len(form) >= SHORTEST
            and form.isalpha()
            and not any(token.stop or token.term in known for token in tokens)
        ]


class Reader:
    """Reads questions to a library in *languages*."""

    def __init__(
        self, languages: Sequence[str], analyzer: Analyzer, synonyms: Synonyms
    ) -> None:
        self._languages = languages
        self._analyzer = analyzer
        self._synonyms = synonyms
        self._exonyms = Exonyms(analyzer, languages)
        asking = (load_language(each).question for each in languages)
        self._asking = frozenset[str]().union(*asking)

    def read(self, question: str) -> Lookups:
        """Return what *question* may search for."""
        own = language_of(question)
        # What follows an operator is read by itself, too.
        spaced = question.replace(":", ": ")
        languages = dict.fromkeys([*self._languages, own])
        every = [
            *self._analyzer.question_words(question, list(languages)),
            *self._analyzer.question_words(spaced, list(languages)),
        ]
        tokens = [token for token in every if token.form not in self._asking]
        tokens = [*dict.fromkeys(tokens)][:MOST_WORDS]
        related = dict.fromkeys(self._related(question, tokens))
        joined = dict.fromkeys(self._joined(tokens))
        return Lookups(tokens, [*related][:MOST_RELATED], [*joined][:MOST_RELATED])

    def splits(self, lookups: Lookups, forms: Collection[str]) -> list[Split]:
        """Return the stems that words with one of *forms* may be made of, in pairs."""
        found: dict[Split, None] = {}
        for token in lookups.tokens:
            if token.form in forms:
                found |= dict.fromkeys(self._splits(token))
        return [*found][:MOST_SPLITS]

    def _related(self, question: str, tokens: Sequence[Token]) -> Iterator[Word]:
        content = [token.term for token in tokens if not token.stop]
        for found in (self._synonyms.of_all(content), self._exonyms.of_all(content)):
            for terms in found.values():
                yield from ((term, term, False) for term in sorted(terms))
        for measures in (*degrees_in(question).values(), units_for(question)):
            yield from ((term, term, False) for term in sorted(measures))
        for _, other in other_numerals(question, tokens):
            yield other, other, False

    def _joined(self, tokens: Sequence[Token]) -> Iterator[str]:
        for first, second in pairwise(tokens):
            if not (first.stop or second.stop) and first.end < second.start:
                yield from self._stems(first.form + second.form)

    def _splits(self, token: Token) -> Iterator[Split]:
        for place in range(PART, len(token.form) - PART + 1):
            first, last = token.form[:place], token.form[place:]
            yield from product(self._stems(first), self._stems(last))
        if not COMPOUNDING.isdisjoint(self._languages):
            yield from splits_of(token.term)

    def _stems(self, form: str) -> Iterator[str]:
        for language in self._languages:
            for token in self._analyzer.tokens(form, language):
                yield token.term
