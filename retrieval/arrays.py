"""Short names for array types."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Integers = npt.NDArray[np.integer[Any]]
"""Signed or unsigned, of any width."""

Array = npt.NDArray[Any]
Arrays = Mapping[str, Array]
