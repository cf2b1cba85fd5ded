import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arrays import Floats, Ints
from retrieval.semantic import products
from retrieval.semantic.products import EXACT, Bytes, Multiply

LEAST, MOST = -128, 127

compiled = pytest.mark.skipif(
    products.fastest is products.in_numpy, reason="the C extension was not compiled"
)
ways = pytest.mark.parametrize(
    "way",
    [products.in_numpy, pytest.param(products.in_c, marks=compiled)],
    ids=["NumPy", "C"],
)


def some(rows: int, width: int, seed: int = 1) -> Bytes:
    return np.random.default_rng(seed).integers(LEAST, MOST + 1, (rows, width), np.int8)


def sums(way: Multiply, numbers: Bytes, rows: Ints, asked: Bytes) -> Floats:
    return way(numbers, np.ones(len(numbers), np.float32), rows, asked, np.float32(1))


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
    way: Multiply, width: int, rows: list[int], seed: int
) -> None:
    numbers, asked = some(40, width, seed), some(1, width, seed + 1)[0]

    found = sums(way, numbers, np.array(rows, np.int32), asked)

    expected = numbers.astype(np.int64) @ asked.astype(np.int64)
    assert found.tolist() == expected[np.array(rows, np.int32)].tolist()


@ways
@pytest.mark.parametrize("width", [EXACT, 3 * EXACT + 5, 200_001])
def test_the_greatest_sums_are_exact(way: Multiply, width: int) -> None:
    numbers = np.full((2, width), MOST, np.int8)
    numbers[1, :] = LEAST

    found = sums(way, numbers, np.arange(2, dtype=np.int32), numbers[0])

    assert found.tolist() == [width * MOST * MOST, width * LEAST * MOST]


@ways
def test_more_rows_than_a_block_may_be_in_any_order(way: Multiply) -> None:
    numbers, asked = some(5000, 8), some(1, 8, seed=2)[0]
    rows = np.random.default_rng(3).permutation(5000).astype(np.int32)

    found = sums(way, numbers, rows, asked)

    assert found.tolist() == (numbers.astype(int) @ asked.astype(int))[rows].tolist()


@compiled
@given(seed=st.integers(0, 2**32 - 1))
def test_products_are_the_same_in_c_to_the_last_bit(seed: int) -> None:
    generator = np.random.default_rng(seed)
    records = np.zeros(50, [("scale", np.float32), ("numbers", np.int8, (33,))])
    records["scale"] = generator.uniform(1e-6, 1, 50)
    records["numbers"] = some(50, 33, seed)
    rows = generator.integers(0, 50, 200, np.int32)
    asked, scale = some(1, 33, seed + 1)[0], np.float32(generator.uniform(1e-6, 1))
    vectors = records["numbers"], records["scale"]

    in_numpy = products.in_numpy(*vectors, rows, asked, scale)

    assert products.in_c(*vectors, rows, asked, scale).tolist() == in_numpy.tolist()


@ways
@pytest.mark.parametrize("row", [3, 2**31 - 1])
def test_a_row_beyond_the_last_is_refused(way: Multiply, row: int) -> None:
    with pytest.raises(IndexError):
        sums(way, some(3, 4), np.array([0, row], np.int32), some(1, 4)[0])


@compiled
def test_a_row_before_the_first_is_refused() -> None:
    with pytest.raises(IndexError):
        sums(products.in_c, some(3, 4), np.array([-1], np.int32), some(1, 4)[0])


def test_arrays_that_do_not_fit_together_are_refused() -> None:
    native = pytest.importorskip("retrieval.semantic._native")
    numbers, rows = some(3, 4), np.arange(3, dtype=np.int32)
    asked, scales = numbers[0].astype(np.int16), np.ones(3, np.float32)
    result = np.empty(3)

    for arrays in (
        (numbers[0], scales, rows, asked, 1.0, result),
        (numbers.T, np.ones(4, np.float32), rows, asked[:3], 1.0, result),
        (asked.reshape(1, 4), scales[:1], rows, asked, 1.0, result),
        (numbers, scales[:2], rows, asked, 1.0, result),
        (numbers, scales.astype(np.float64), rows, asked, 1.0, result),
        (numbers, scales, rows.astype(np.int64), asked, 1.0, result),
        (numbers, scales, rows, asked[:3], 1.0, result),
        (numbers, scales, rows, numbers[0], 1.0, result),
        (numbers, scales, rows, asked, 1.0, result[:2]),
        (numbers, scales, rows, asked, 1.0, result.astype(np.float32)),
    ):
        with pytest.raises(ValueError, match="do not fit"):
            native.multiply(*arrays)
