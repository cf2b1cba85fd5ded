import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.semantic import sums
from retrieval.semantic.sums import EXACT, Bytes, Sums

LEAST, MOST = -128, 127

compiled = pytest.mark.skipif(
    sums.fastest is sums.in_numpy, reason="the C extension was not compiled"
)
ways = pytest.mark.parametrize(
    "way", [sums.in_numpy, pytest.param(sums.in_c, marks=compiled)], ids=["NumPy", "C"]
)


def some(rows: int, width: int, seed: int = 1) -> Bytes:
    return np.random.default_rng(seed).integers(LEAST, MOST + 1, (rows, width), np.int8)


@ways
@given(
    width=st.sampled_from([0, 1, 7, 16, 384, EXACT, EXACT + 1]),
    rows=st.one_of(
        st.lists(st.integers(0, 39), max_size=60),
        st.integers(0, 39).map(lambda start: [*range(start, 40)]),
    ),
    seed=st.integers(0, 2**32 - 1),
)
def test_sums_are_those_of_whole_numbers(
    way: Sums, width: int, rows: list[int], seed: int
) -> None:
    numbers, asked = some(40, width, seed), some(1, width, seed + 1)[0]

    found = way(numbers, np.array(rows, np.int32), asked)

    expected = numbers.astype(np.int64) @ asked.astype(np.int64)
    assert found.tolist() == expected[np.array(rows, np.int32)].tolist()


@ways
@pytest.mark.parametrize("width", [EXACT, 3 * EXACT + 5, 200_001])
def test_the_greatest_sums_are_exact(way: Sums, width: int) -> None:
    numbers = np.full((2, width), MOST, np.int8)
    numbers[1, :] = LEAST

    found = way(numbers, np.arange(2, dtype=np.int32), numbers[0])

    assert found.tolist() == [width * MOST * MOST, width * LEAST * MOST]


@ways
def test_more_rows_than_a_block_may_be_in_any_order(way: Sums) -> None:
    numbers, asked = some(5000, 8), some(1, 8, seed=2)[0]
    rows = np.random.default_rng(3).permutation(5000).astype(np.int32)

    found = way(numbers, rows, asked)

    assert found.tolist() == (numbers.astype(int) @ asked.astype(int))[rows].tolist()


@ways
def test_vectors_may_lie_in_records_of_more(way: Sums) -> None:
    records = np.zeros(5, [("scale", np.float32), ("numbers", np.int8, (6,))])
    records["numbers"] = numbers = some(5, 6)
    rows = np.arange(5, dtype=np.int32)

    found = way(records["numbers"], rows, numbers[0])

    assert found.tolist() == way(numbers, rows, numbers[0]).tolist()


@ways
@pytest.mark.parametrize("row", [3, 2**31 - 1])
def test_a_row_beyond_the_last_is_refused(way: Sums, row: int) -> None:
    with pytest.raises(IndexError):
        way(some(3, 4), np.array([0, row], np.int32), some(1, 4)[0])


@compiled
def test_a_row_before_the_first_is_refused() -> None:
    with pytest.raises(IndexError):
        sums.in_c(some(3, 4), np.array([-1], np.int32), some(1, 4)[0])


def test_arrays_that_do_not_fit_together_are_refused() -> None:
    native = pytest.importorskip("retrieval.semantic._native")
    numbers, rows = some(3, 4), np.arange(3, dtype=np.int32)
    asked = numbers[0].astype(np.int16)
    result = np.empty(3)

    for arrays in (
        (numbers[0], rows, asked, result),
        (numbers, rows, asked[:3], result),
        (numbers, rows, asked, result[:2]),
        (numbers, rows.astype(np.int64), asked, result),
        (numbers, rows, numbers[0], result),
        (asked.reshape(1, 4), rows, asked, result),
        (numbers, rows, asked, result.astype(np.float32)),
        (numbers.T, rows, asked[:3], result),
    ):
        with pytest.raises(ValueError, match="do not fit"):
            native.sum(*arrays)
