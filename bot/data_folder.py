"""The folder for what the bot keeps: nobody but its owner can read what is in it."""

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from .errors import SettingsError

# What else is in the folder is left alone: DATA_DIR may be somebody's home.
_OURS = (
    "key*",
    "records.sqlite3*",
    "inbox-*",
    "library",
    "semantic",
    "uploads",
    "uploads.lock",
)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO

logger = logging.getLogger(__name__)


def make_private(folder: Path) -> None:
    """Make *folder* if it is missing; close it and what the bot keeps there to others.

    Raises SettingsError if it cannot be closed, or if a part belongs to another user.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Windows has other permissions, which the mode does not show.
        if os.name == "posix":
            _close_all(folder.resolve())
    except OSError as error:
        raise SettingsError(
            f"DATA_DIR={str(folder)!r} cannot be used: {error}"
        ) from error


def check_apart(articles: Path, data_dir: Path) -> None:
    """Raise SettingsError if *data_dir* lies among the *articles*.

    What is saved there would count as changed articles, without end.
    """
    if data_dir.resolve().is_relative_to(articles.resolve()):
        raise SettingsError(
            f"DATA_DIR={str(data_dir)!r} lies in {str(articles)!r}, the folder of the"
            " articles: set another DATA_DIR, or name the folder with the articles only"
        )


def _close_all(folder: Path) -> None:
    # The folder comes first: after that, others can put nothing more into it.
    if _close(folder):
        logger.warning(
            "Other users of this machine had access to DATA_DIR=%r: it is closed now",
            str(folder),
        )
    for path in _kept_in(folder):
        _close(path)


def _kept_in(folder: Path) -> Iterator[Path]:
    for pattern in _OURS:
        for path in folder.glob(pattern):
            yield path
            for parent, folders, files in os.walk(path):
                yield from (Path(parent, name) for name in (*folders, *files))


def _close(path: Path) -> bool:
    """Take all permissions from other users; return whether they had any."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        # Another process has removed it meanwhile.
        return False
    if found.st_uid != os.geteuid():
        raise PermissionError(f"{path} belongs to another user (uid {found.st_uid})")
    if stat.S_ISLNK(found.st_mode) or not found.st_mode & _OTHERS:
        return False
    path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)
    if path.stat().st_mode & _OTHERS:
        raise PermissionError(f"{path} cannot be closed to other users")
    return True
