"""Questions for what something is: "what is X", "who was X", "define X", "X?"."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from retrieval.analysis.normalization import fold
from retrieval.language.word_lists import read_rows

from .answer_type import BARE_WORDS


class Definitions(NamedTuple):
    """How a language asks what something is, and says it; all words are folded.

    before, after: the words around the name of what is asked about.
    article: what stands between "is" and the name, or what follows "is" in an answer.
    verb: forms of "to be".
    sense: verbs that only definitions have, such as "means".
    """

    before: frozenset[str]
    after: frozenset[str]
    article: frozenset[str]
    verb: frozenset[str]
    sense: frozenset[str]


class Topic(NamedTuple):
    """The span of a question that names what is to be defined.

    *is_bare* is true if the question has no other words.
    """

    start: int
    end: int
    is_bare: bool

    def holds(self, place: int) -> bool:
        """Return whether the name has the offset *place*."""
        return self.start <= place < self.end


def definitions(language: str) -> Definitions:
    """Return the words of definitions in *language*; empty sets without any."""
    return _definitions().get(language, _NONE)


def topic_of(question: str, languages: Iterable[str]) -> Topic | None:
    """Return what *question* asks a definition of; None if it asks for anything else.

    The question is read in each of *languages*, and taken to be a bare name if it has
    at most BARE_WORDS words.
    """
    question = question.replace("’", "'")
    for language in languages:
        for pattern in _patterns(language):
            if found := pattern.fullmatch(question):
                return Topic(*found.span("topic"), is_bare=False)
    bare = _BARE.fullmatch(question)
    if bare and len(bare["topic"].split()) <= BARE_WORDS:
        return Topic(*bare.span("topic"), is_bare=True)
    return None


_NONE = Definitions(*[frozenset[str]()] * 5)
# What is asked about has no comma or other mark that ends a clause. The limit makes
# matching linear.
_NAME = r"(?P<topic>[^\s?!.,;:][^?!,;:]{,200}?)"
_END = r"[\s?!.؟]*"
_BARE = re.compile(rf"\s*{_NAME}{_END}")


@cache
def _definitions() -> Mapping[str, Definitions]:
    found: dict[str, dict[str, frozenset[str]]] = {}
    for label, words in read_rows("definitions.tsv"):
        language, role = label.split()
        found.setdefault(language, {})[role] = frozenset(words)
    return {language: _NONE._replace(**roles) for language, roles in found.items()}


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    words = definitions(language)
    article = _one_of(words.article)
    patterns = []
    if words.before:
        asking = _one_of(words.before)
        # "What or who is X", "Please define X"
        opening = rf"\s*+(?:\w++[ ]++(?:or|please)[ ]++|please[ ]++)?{asking}"
        closing = rf"(?:\s+{_one_of(words.after)})?" if words.after else ""
        patterns.append(rf"{opening}\s++(?:{article}\s++)?{_NAME}{closing}{_END}")
    if words.after:
        patterns.append(rf"\s*{_NAME}\s+{_one_of(words.after)}{_END}")
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def _one_of(phrases: Iterable[str]) -> str:
    """Return an expression for *phrases*, the longest first; for none, one that fails.

    Accents may be left out.
    """
    spelled = {*phrases, *map(fold, phrases)}
    ordered = sorted(spelled, key=len, reverse=True)
    choices = [re.escape(phrase).replace("_", r"\s+") for phrase in ordered]
    return rf"(?:{'|'.join(choices)})" if choices else "(?!)"
