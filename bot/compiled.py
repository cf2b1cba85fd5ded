"""Whether searches run in C, as far as the installation allows."""

from pathlib import Path

from retrieval.bm25 import kernel
from retrieval.semantic import products

COMMAND = "pip install -e ."
"""Compiles the part in C anew, as it must be after each `git pull`."""


def is_compiled() -> bool:
    """Return whether both parts in C are there, for words and for meaning."""
    return not _not_compiled()


def words_are_compiled() -> bool:
    """Return whether the part in C for words is there."""
    return kernel.FASTEST is not kernel.NUMPY


def shortcoming() -> str:
    """Return what is wrong with the parts in C; "" if they are what the source says."""
    if missing := _not_compiled():
        return f"the part in C for {' and '.join(missing)} is not compiled"
    from retrieval.bm25 import _native as of_words
    from retrieval.semantic import _native as of_meaning

    return _age(Path(of_words.__file__)) or _age(Path(of_meaning.__file__))


def _not_compiled() -> list[str]:
    meaning_is_compiled = products.fastest is not products.in_numpy
    compiled = {"words": words_are_compiled(), "meaning": meaning_is_compiled}
    return [part for part, is_there in compiled.items() if not is_there]


def _age(compiled: Path) -> str:
    # Only a checkout has the source beside it.
    source = compiled.with_name("_native.c")
    if source.exists() and source.stat().st_mtime > compiled.stat().st_mtime:
        return "the part in C is older than its source"
    return ""
