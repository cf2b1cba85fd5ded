"""The key of the records' hashes, in a file beside them."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from bot.database import UnusableFileError

KEY_BYTES = 32


def read_key(path: Path) -> bytes:
    """Return the key in the file, which is made when it is missing.

    Raises UnusableFileError if it is no key, or OSError.
    """
    if not path.exists():
        # A name that nobody can guess, so that nothing can be there already.
        draft = path.with_name(f"key.{secrets.token_hex(8)}")
        with os.fdopen(
            os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb"
        ) as file:
            file.write(secrets.token_bytes(KEY_BYTES))
        # Of several processes that start at once, one wins; nobody sees half a key.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise UnusableFileError(
            f"key: it has {len(key)} bytes instead of {KEY_BYTES}. Put the right one"
            " back, or remove it and have a new one made"
        )
    return key
