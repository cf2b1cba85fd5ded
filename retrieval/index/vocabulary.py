"""The distinct words of all articles, numbered, and what is known of each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import count
from sys import byteorder

import numpy as np

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.language_analyzer import Token
from retrieval.analysis.tokenizer import forms_of
from retrieval.analysis.word_traits import traits_of
from retrieval.arrays import Array, Arrays, Integers, Ints, Longs
from retrieval.language.profile import load_language
from retrieval.storage.string_table import StringTable, string_arrays

UNKNOWN = -1
"""Stands for the number of a word that is in no article."""

Word = tuple[str, str, bool]
"""A form, its stem, and whether it is a stop word."""

# A form of more words, like a run of Chinese, hardly comes again.
_MOST_REMEMBERED = 4

# Lookups at hand; without a limit memory would grow with use.
_LOOKUPS = 1 << 16


class VocabularyBuilder:
    """Numbers words from 0, in the order in which they are first met.

    *words* have been met before.
    """

    def __init__(self, words: Iterable[Word] = ()) -> None:
        self._numbers: dict[Word, int] = dict(zip(words, count(), strict=False))
        self._codes: dict[str, _Codes] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, word: Word) -> int:
        """Return the number of *word*, the next one if it is new."""
        return self._numbers.setdefault(word, len(self._numbers))

    def codes(self, text: str, language: str, analyzer: Analyzer) -> bytes:
        """Return an int32 for each token of *text*, as bytes; new words get numbers.

        It is twice the number of the word, plus 1 if the token has a capital.
        """
        if language not in self._codes:
            self._codes[language] = _Codes(self._numbers, language, analyzer)
        return b"".join(map(self._codes[language].__getitem__, forms_of(text)))

    def words(self, numbers: Integers) -> list[Word]:
        """Return the words that have *numbers*, in their order."""
        # The readers' memories are larger than the words, and no longer needed.
        self._codes.clear()
        words = list(self._numbers)
        return [words[number] for number in numbers.tolist()]


class _Codes(dict[str, bytes]):
    """The codes of forms, see `VocabularyBuilder.codes`.

    Tokens that only ask (what, which, who ...) have none: articles are full of them,
    and not one says what its sentence is about.
    """

    def __init__(
        self, numbers: dict[Word, int], language: str, analyzer: Analyzer
    ) -> None:
        super().__init__()
        self._numbers = numbers
        self._readings = analyzer.of_language(language).readings
        self._asking = load_language(language).question

    def __missing__(self, form: str) -> bytes:
        numbers, codes = self._numbers, []
        for term, folded, stop in self._readings(form):
            if folded not in self._asking:
                number = numbers.setdefault((folded, term, stop), len(numbers))
                capital = not stop and form[0].isupper()
                codes.append((2 * number + capital).to_bytes(4, byteorder))
        joined = b"".join(codes)
        if len(codes) <= _MOST_REMEMBERED:
            self[form] = joined
        return joined


class Vocabulary:
    """The distinct words of all articles, in the arrays of `vocabulary_arrays`.

    A word is a form, its stem, and whether it is a stop word: the same form may be one
    in one language only. Words and stems are numbered from 0. Spellings of one name
    keep their numbers and forms, but `find` and *stem_of* lead to the main spelling.
    """

    def __init__(self, arrays: Arrays) -> None:
        self.forms = StringTable(arrays, "forms")
        self.stems = StringTable(arrays, "stems")
        self.stem_of: Ints = arrays["stem_of"]
        self.is_stop = arrays["is_stop"]
        self.traits = arrays["traits"]
        self._typed_stem_of = arrays["typed_stem_of"]
        self._main_spelling = arrays["main_spelling"]
        self._main_stem = arrays["main_stem"]
        self.find_stem = lru_cache(_LOOKUPS)(self._find_stem)

    def __len__(self) -> int:
        return len(self.forms)

    def __iter__(self) -> Iterator[Word]:
        """Yield the words in order of number, each with its own stem."""
        stems = list(self.stems)
        terms = [stems[stem] for stem in self._typed_stem_of.tolist()]
        return zip(self.forms, terms, self.is_stop.tolist(), strict=True)

    def find(self, token: Token) -> int:
        """Return the number of a token's word, or UNKNOWN."""
        stem = next(self.stems.find(token.term), UNKNOWN)
        same = [
            n for n in self.forms.find(token.form) if self._typed_stem_of[n] == stem
        ]
        same.sort(key=lambda number: self.is_stop[number] != token.stop)
        return int(self._main_spelling[same[0]]) if same else UNKNOWN

    def _find_stem(self, term: str) -> int:
        """Return the number of the stem *term*, or UNKNOWN."""
        number = next(self.stems.find(term), UNKNOWN)
        return UNKNOWN if number == UNKNOWN else int(self._main_stem[number])

    def term_by_form(self) -> dict[str, str]:
        """Return the stem of each form; of several, that of the highest number."""
        return {form: term for form, term, _ in self}


def vocabulary_arrays(
    words: Sequence[Word], spelled_as: Mapping[str, str]
) -> dict[str, Array]:
    """Return the arrays of a `Vocabulary` of *words*, numbered in their order.

    *spelled_as* gives the main spelling of names that are spelled differently; both
    forms of each pair are among the words.
    """
    forms = [form for form, _, _ in words]
    stems: dict[str, int] = {}
    typed_stem_of = np.array(
        [stems.setdefault(term, len(stems)) for _, term, _ in words], np.int32
    )
    main_spelling = np.arange(len(forms), dtype=np.int32)
    main_stem = np.arange(len(stems), dtype=np.int32)
    merged = {*spelled_as.keys(), *spelled_as.values()}
    numbers = {form: number for number, form in enumerate(forms) if form in merged}
    for form, other in spelled_as.items():
        number, main = numbers[form], numbers[other]
        main_spelling[number] = main
        main_stem[typed_stem_of[number]] = typed_stem_of[main]
    return {
        **string_arrays(forms, "forms"),
        **string_arrays(stems, "stems"),
        "typed_stem_of": typed_stem_of,
        "main_spelling": main_spelling,
        "main_stem": main_stem,
        "stem_of": typed_stem_of[main_spelling],
        "is_stop": np.array([stop for _, _, stop in words], np.bool_),
        "traits": np.fromiter(map(traits_of, forms), np.uint8, len(forms)),
    }


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
