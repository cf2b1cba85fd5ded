from retrieval.arrays import Floats, Ints

from .sums import Bytes, Shorts

def sum(  # noqa: A001
    numbers: Bytes, rows: Ints, asked: Shorts, sums: Floats, /
) -> None: ...
