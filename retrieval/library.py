"""Articles analysed once, saved, and brought up to date when files change."""

import hashlib
import logging
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from .bm25 import PostingsBM25
from .collection import Collection
from .corpus import ArticleIndex
from .errors import UnusableIndexError, UnwritableLibraryError
from .kernel import NUMPY
from .locking import locked
from .renewal import ReportProgress, holds, renewed
from .sources import Sources
from .storage import FORMAT, MANIFEST, Stored, open_folder, verify_folder, write_folder

logger = logging.getLogger(__name__)


class Contents(NamedTuple):
    """What a library holds, and in how many bytes.

    *version* is that of the articles, see `ArticleIndex`, *analysis* that of the
    program, and *format* that of the files. *is_compiled* tells whether it is searched
    in C. *left_out* says which files are no articles, and why.
    """

    folder: str
    articles: int
    sentences: int
    terms: int
    size: int
    version: str
    analysis: str
    format: int
    is_compiled: bool
    left_out: Sequence[str]


class Library:
    """The articles of a folder as an `ArticleIndex`, saved in *data_dir*.

    Any number of processes may open it while one refreshes it: they go on with what
    they opened. Refreshing waits for others that do; if it fails or is killed, the
    library is as before.
    """

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "library"

    def exists(self) -> bool:
        """Tell whether there is one, usable or not."""
        return (self.folder / MANIFEST).exists()

    def open(self) -> ArticleIndex:
        """Map the library; raises UnusableIndexError if it has to be made again."""
        return ArticleIndex(self._stored())

    def is_of(self, articles: Path) -> bool:
        """Tell whether there is a library of the folder *articles*, or a broken one."""
        try:
            return bool(self._stored().facts["folder"] == _resolved(articles))
        except UnusableIndexError:
            return self.exists()

    def refresh(
        self, articles: Path, progress: ReportProgress | None = None
    ) -> ArticleIndex:
        """Bring the library up to date with the folder *articles* and open it.

        Only articles that changed are analysed; all are where there is no library of
        that folder, or one that is unusable, as the log then says. Raises
        NoArticlesError, or UnwritableLibraryError.
        """
        if not self._is_current(articles, Sources.now(articles)):
            try:
                self._write(articles, progress or _ignore)
            except OSError as error:
                raise UnwritableLibraryError(
                    f"The library cannot be saved in {str(self.folder)!r}: "
                    f"{error.strerror}"
                ) from error
        return self.open()

    def contents(self) -> Contents:
        """Read everything and say what there is; raises UnusableIndexError."""
        arrays, facts = self._verified()
        collection = Collection(arrays)
        return Contents(
            facts["folder"],
            len(collection.articles),
            len(collection.sentences),
            len(collection.vocabulary.stems),
            sum(array.nbytes for array in arrays.values()),
            facts["version"],
            facts["analysis"],
            FORMAT,
            PostingsBM25.kernel is not NUMPY,
            list(facts["left_out"].values()),
        )

    def _write(self, articles: Path, progress: ReportProgress) -> None:
        # What else is kept beside it is nobody else's business, nor are the articles.
        self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        with locked(self.folder / "lock"):
            sources = Sources.now(articles)
            # Another process may have done it meanwhile.
            if not self._is_current(articles, sources):
                new = renewed(articles, sources, self._old(articles), progress)
                facts = {"analysis": analysis_version(), "folder": _resolved(articles)}
                write_folder(self.folder, new._replace(facts={**new.facts, **facts}))

    def _is_current(self, articles: Path, sources: Sources) -> bool:
        try:
            stored = self._stored()
        except UnusableIndexError:
            return False
        before = Sources.from_arrays(stored.arrays)
        if stored.facts["folder"] != _resolved(articles):
            return False
        if sources.stamps.keys() != before.stamps.keys():
            return False
        # Files get other times by being copied, or checked out again.
        return holds(stored, articles, sources.doubtful(before))

    def _old(self, articles: Path) -> Stored | None:
        """Return what is saved, if it is of the folder *articles* and usable."""
        try:
            stored = self._verified()
        except UnusableIndexError as error:
            if self.exists():
                logger.warning("%s: all articles are analysed again", error)
            return None
        return stored if stored.facts["folder"] == _resolved(articles) else None

    def _verified(self) -> Stored:
        stored = self._stored()
        verify_folder(self.folder)
        return stored

    def _stored(self) -> Stored:
        stored = open_folder(self.folder)
        if stored.facts.get("analysis") != analysis_version():
            raise UnusableIndexError(
                f"{self.folder} was made by another version of this program"
            )
        return stored


@cache
def analysis_version() -> str:
    """Return 8 characters of ``[0-9a-f]`` that change with all that analysis is.

    That is the code and the data of this package, and what it uses of nltk.
    """
    package = Path(__file__).parent
    files = [*package.glob("*.py"), *package.joinpath("data").glob("*.t[sx][tv]")]
    digest = hashlib.sha256()
    for file in [*sorted(files), *_files_of_nltk()]:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


def _files_of_nltk() -> list[Path]:
    # To import it takes ten times as long as to open a library.
    spec = find_spec("nltk")
    assert spec
    assert spec.origin
    package = Path(spec.origin).parent
    return [package / "stem" / "snowball.py", package / "tokenize" / "punkt.py"]


def _resolved(folder: Path) -> str:
    return str(folder.resolve())


def _ignore(_done: int, _total: int) -> None:
    pass
