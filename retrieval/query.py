"""A question as ranking sees it: its words as numbers, and what it asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

import numpy as np

from .analysis import Analyzer
from .collection import UNKNOWN, Bools, Collection, Ints
from .kinds import Kind, kind_of
from .languages import load_language
from .vocabulary import Token

_COUNTED_WORDS = 3
"""How many words after "how many" can name what is counted."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a question is about. Its distinct stems are columns, in order.

    *tokens* are its words without those that only ask (what, which, who ...). Of each
    column, *terms* has the stem, *stems* its number or UNKNOWN, *is_content* whether it
    is more than a stop word. *words* are the numbers of the known words. *neighbours*
    are pairs of different columns side by side in the question, and *counted* the
    columns of what "how many" asks to count.
    """

    kind: Kind
    tokens: Sequence[Token]
    terms: Sequence[str]
    stems: Ints
    is_content: Bools
    words: Ints
    neighbours: Sequence[tuple[int, int]]
    counted: Sequence[int]

    @property
    def content_terms(self) -> list[str]:
        """The stems that are more than stop words; all of them if there is none."""
        content = [term for term, is_content in self._columns() if is_content]
        return content or list(self.terms)

    def _columns(self) -> Sequence[tuple[str, bool]]:
        return list(zip(self.terms, self.is_content.tolist(), strict=True))


def read_question(question: str, collection: Collection, analyzer: Analyzer) -> Query:
    """Analyse *question* in every language of *collection*."""
    languages = collection.languages
    asking = frozenset[str]().union(
        *(load_language(name).question for name in languages)
    )
    tokens = [
        token
        for token in analyzer.question_words(question, languages)
        if token.form not in asking
    ]
    return make_query(question, tokens, collection)


def make_query(question: str, tokens: Sequence[Token], collection: Collection) -> Query:
    """Return the query for *question*, whose words are *tokens*."""
    vocabulary = collection.vocabulary
    # A word may be a stop word in one language and none in another.
    content = {token.term for token in tokens if not token.stop}
    columns = {term: i for i, term in enumerate(dict.fromkeys(t.term for t in tokens))}
    order = [columns[token.term] for token in tokens]
    known = [vocabulary.find(token) for token in tokens]
    return Query(
        kind_of(question),
        tokens,
        tuple(columns),
        np.array([vocabulary.find_stem(term) for term in columns], np.int32),
        np.array([term in content for term in columns], np.bool_),
        np.array(sorted({word for word in known if word != UNKNOWN}), np.int32),
        tuple(dict.fromkeys((a, b) for a, b in pairwise(order) if a != b)),
        _counted(question, tokens, columns),
    )


def _counted(
    question: str, tokens: Sequence[Token], columns: dict[str, int]
) -> Sequence[int]:
    if kind_of(question) is not Kind.NUMBER:
        return ()
    start = max(
        question.lower().find(word) for word in ("many", "much", "what", "which")
    )
    after = [t for t in tokens if t.start > start and t.form not in ("many", "much")]
    named = list(takewhile(lambda token: not token.stop, after))[:_COUNTED_WORDS]
    return tuple(columns[token.term] for token in named)
