from retrieval.arrays import Floats, Ints

from .encoder import Vectors
from .products import Bytes, Shorts

def multiply(
    numbers: Bytes,
    scales: Vectors,
    rows: Ints,
    asked: Shorts,
    scale: float,
    products: Floats,
    /,
) -> None: ...
