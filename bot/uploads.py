"""Files that admins add to the articles, and take out of them again.

    DATA_DIR/uploads/<token>/name    the name of the article
    DATA_DIR/uploads/<token>/new     the file, while it is not added
    DATA_DIR/uploads/<token>/old     the file that it replaced, or that was removed
    DATA_DIR/uploads/<token>/made    a checksum of what the article became
    DATA_DIR/uploads.lock            locked by who changes the articles

A file comes and goes by a rename, so that nobody ever reads half of one. Whatever is
cut short can be done again, and what was done already changes nothing.
"""

import asyncio
import hashlib
import secrets
import shutil
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath

from filelock import AsyncFileLock

from retrieval.articles import BESIDE_ARTICLES

MOST_KEPT = 50
"""How many uploads can be added, or what was done with them undone: the latest."""

MOST_CHARACTERS = 100
_NOT_IN_NAMES = frozenset('<>:"|?*')
_MISSING = "missing"


class Uploads:
    """Keeps files in *data_dir* that are not, or no longer, in *articles*."""

    def __init__(self, articles: Path, data_dir: Path) -> None:
        self._articles = articles
        self._folder = data_dir / "uploads"
        self._lock = data_dir / "uploads.lock"
        self._queue = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold this around changes and what is said about them.

        It excludes all others for *data_dir*, those of other replicas, too. Turns of
        one object come in the order in which they were asked for.
        """
        # In no thread, which would go on if the task that waits were cancelled.
        async with self._queue, AsyncFileLock(self._lock, run_in_executor=False):
            yield

    def keep(self, name: str, data: bytes) -> str:
        """Keep a file and return the token to `add` it with."""
        token, place = self._new_place(name)
        (place / "new").write_bytes(data)
        return token

    def name(self, token: str) -> str | None:
        """Return the name of the article that *token* is for; None if it is gone."""
        try:
            return (self._folder / token / "name").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def exists(self, name: str) -> bool:
        """Return whether there is a file of that name among the articles."""
        return (self._articles / name).exists()

    def is_added(self, token: str) -> bool:
        """Return whether there is something to `undo`."""
        return (self._folder / token / "made").exists()

    def add(self, token: str) -> None:
        """Put a file among the articles; what it replaces is kept."""
        place, article = self._folder / token, self._article(token)
        new = place / "new"
        if not new.exists():
            return
        if not self.is_added(token):
            self._make(place, article, _state(new))
        _copy(new, article)
        new.unlink()

    def remove(self, name: str) -> str:
        """Take a file out of the articles; return the token to `undo` that with."""
        token, place = self._new_place(name)
        article = self._articles / name
        self._make(place, article, _MISSING)
        article.unlink()
        return token

    def undo(self, token: str) -> bool:
        """Make the articles what they were before `add` or `remove`, until `forget`.

        Returns False, and does nothing, if the article has changed since.
        """
        place, article = self._folder / token, self._article(token)
        old, made = place / "old", (place / "made").read_text()
        now = _state(article)
        if now not in (made, _state(old)):
            return False
        if now == made != _MISSING:
            _copy(article, place / "new")
        if old.exists():
            _copy(old, article)
        else:
            article.unlink(missing_ok=True)
        return True

    def forget(self, token: str) -> None:
        """Delete what is kept for *token*."""
        # First what makes it known, in case the rest is cut short.
        (self._folder / token / "name").unlink(missing_ok=True)
        shutil.rmtree(self._folder / token, ignore_errors=True)

    def _article(self, token: str) -> Path:
        name = self.name(token)
        assert name is not None, "the caller has looked"
        return self._articles / name

    def _make(self, place: Path, article: Path, made: str) -> None:
        """Note that *article* is about to become *made*, and keep what it is."""
        if article.exists():
            _copy(article, place / "old")
        (place / "made").write_text(made)

    def _new_place(self, name: str) -> tuple[str, Path]:
        self._forget_old()
        token = secrets.token_hex(8)
        place = self._folder / token
        place.mkdir(parents=True)
        (place / "name").write_text(name, encoding="utf-8")
        return token, place

    def _forget_old(self) -> None:
        # By number: a clock that is set would make all of them old at once.
        latest_first = sorted(
            self._folder.glob("*"), key=lambda place: -place.stat().st_mtime
        )
        for place in latest_first[MOST_KEPT - 1 :]:
            self.forget(place.name)


def _state(file: Path) -> str:
    """Return a checksum of what is in *file*, or _MISSING."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except FileNotFoundError:
        return _MISSING


def _copy(file: Path, target: Path) -> None:
    """Make *target* what *file* is, in one step."""
    # The folders may be on two disks, between which nothing can be renamed.
    hidden = target.with_name(f".{secrets.token_hex(8)}")
    try:
        shutil.copyfile(file, hidden)
        hidden.replace(target)
    finally:
        hidden.unlink(missing_ok=True)


def safe_name(name: str) -> str:
    """Return a name for a file that any system can store: "a/b?.txt" -> "b_.txt".

    It is not hidden, leads to no other folder, and is none of the files that are read
    beside the articles.
    """
    name = unicodedata.normalize("NFC", name.replace("\\", "/"))
    name = name.encode("utf-8", "replace").decode().rpartition("/")[2]
    kept = "".join(
        character if character.isprintable() and character not in _NOT_IN_NAMES else "_"
        for character in name
    )
    path = PurePosixPath(kept.strip(" .") or "article")
    suffix = path.suffix[:MOST_CHARACTERS]
    # No file system takes more than 255 bytes, four for a character.
    stem = path.name.removesuffix(path.suffix).encode()[:MOST_CHARACTERS]
    safe = f"{stem.decode('utf-8', 'ignore').strip()}{suffix}"
    return f"_{safe}" if safe.casefold() in BESIDE_ARTICLES else safe
