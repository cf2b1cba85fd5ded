import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index import rows
from retrieval.index.rows import occurrences


@given(st.lists(st.integers(0, 9)), st.integers(1, 20))
def test_occurrences_are_counted_however_many_numbers_are_read_at_a_time(
    numbers: list[int], at_a_time: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "AT_A_TIME", at_a_time)
        counts = occurrences(np.array(numbers, np.int32), 10)

    assert counts.tolist() == [numbers.count(number) for number in range(10)]
