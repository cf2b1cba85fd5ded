"""Numbering terms and inverting documents in NumPy: the reference for the C kernel."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np

from retrieval.arrays import Ints

from .segment import MAX_KINDS, Inverted


def number(
    numbers: dict[Any, int], documents: Sequence[Sequence[Any]], n_tokens: int
) -> Ints:
    """Return the numbers of the terms of all documents, in reading order.

    New terms are numbered by the ``__missing__`` of *numbers*. Raises ValueError if
    there are fewer than *n_tokens* terms.

    Example: {"a": 0}, [["b", "a"], ["b"]], 3 -> [1, 0, 1]
    """
    terms = chain.from_iterable(documents)
    return np.fromiter(map(numbers.__getitem__, terms), np.int32, n_tokens)


def invert(tokens: Ints, lengths: Ints, vocabulary_size: int) -> Inverted | None:
    """Invert up to MAX_DOCS documents; None if they have more than MAX_KINDS kinds.

    *tokens* holds the term numbers of all documents, one document after another; they
    are below *vocabulary_size*. *lengths* holds the number of tokens of each document.

    Example: the documents [7, 3, 7] and [3] are tokens [7, 3, 7, 3], lengths [3, 1].
    The sorted keys (term, document) are (3, 0), (3, 1), (7, 0), (7, 0). Equal keys are
    one posting, and their number is its tf:

        terms  [3, 7]              starts [0, 2, 3]
        docs   [0, 1, 0]           (tf, length) of each: (1, 3), (1, 1), (2, 3)
        kinds  [(1, 1), (1, 3), (2, 3)]           codes [1, 0, 2]
    """
    keys = tokens.astype(np.int64) << 16
    keys |= np.repeat(np.arange(len(lengths)), lengths)
    keys.sort()
    firsts = np.flatnonzero(np.diff(keys, prepend=-1))
    tf = np.diff(firsts, append=len(keys))
    keys = keys[firsts]
    docs = keys.astype(np.uint16)
    packed = tf << 32 | lengths[docs]
    kinds = np.unique(packed)
    if len(kinds) > MAX_KINDS:
        return None
    df = np.bincount(keys >> 16, minlength=vocabulary_size)
    terms = np.flatnonzero(df)
    starts = np.zeros(len(terms) + 1, np.uint32)
    np.cumsum(df[terms], out=starts[1:])
    return Inverted(
        terms.astype(np.int32),
        starts,
        docs,
        kinds.searchsorted(packed).astype(np.uint16),
        np.stack([kinds >> 32, kinds & 0xFFFFFFFF], axis=1).astype(np.int32),
    )
