import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from retrieval.semantic.encoder import normalised
from retrieval.semantic.vectors import MOST, Quantised

DIMENSIONS = 384
floats = st.floats(-1, 1, width=32)
matrices = arrays(np.float32, st.tuples(st.integers(1, 6), st.just(8)), elements=floats)


@given(matrices)
def test_rounded_vectors_are_off_by_half_a_step_at_most(
    numbers: npt.NDArray[np.float32],
) -> None:
    vectors = normalised(numbers)

    quantised = Quantised.of(vectors)

    restored = quantised.numbers * quantised.scales[:, None]
    steps = np.abs(vectors).max(axis=1, keepdims=True) / MOST
    assert (np.abs(restored - vectors) <= steps / 2 + 1e-6).all()


@pytest.mark.parametrize("is_shuffled", [False, True])
def test_products_are_those_of_whole_numbers_in_any_order(is_shuffled: bool) -> None:
    generator = np.random.default_rng(1)
    vectors = normalised(generator.normal(size=(2500, DIMENSIONS)))
    quantised, asked = Quantised.of(vectors), Quantised.of(vectors[:1])
    rows = np.arange(2500, dtype=np.int32)
    if is_shuffled:
        generator.shuffle(rows)

    products = quantised.products(rows, asked)

    whole = quantised.numbers.astype(np.int64) @ asked.numbers[0].astype(np.int64)
    expected = whole[rows].astype(np.float64) * (
        quantised.scales[rows] * asked.scales[0]
    )
    assert products.tolist() == expected.tolist()


def test_no_rows_have_no_products() -> None:
    quantised = Quantised.of(np.ones((2, DIMENSIONS), np.float32))

    assert quantised.products(np.zeros(0, np.int32), quantised).tolist() == []
