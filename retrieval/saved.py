"""Collections <-> arrays, of which nothing is read before it is asked for."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from .articles import Article
from .collection import Collection, Outline, Parts
from .lazy import Arrays, Lazy, Strings, string_arrays
from .vocabulary import Token
from .words import UNKNOWN, Ints, Words

# The attributes of a collection that are arrays.
_ARRAYS = (
    "article_languages",
    "article_of",
    "article_starts",
    "capital",
    "capitals",
    "counts",
    "paragraph_of",
    "paragraph_starts",
    "respelled",
    "respelled_words",
    "token_starts",
    "words",
)

# Articles and lookups at hand; without a limit memory would grow with use.
_ARTICLES = 64
_LOOKUPS = 1 << 16


class SavedWords(Words):
    """Words in the arrays that `word_arrays` makes; no more can be added."""

    def __init__(self, arrays: Arrays) -> None:
        self._saved_forms = Strings(arrays, "forms")
        self._saved_stems = Strings(arrays, "stems")
        self._typed_stem_of = arrays["typed_stem_of"]
        self._main_spelling = arrays["main_spelling"]
        self._main_stem = arrays["main_stem"]
        self.stem_of = arrays["stem_of"]
        self.is_stop = arrays["is_stop"]
        self.traits = arrays["traits"]
        self._stem_number = lru_cache(_LOOKUPS)(self._look_up_stem)

    def __len__(self) -> int:
        return len(self._saved_forms)

    def __iter__(self) -> Iterator[tuple[str, str, bool]]:
        """Yield the words in order of number, as they were before names were merged."""
        stems = list(self._saved_stems)
        terms = [stems[stem] for stem in self._typed_stem_of.tolist()]
        return zip(self._saved_forms, terms, self.is_stop.tolist(), strict=True)

    def unmerged(self) -> Words:
        """Return the words as they were before names were merged; more can be added."""
        return Words.of(
            self._saved_forms,
            list(self._saved_stems),
            self._typed_stem_of,
            self.is_stop,
        )

    def find(self, token: Token) -> int:
        """Return the number of a token's word, or UNKNOWN."""
        stem = next(self._saved_stems.find(token.term), UNKNOWN)
        same = [
            number
            for number in self._saved_forms.find(token.form)
            if self._typed_stem_of[number] == stem
        ]
        same.sort(key=lambda number: self.is_stop[number] != token.stop)
        return int(self._main_spelling[same[0]]) if same else UNKNOWN

    def with_form(self, form: str) -> list[int]:
        """Return the numbers of the words that have this *form*, ascending."""
        return list(self._saved_forms.find(form))

    def find_stem(self, term: str) -> int:
        """Return the number of the stem *term*, or UNKNOWN."""
        return self._stem_number(term)

    def _look_up_stem(self, term: str) -> int:
        number = next(self._saved_stems.find(term), UNKNOWN)
        return UNKNOWN if number == UNKNOWN else int(self._main_stem[number])

    @property
    def forms(self) -> Sequence[str]:
        """The form of each word, by number."""
        return self._saved_forms

    @property
    def stems(self) -> Sequence[str]:
        """The stems, by number."""
        return self._saved_stems


def word_arrays(words: Words) -> dict[str, npt.NDArray[Any]]:
    """Return what `SavedWords` takes; names have been merged."""
    return {
        **string_arrays(words.forms, "forms"),
        **string_arrays(words.stems, "stems"),
        "typed_stem_of": words.typed_stem_of,
        "main_spelling": words.main_spelling(_all(words.forms)),
        "main_stem": words.main_stem(_all(words.stems)),
        "stem_of": words.stem_of,
        "is_stop": words.is_stop,
        "traits": words.traits,
    }


class SavedCollection(Collection):
    """A collection in the arrays that `collection_arrays` makes."""

    def __init__(self, arrays: Arrays) -> None:
        self.vocabulary: SavedWords = SavedWords(arrays)
        self.names = Strings(arrays, "names")
        self._text_bytes = arrays["text_bytes"]
        self._text_ends = arrays["text_ends"]
        make_article = lru_cache(_ARTICLES)(self._article)
        self.articles = Lazy(len(self.names), make_article)
        self.languages = list(Strings(arrays, "languages"))
        self.outline = Outline(
            arrays["spans"],
            arrays["headings"],
            arrays["paragraph_lengths"],
        )
        for name in _ARRAYS:
            setattr(self, name, arrays[name])

    def parts(self, articles: range) -> Parts:
        """Return neighbouring *articles*, in the words of the vocabulary."""
        first, last = articles.start, articles.stop
        starts = self.article_starts[first : last + 1]
        start, end = starts[[0, -1]].tolist()
        paragraphs = slice(*self.paragraph_starts.searchsorted([start, end]))
        token_starts = self.token_starts[start : end + 1]
        tokens = slice(*token_starts[[0, -1]].tolist())
        return Parts(
            list(self.articles[first:last]),
            [self.language_of(article) for article in articles],
            np.diff(starts).astype(np.int32),
            Outline(
                self.outline.spans[start:end],
                self.outline.headings[paragraphs],
                self.outline.lengths[paragraphs],
            ),
            self._typed(tokens.start, tokens.stop),
            self.capital[tokens],
            np.diff(token_starts).astype(np.int32),
        )

    def _typed(self, start: int, end: int) -> Ints:
        words = self.words[start:end].copy()
        changed = slice(*self.respelled.searchsorted([start, end]))
        words[self.respelled[changed] - start] = self.respelled_words[changed]
        return words

    def _article(self, number: int) -> Article:
        start, end = self._text_ends[number : number + 2]
        text = self._text_bytes[start:end].tobytes().decode("utf-8", "surrogatepass")
        return Article(self.names[number], text)


def collection_arrays(collection: Collection) -> dict[str, npt.NDArray[Any]]:
    """Return what `SavedCollection` takes."""
    names = [article.name for article in collection.articles]
    return {
        **word_arrays(collection.vocabulary),
        **string_arrays(names, "names"),
        **string_arrays(collection.languages, "languages"),
        **_text_arrays(collection.articles),
        "spans": collection.outline.spans,
        "headings": collection.outline.headings,
        "paragraph_lengths": collection.outline.lengths,
        **{name: getattr(collection, name) for name in _ARRAYS},
    }


def _text_arrays(articles: Sequence[Article]) -> dict[str, npt.NDArray[Any]]:
    texts = [article.text.encode("utf-8", "surrogatepass") for article in articles]
    ends = np.concatenate(
        [[0], np.cumsum([len(text) for text in texts], dtype=np.int64)]
    )
    return {
        "text_bytes": np.frombuffer(b"".join(texts), np.uint8),
        "text_ends": ends,
    }


def _all(strings: Sequence[str]) -> Ints:
    return np.arange(len(strings), dtype=np.int32)
