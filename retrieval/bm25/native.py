"""Numbering terms, inverting and searching postings in C.

Importing this module raises ImportError if the C extension was not compiled. The
functions do what those of `inversion` and `maxscore` do.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from retrieval.arrays import Ints

from ._native import attach, search
from ._native import invert as _invert
from ._native import number as _number
from .segment import MAX_KINDS, Inverted

__all__ = ["attach", "invert", "number", "search"]


def number(
    numbers: dict[Any, int], documents: Sequence[Sequence[Any]], n_tokens: int
) -> Ints:
    """See `inversion.number`."""
    tokens = np.empty(n_tokens, np.int32)
    _number(numbers, documents, tokens)
    return tokens


def invert(tokens: Ints, lengths: Ints, vocabulary_size: int) -> Inverted | None:
    """See `inversion.invert`."""
    most_terms = min(len(tokens), vocabulary_size)
    terms = np.empty(most_terms, np.int32)
    starts = np.empty(most_terms + 1, np.uint32)
    docs = np.empty(len(tokens), np.uint16)
    codes = np.empty(len(tokens), np.uint16)
    kinds = np.empty((MAX_KINDS, 2), np.int32)
    sizes = _invert(vocabulary_size, tokens, lengths, terms, starts, docs, codes, kinds)
    if sizes is None:
        return None
    n_terms, n_postings, n_kinds = sizes
    # Slices would keep the whole arrays, and the unused room in them, alive.
    return Inverted(
        terms[:n_terms].copy(),
        starts[: n_terms + 1].copy(),
        docs[:n_postings].copy(),
        codes[:n_postings].copy(),
        kinds[:n_kinds].copy(),
    )
