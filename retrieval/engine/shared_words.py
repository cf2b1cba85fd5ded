"""Words, numbered once for all questions, so that each is analysed only once."""

from collections.abc import Sequence
from threading import Lock

from retrieval.analysis.analyzer import Analyzer
from retrieval.arrays import Integers
from retrieval.index.vocabulary import VocabularyBuilder, Word

MOST = 200_000
"""With more words, they are forgotten, and numbered anew."""


class SharedWords:
    """Numbers words; threads may share it."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._builder = VocabularyBuilder()
        self._words: list[Word] = []
        self._lock = Lock()

    @property
    def is_full(self) -> bool:
        """Whether it should be replaced."""
        return len(self._words) > MOST

    def codes(self, texts: Sequence[str], language: str) -> list[bytes]:
        """Return the codes of each text, see `VocabularyBuilder.codes`."""
        with self._lock:
            codes = self._builder.codes
            return [codes(text, language, self._analyzer) for text in texts]

    def numbers(self, words: Sequence[Word]) -> list[int]:
        """Return the number of each of *words*."""
        with self._lock:
            return [*map(self._builder.number, words)]

    def words(self, numbers: Integers) -> list[Word]:
        """Return the words with these *numbers*, in the same order."""
        with self._lock:
            self._words += self._builder.since(len(self._words))
        return [self._words[number] for number in numbers.tolist()]
