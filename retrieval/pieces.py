"""The pieces of texts that stand between spaces, and what they were found to say.

`_text` does the same in C, if it could be compiled.
"""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Memory(dict[str, T]):
    """What pieces say; when it holds *limit* of them, it is emptied and fills again."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit


def read(
    memory: Memory[T], text: str, learn: Callable[[list[str]], list[T] | None]
) -> list[T] | None:
    """Return what the pieces of *text* say, in order.

    *learn* tells what pieces say that are not in *memory*, or None if one of them says
    nothing by itself: then the text is none of its pieces, and None is returned.
    """
    # A comma before a space belongs to no piece.
    pieces = text.replace("\n", " ").replace(", ", " ").split(" ")
    try:
        return list(map(memory.__getitem__, pieces))
    except KeyError:
        known = list(map(memory.get, pieces))
    new = [piece for piece, said in zip(pieces, known, strict=True) if said is None]
    learned = learn(new)
    if learned is None:
        return None
    if len(memory) >= memory.limit:
        memory.clear()
    memory.update(zip(new, learned, strict=True))
    filling = iter(learned)
    return [next(filling) if said is None else said for said in known]
