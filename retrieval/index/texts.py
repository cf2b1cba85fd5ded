"""The texts of articles one after another, in memory or in a file."""

import hashlib
from typing import IO

from retrieval.arrays import Array
from retrieval.articles import Article
from retrieval.storage.string_table import StringTableBuilder, encoded


class Texts:
    """Collects the texts of articles in *file*, or in memory without one."""

    def __init__(self, file: IO[bytes] | None = None) -> None:
        self._table = StringTableBuilder(file)
        self._digest = hashlib.sha256()

    def add(self, article: Article) -> None:
        """Add the text of an *article*."""
        self.add_encoded(article.name, encoded(article.text))

    def add_encoded(self, name: str, text: bytes) -> None:
        """Add the *text*, as encoded in a `StringTable`, of the article *name*."""
        for data in (encoded(name), text):
            self._digest.update(b"%d:" % len(data))
            self._digest.update(data)
        self._table.add(text)

    @property
    def version(self) -> str:
        """See `ArticleIndex`."""
        return self._digest.hexdigest()[:8]

    def to_arrays(self) -> dict[str, Array]:
        """Return the arrays of the `StringTable` of the texts."""
        return self._table.to_arrays("texts")
