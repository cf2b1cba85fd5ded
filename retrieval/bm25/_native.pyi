from collections.abc import Sequence
from typing import Any

from retrieval.arrays import Array, Floats, Ints, Longs

from .maxscore import Term, View

def attach(views: Sequence[View], /) -> object: ...
def search(
    attached: object, terms: list[Term], ids: Longs, scores: Floats, /
) -> int: ...
def invert(
    vocabulary_size: int,
    tokens: Ints,
    lengths: Ints,
    terms: Ints,
    starts: Array,
    docs: Array,
    codes: Array,
    kinds: Ints,
    /,
) -> tuple[int, int, int] | None: ...
def number(
    numbers: dict[Any, int], documents: Sequence[Sequence[Any]], tokens: Ints, /
) -> None: ...
