"""Files that admins add to the articles, and take out of them again.

    DATA_DIR/uploads/<token>/name    the name of the article
    DATA_DIR/uploads/<token>/new     the file, until it is added
    DATA_DIR/uploads/<token>/old     the file that it replaced, or that was removed

A file comes and goes by a rename, so that nobody ever reads half of one.
"""

import secrets
import shutil
import time
import unicodedata
from pathlib import Path, PurePosixPath

from retrieval.articles import BESIDE_ARTICLES

KEPT_SECONDS = 7 * 24 * 60 * 60
"""How long an upload can be added, or what was done with it undone."""

MOST_CHARACTERS = 100
_NOT_IN_NAMES = frozenset('<>:"|?*')


class Uploads:
    """Keeps files in *data_dir* that are not, or no longer, in *articles*."""

    def __init__(self, articles: Path, data_dir: Path) -> None:
        self._articles = articles
        self._folder = data_dir / "uploads"

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

    def add(self, token: str) -> None:
        """Put a file among the articles; what it replaces is kept."""
        place, article = self._folder / token, self._article(token)
        if article.exists():
            shutil.copyfile(article, place / "old")
        self._move(place / "new", article)

    def remove(self, name: str) -> str:
        """Take a file out of the articles; return the token to `undo` that with."""
        token, place = self._new_place(name)
        article = self._articles / name
        shutil.copyfile(article, place / "old")
        article.unlink()
        return token

    def undo(self, token: str) -> None:
        """Make the articles what they were before `add` or `remove`."""
        old, article = self._folder / token / "old", self._article(token)
        if old.exists():
            self._move(old, article)
        else:
            article.unlink(missing_ok=True)
        self.forget(token)

    def forget(self, token: str) -> None:
        """Delete what is kept for *token*."""
        shutil.rmtree(self._folder / token, ignore_errors=True)

    def _article(self, token: str) -> Path:
        name = self.name(token)
        assert name is not None, "the caller has looked"
        return self._articles / name

    def _move(self, file: Path, article: Path) -> None:
        # The folders may be on two disks, between which nothing can be renamed.
        hidden = article.with_name(f".{secrets.token_hex(8)}")
        shutil.copyfile(file, hidden)
        hidden.replace(article)
        file.unlink()

    def _new_place(self, name: str) -> tuple[str, Path]:
        self._forget_old()
        token = secrets.token_hex(8)
        place = self._folder / token
        place.mkdir(parents=True)
        (place / "name").write_text(name, encoding="utf-8")
        return token, place

    def _forget_old(self) -> None:
        for place in self._folder.glob("*"):
            if place.stat().st_mtime < time.time() - KEPT_SECONDS:
                self.forget(place.name)


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
