from collections.abc import Sequence
from typing import Any

import numpy.typing as npt

from .maxscore import Ids, Term, View
from .segments import Floats, Int32s

def attach(views: Sequence[View], /) -> object: ...
def search(attached: object, terms: list[Term], ids: Ids, scores: Floats, /) -> int: ...
def invert(
    vocabulary_size: int,
    tokens: Int32s,
    lengths: Int32s,
    terms: Int32s,
    starts: npt.NDArray[Any],
    docs: npt.NDArray[Any],
    codes: npt.NDArray[Any],
    kinds: Int32s,
    /,
) -> tuple[int, int, int] | None: ...
def number(
    numbers: dict[Any, int], documents: Sequence[Sequence[Any]], tokens: Int32s, /
) -> None: ...
