"""A question -> the terms whose frequencies it needs, before anything is known.

Without a vocabulary every language's reading of a word may be the right one, and every
synonym may occur: all are looked up, and what occurs nowhere matches nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.language_analyzer import Token
from retrieval.index.vocabulary import Word
from retrieval.language.detection import language_of
from retrieval.language.profile import load_language
from retrieval.query.exonyms import Exonyms
from retrieval.query.numerals import other_numerals
from retrieval.query.synonyms import Synonyms
from retrieval.query.units import degrees_in, units_for
from retrieval.spelling.speller import SHORTEST

MOST_WORDS = 400
"""How many words of a message are looked up."""

MOST_RELATED = 400


@dataclass(frozen=True, slots=True)
class Lookups:
    """What a question may search for.

    *tokens* are its words, in every language; *related* are words that may stand for
    them, as (form, stem, whether it is a stop word).
    """

    tokens: Sequence[Token]
    related: Sequence[Word]

    @property
    def words(self) -> list[Word]:
        """All words, each once."""
        own = ((token.form, token.term, token.stop) for token in self.tokens)
        return [*dict.fromkeys(chain(own, self.related))]

    @property
    def terms(self) -> list[str]:
        """The stems of all words, each once."""
        return [*dict.fromkeys(stem for _, stem, _ in self.words)]

    @property
    def forms(self) -> list[str]:
        """The forms of the question's own words, each once."""
        return [*dict.fromkeys(token.form for token in self.tokens)]

    @property
    def content(self) -> list[str]:
        """The stems to search for; stop words only if there is nothing else."""
        found = (stem for _, stem, stop in self.words if not stop)
        return [*dict.fromkeys(found)] or self.terms

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

    def read(self, question: str) -> Lookups:
        """Return what *question* may search for."""
        own = language_of(question)
        # What follows an operator is read by itself, too.
        spaced = question.replace(":", ": ")
        languages = dict.fromkeys([*self._languages, own])
        asking = frozenset[str]().union(
            *(load_language(each).question for each in languages)
        )
        every = [
            *self._analyzer.question_words(question, list(languages)),
            *self._analyzer.question_words(spaced, list(languages)),
        ]
        tokens = [token for token in every if token.form not in asking]
        tokens = [*dict.fromkeys(tokens)][:MOST_WORDS]
        related = dict.fromkeys(self._related(question, tokens))
        return Lookups(tokens, [*related][:MOST_RELATED])

    def _related(self, question: str, tokens: Sequence[Token]) -> Iterator[Word]:
        content = [token.term for token in tokens if not token.stop]
        for found in (self._synonyms.of_all(content), self._exonyms.of_all(content)):
            for terms in found.values():
                yield from ((term, term, False) for term in sorted(terms))
        for measures in (*degrees_in(question).values(), units_for(question)):
            yield from ((term, term, False) for term in sorted(measures))
        for _, other in other_numerals(question, tokens):
            yield other, other, False
        for first, second in pairwise(tokens):
            if not (first.stop or second.stop) and first.end < second.start:
                yield from self._words(first.form + second.form)

    def _words(self, form: str) -> Iterator[Word]:
        for language in self._languages:
            for token in self._analyzer.tokens(form, language):
                yield token.form, token.term, False
