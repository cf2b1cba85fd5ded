"""Words of a question that stand in no article, read as words that do."""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from .collection import Collection
from .spelling import Speller
from .vocabulary import Token
from .words import UNKNOWN


class Correction(NamedTuple):
    """What was typed, and what was searched instead."""

    typed: str
    searched: str


class Corrector:
    """Replaces unknown words of questions by words of the articles, if it is sure."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._vocabulary = collection.vocabulary

    def correct(
        self, question: str, tokens: Sequence[Token]
    ) -> tuple[list[Token], list[Correction]]:
        """Return the tokens of *question* with the unknown ones replaced, and which.

        A misspelled word becomes the word meant, a compound its two parts if the
        articles write it so, and two parts their compound.
        """
        corrected: list[Token] = []
        corrections: list[Correction] = []
        position = 0
        while position < len(tokens):
            # More than two would make a long question take quadratic time.
            consumed, forms = self._reading(tokens[position : position + 2])
            read = tokens[position : position + consumed]
            if forms:
                start, end = read[0].start, read[-1].end
                corrected += [self._token(form, start, end) for form in forms]
                corrections.append(Correction(question[start:end], " ".join(forms)))
            else:
                corrected += read
            position += consumed
        return corrected, corrections

    def _reading(self, tokens: Sequence[Token]) -> tuple[int, Sequence[str]]:
        """Return how many of one or two tokens to read as which forms; none: as is."""
        first, *others = tokens
        if others and not (self._knows(first) and self._knows(others[0])):
            joined = self._speller.join(first.form, others[0].form)
            if joined:
                return 2, (joined,)
        if self._knows(first):
            return 1, ()
        corrected = self._speller.correct(first.form)
        return 1, (corrected,) if corrected else self._speller.split(first.form) or ()

    def _knows(self, token: Token) -> bool:
        return token.stop or self._vocabulary.find_stem(token.term) != UNKNOWN

    def _token(self, form: str, start: int, end: int) -> Token:
        return Token(self._terms[form], start, end, form, False)

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self._collection.usages, _Neighbours(self._collection))

    @cached_property
    def _terms(self) -> dict[str, str]:
        return self._vocabulary.term_by_form()


class _Neighbours:
    """The pairs of forms that stand side by side in a sentence."""

    def __init__(self, collection: Collection) -> None:
        self._words = collection.words
        numbers = enumerate(collection.vocabulary.forms)
        self._numbers = {form: number for number, form in numbers}

    def __contains__(self, pair: object) -> bool:
        first, second = map(self._numbers.__getitem__, pair)  # type: ignore[call-overload]
        after = np.flatnonzero(self._words[:-1] == first) + 1
        return bool((self._words[after] == second).any())
