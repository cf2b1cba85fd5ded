"""A question as ranking sees it: its words as numbers, and what it asks for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

import numpy as np

from .analysis import Analyzer
from .answer_type import AnswerType, answer_type_of
from .languages import load_language
from .synonyms import Synonyms
from .units import units_for
from .vocabulary import Token
from .words import UNKNOWN, Bools, Ints, Words

_COUNTED_WORDS = 3
"""How many words after "how many" can name what is counted."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a question is about. Its distinct stems are columns, in order.

    *tokens* are its words without those that only ask (what, which, who ...). Of each
    column, *terms* has the stem, *stems* its number or UNKNOWN, *is_content* whether it
    is more than a stop word. *words* are the numbers of the known words. *synonyms* are
    the numbers of stems that may stand for a term, where there are any. *neighbours*
    are pairs of different columns side by side in the question, and *counted* the
    columns of what "how many" asks to count. *units* are the numbers of the stems of
    units that the answer may be in, ascending.
    """

    answer_type: AnswerType
    tokens: Sequence[Token]
    terms: Sequence[str]
    stems: Ints
    is_content: Bools
    words: Ints
    synonyms: Mapping[str, Ints]
    neighbours: Sequence[tuple[int, int]]
    counted: Sequence[int]
    units: Ints

    @property
    def content_terms(self) -> list[str]:
        """The stems that are more than stop words; all of them if there is none."""
        columns = zip(self.terms, self.is_content.tolist(), strict=True)
        content = [term for term, is_content in columns if is_content]
        return content or list(self.terms)

    @property
    def content_stems(self) -> list[int]:
        """The numbers of the known ones of `content_terms`, each once."""
        numbers = dict(zip(self.terms, self.stems.tolist(), strict=True))
        known = dict.fromkeys(numbers[term] for term in self.content_terms)
        return [number for number in known if number != UNKNOWN]


def read_words(
    question: str, languages: Sequence[str], analyzer: Analyzer
) -> list[Token]:
    """Return the words of *question* in each of *languages*, but not those that ask."""
    asking = frozenset[str]().union(
        *(load_language(name).question for name in languages)
    )
    words = analyzer.question_words(question, languages)
    return [word for word in words if word.form not in asking]


def make_query(
    question: str, tokens: Sequence[Token], vocabulary: Words, synonyms: Synonyms
) -> Query:
    """Return the query for *question*, whose words are *tokens*."""
    # A word may be a stop word in one language and none in another.
    content = {token.term for token in tokens if not token.stop}
    columns = {term: i for i, term in enumerate(dict.fromkeys(t.term for t in tokens))}
    order = [columns[token.term] for token in tokens]
    known = [vocabulary.find(token) for token in tokens]
    return Query(
        answer_type_of(question),
        tokens,
        tuple(columns),
        np.array([vocabulary.find_stem(term) for term in columns], np.int32),
        np.array([term in content for term in columns], np.bool_),
        np.array(sorted({word for word in known if word != UNKNOWN}), np.int32),
        _synonyms(tokens, vocabulary, synonyms),
        tuple(dict.fromkeys((a, b) for a, b in pairwise(order) if a != b)),
        _counted(question, tokens, columns),
        _known(units_for(question), vocabulary),
    )


def _synonyms(
    tokens: Iterable[Token], vocabulary: Words, synonyms: Synonyms
) -> dict[str, Ints]:
    content = [token.term for token in tokens if not token.stop]
    others = synonyms.of_all(content)
    stems = {term: _known(others[term], vocabulary) for term in others}
    return {term: numbers for term, numbers in stems.items() if len(numbers)}


def _known(terms: Iterable[str], vocabulary: Words) -> Ints:
    """Return the numbers of those of *terms* that occur, ascending."""
    numbers = {vocabulary.find_stem(term) for term in terms} - {UNKNOWN}
    return np.array(sorted(numbers), np.int32)


def _counted(
    question: str, tokens: Sequence[Token], columns: dict[str, int]
) -> Sequence[int]:
    if answer_type_of(question) is not AnswerType.NUMBER:
        return ()
    start = max(
        question.lower().find(word) for word in ("many", "much", "what", "which")
    )
    after = [t for t in tokens if t.start > start and t.form not in ("many", "much")]
    named = list(takewhile(lambda token: not token.stop, after))[:_COUNTED_WORDS]
    return tuple(columns[token.term] for token in named)
