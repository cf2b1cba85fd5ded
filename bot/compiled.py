"""Whether searches run in C, as far as the installation allows."""

from pathlib import Path

from retrieval.bm25 import kernel

COMMAND = "pip install -e ."
"""Compiles the part in C anew, as it must be after each `git pull`."""


def shortcoming() -> str:
    """Return what is wrong with the part in C; "" if it is what its source says."""
    if kernel.FASTEST is kernel.NUMPY:
        return "the part in C is not compiled"
    from retrieval.bm25 import _native

    return _age(Path(_native.__file__))


def _age(compiled: Path) -> str:
    # Only a checkout has the source beside it.
    source = compiled.with_name("_native.c")
    if source.exists() and source.stat().st_mtime > compiled.stat().st_mtime:
        return "the part in C is older than its source"
    return ""
