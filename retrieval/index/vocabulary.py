"""The distinct words of all articles, numbered, with their stems and traits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import count, islice
from sys import byteorder

import numpy as np

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.language_analyzer import Token
from retrieval.analysis.tokenizer import forms_of
from retrieval.analysis.word_traits import traits_of
from retrieval.arrays import Array, Arrays, Integers, Ints, Longs
from retrieval.language.profile import load_language
from retrieval.storage.string_table import StringTable, string_arrays

from .rows import AT_A_TIME

UNKNOWN = -1
"""The number of a word or stem that is in no article."""

Word = tuple[str, str, bool]
"""(form, stem, whether it is a stop word)."""

# A form with more words than this, such as a run of Chinese, rarely recurs.
_MOST_REMEMBERED = 4

# How many lookups are cached; without a limit memory would grow with use.
_LOOKUPS = 1 << 16
# There is a handful of word lists for each language.
_LISTS = 256


class VocabularyBuilder:
    """Numbers words from 0 in order of first use; *words* are already numbered."""

    def __init__(self, words: Iterable[Word] = ()) -> None:
        self._numbers: dict[Word, int] = dict(zip(words, count(), strict=False))
        self._codes: dict[str, _Codes] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, word: Word) -> int:
        """Return the number of *word*; a new word gets the next number."""
        return self._numbers.setdefault(word, len(self._numbers))

    def codes(self, text: str, language: str, analyzer: Analyzer) -> bytes:
        """Return the codes of the tokens of *text*, as the bytes of int32s.

        A code is 2 * word number + (1 if the token is capitalised). New words are
        numbered.
        """
        if language not in self._codes:
            self._codes[language] = _Codes(self._numbers, language, analyzer)
        return b"".join(map(self._codes[language].__getitem__, forms_of(text)))

    def since(self, number: int) -> list[Word]:
        """Return the words from *number* on, in order."""
        latest = islice(reversed(self._numbers), len(self._numbers) - number)
        return [*latest][::-1]

    def words(self, numbers: Integers) -> list[Word]:
        """Return the words with these *numbers*, in the same order."""
        # The caches are larger than the words, and no longer needed.
        self._codes.clear()
        words = list(self._numbers)
        return [words[number] for number in numbers.tolist()]


class _Codes(dict[str, bytes]):
    """The codes of each form, computed on first use; see `VocabularyBuilder.codes`.

    Question words (what, which, who ...) have no code: they are frequent in articles
    and carry no content.
    """

    def __init__(
        self, numbers: dict[Word, int], language: str, analyzer: Analyzer
    ) -> None:
        super().__init__()
        self._numbers = numbers
        self._readings = analyzer.of_language(language).remembered
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
    """The distinct words of all articles, on `vocabulary_arrays`.

    A word is a form, its stem, and whether it is a stop word; the same form may be a
    stop word in one language only. Words and stems are numbered from 0. Spelling
    variants of a name keep their own numbers and forms, but `find` and *stem_of* return
    those of the main spelling. *stem_of*, *main_spelling*, *is_stop* and *traits* are
    by word number.
    """

    def __init__(self, arrays: Arrays) -> None:
        self.forms = StringTable(arrays, "forms")
        self.stems = StringTable(arrays, "stems")
        self.stem_of: Ints = arrays["stem_of"]
        self.is_stop = arrays["is_stop"]
        self.traits = arrays["traits"]
        self._typed_stem_of = arrays["typed_stem_of"]
        self.main_spelling = arrays["main_spelling"]
        self._main_stem = arrays["main_stem"]
        self.find_stem = lru_cache(_LOOKUPS)(self._find_stem)
        self._find_word = lru_cache(_LOOKUPS)(self._number_of)
        self.numbers = lru_cache(_LISTS)(self._numbers)

    def __len__(self) -> int:
        return len(self.forms)

    def __iter__(self) -> Iterator[Word]:
        """Yield the words in order of number, each with its stem as typed."""
        stems = list(self.stems)
        terms = [stems[stem] for stem in self._typed_stem_of.tolist()]
        return zip(self.forms, terms, self.is_stop.tolist(), strict=True)

    def find(self, token: Token) -> int:
        """Return the number of the word of *token*, or UNKNOWN.

        A word that agrees on being a stop word is preferred.
        """
        return self._find_word(token.form, token.term, token.stop)

    def _number_of(self, form: str, term: str, is_stop: bool) -> int:
        stem = next(self.stems.find(term), UNKNOWN)
        same = [n for n in self.forms.find(form) if self._typed_stem_of[n] == stem]
        same.sort(key=lambda number: self.is_stop[number] != is_stop)
        return int(self.main_spelling[same[0]]) if same else UNKNOWN

    def _numbers(self, forms: frozenset[str]) -> Ints:
        """Return the numbers of all words with one of *forms*, which are folded."""
        found = [number for form in forms for number in self.forms.find(form)]
        return np.array(sorted(found), np.int32)

    def _find_stem(self, term: str) -> int:
        """Return the number of the stem *term*, or UNKNOWN."""
        number = next(self.stems.find(term), UNKNOWN)
        return UNKNOWN if number == UNKNOWN else int(self._main_stem[number])

    def term_by_form(self) -> dict[str, str]:
        """Return the stem by form; the word with the highest number wins."""
        return {form: term for form, term, _ in self}


def vocabulary_arrays(
    words: Sequence[Word], spelled_as: Mapping[str, str]
) -> dict[str, Array]:
    """Return the arrays of a `Vocabulary` of *words*, numbered in their order.

    *spelled_as* maps spelling variants of names to the main spelling; all of these
    forms must be among *words*.
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
    """Return the distinct *numbers* by first use, and the rank of each number.

    Ranks have the shape (*size*,) and are UNKNOWN for numbers that do not occur.

    Example: [3, 0, 3], 4 -> [3, 0], ranks [1, -1, -1, 0]
    """
    first = np.full(size, len(numbers))
    for start in reversed(range(0, len(numbers), AT_A_TIME)):
        part = numbers[start : start + AT_A_TIME]
        # NumPy keeps the last value assigned to an index: reversed, that of the first.
        first[part[::-1]] = np.arange(start, start + len(part))[::-1]
    order = np.argsort(first)[: np.count_nonzero(first < len(numbers))]
    places = np.full(size, UNKNOWN, np.int32)
    places[order] = np.arange(len(order))
    return order, places
