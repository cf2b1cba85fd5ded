"""The distinct words of all articles, numbered, and what is known of each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import count
from sys import byteorder
from typing import Self

import numpy as np
import numpy.typing as npt

from .analysis import Analyzer
from .forms import Reader
from .languages import load_language
from .vocabulary import Token
from .word_traits import traits_of

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

UNKNOWN = -1
"""Stands for the number of a word that is in no article."""

# A form of more words, like a run of Chinese, hardly comes again.
_MOST_REMEMBERED = 4


class Words:
    """The distinct words of all articles.

    A word is a form together with its stem, and with whether it is a stop word: it may
    be one in one language and none in another. Words and stems are numbered from 0, in
    the order in which they were met.
    """

    def __init__(self) -> None:
        self._words: dict[tuple[str, str, bool], int] = {}
        self._stems: dict[str, int] = {}
        self._stem_of: list[int] = []
        self._codes: dict[str, Reader[bytes]] = {}
        self._spelled_as: dict[int, int] = {}
        self._stem_spelled_as: dict[int, int] = {}

    @classmethod
    def of(
        cls, forms: Iterable[str], stems: Sequence[str], stem_of: Ints, is_stop: Bools
    ) -> Self:
        """Return words that have numbers, and so have their stems."""
        words = cls()
        words._stem_of = stem_of.tolist()
        terms = map(stems.__getitem__, words._stem_of)
        keys = zip(forms, terms, is_stop.tolist(), strict=True)
        words._words = dict(zip(keys, count(), strict=False))
        words._stems = dict(zip(stems, count(), strict=False))
        return words

    def reordered(self, order: Longs) -> Self:
        """Return the words that have the numbers *order*, in this order.

        No more are to be added to these.
        """
        self._forget_codes()
        stem_of = self.typed_stem_of[order]
        stem_order, new_numbers = by_first_use(stem_of, len(self._stems))
        forms, stems = self.forms, self.stems
        return self.of(
            [forms[number] for number in order.tolist()],
            [stems[number] for number in stem_order.tolist()],
            new_numbers[stem_of],
            self.is_stop[order],
        )

    def number(self, token: Token) -> int:
        """Return the number of a token's word, a new one for a new word."""
        return self.add(token.form, token.term, token.stop)

    def add(self, form: str, term: str, stop: bool) -> int:
        """Return the number of a word, a new one for a new word."""
        new = len(self._words)
        number = self._words.setdefault((form, term, stop), new)
        if number == new:
            self._stem_of.append(self._stems.setdefault(term, len(self._stems)))
        return number

    def codes(self, language: str, analyzer: Analyzer) -> Reader[bytes]:
        """Return what reads texts in *language*; new words get numbers on the way.

        Its bytes are an int32 for each token: twice the number of the word, and 1 more
        for a capital.
        """
        if language not in self._codes:
            codes = _Codes(self, language, analyzer)
            self._codes[language] = Reader(codes.__getitem__, b"".join)
        return self._codes[language]

    def __len__(self) -> int:
        return len(self._words)

    def __iter__(self) -> Iterator[tuple[str, str, bool]]:
        """Yield the words in order of number; merging names changes none of them."""
        return iter(self._words)

    def find(self, token: Token) -> int:
        """Return the number of a token's word, or UNKNOWN."""
        for stop in (token.stop, not token.stop):
            number = self._words.get((token.form, token.term, stop))
            if number is not None:
                return self._spelled_as.get(number, number)
        return UNKNOWN

    def with_form(self, form: str) -> list[int]:
        """Return the numbers of the words that have this *form*, ascending."""
        return self._with_form.get(form, [])

    def find_stem(self, term: str) -> int:
        """Return the number of the stem *term*, or UNKNOWN."""
        number = self._stems.get(term, UNKNOWN)
        return self._stem_spelled_as.get(number, number)

    def merge_names(self, spelled_as: Mapping[str, str]) -> None:
        """Let forms be spellings of other forms: those words and their stems are one.

        Both forms of each pair must have been met. To be called once, after the last
        word was numbered.
        """
        self._forget_codes()
        met = {*spelled_as.keys(), *spelled_as.values()}
        numbers = {form: n for n, form in enumerate(self.forms) if form in met}
        for form, other in spelled_as.items():
            number, main = numbers[form], numbers[other]
            self._spelled_as[number] = main
            self._stem_spelled_as[self._stem_of[number]] = self._stem_of[main]

    def _forget_codes(self) -> None:
        # They take more room than the words, and being a cycle keep them from going.
        self._codes.clear()

    def main_spelling(self, numbers: Ints) -> Ints:
        """Return *numbers* of words, those of other spellings replaced."""
        main: Ints = _replacing(self._spelled_as, len(self._words))[numbers]
        return main

    def main_stem(self, numbers: Ints) -> Ints:
        """Return *numbers* of stems, those of other spellings replaced."""
        main: Ints = _replacing(self._stem_spelled_as, len(self._stems))[numbers]
        return main

    def term_by_form(self) -> dict[str, str]:
        """Return the stem of each form, for one that has several that met last."""
        return {form: term for form, term, _ in self}

    @cached_property
    def forms(self) -> Sequence[str]:
        """The form of each word, by number."""
        return [form for form, _, _ in self]

    @cached_property
    def stems(self) -> Sequence[str]:
        """The stems, by number."""
        return list(self._stems)

    @property
    def typed_stem_of(self) -> Ints:
        """The number of each word's own stem, by number of the word."""
        return np.array(self._stem_of, np.int32)

    @cached_property
    def _with_form(self) -> dict[str, list[int]]:
        with_form: dict[str, list[int]] = {}
        for number, form in enumerate(self.forms):
            with_form.setdefault(form, []).append(number)
        return with_form

    @cached_property
    def stem_of(self) -> Ints:
        """The number of the stem of each word's main spelling."""
        every = np.arange(len(self), dtype=np.int32)
        stem_of: Ints = self.typed_stem_of[self.main_spelling(every)]
        return stem_of

    @cached_property
    def is_stop(self) -> Bools:
        """Whether each word is too common to be searched for alone."""
        return np.array([stop for _, _, stop in self], np.bool_)

    @cached_property
    def traits(self) -> npt.NDArray[np.uint8]:
        """The `WordTrait` of each word."""
        return np.fromiter(map(traits_of, self.forms), np.uint8, len(self.forms))


class _Codes(dict[str, bytes]):
    """The codes of forms, an int32 for each token, as ``Words.codes`` says.

    Tokens that only ask (what, which, who ...) have none: articles are full of them,
    and not one says what its sentence is about.
    """

    def __init__(self, words: Words, language: str, analyzer: Analyzer) -> None:
        super().__init__()
        self._add = words.add
        self._readings = analyzer.vocabulary(language).readings
        self._asking = load_language(language).question

    def __missing__(self, form: str) -> bytes:
        codes = []
        for term, folded, stop in self._readings(form):
            if folded not in self._asking:
                capital = not stop and form[0].isupper()
                code = 2 * self._add(folded, term, stop) + capital
                codes.append(code.to_bytes(4, byteorder))
        joined = b"".join(codes)
        if len(codes) <= _MOST_REMEMBERED:
            self[form] = joined
        return joined


def by_first_use(numbers: Ints, size: int) -> tuple[Longs, Ints]:
    """Return the distinct *numbers*, all below *size*, in order of their first use.

    And by number, its place in this order, or UNKNOWN.
    """
    first = np.full(size, len(numbers))
    # Of several values for one place, the last is kept.
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]
    order = np.argsort(first)[: np.count_nonzero(first < len(numbers))]
    places = np.full(size, UNKNOWN, np.int32)
    places[order] = np.arange(len(order))
    return order, places


def _replacing(replacements: Mapping[int, int], size: int) -> Ints:
    numbers = np.arange(size, dtype=np.int32)
    numbers[list(replacements)] = list(replacements.values())
    return numbers
