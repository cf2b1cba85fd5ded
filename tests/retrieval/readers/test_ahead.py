from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.readers import ahead
from retrieval.readers.ahead import read_ahead


@given(st.lists(st.integers()))
def test_results_keep_the_order_of_the_items(items: list[int]) -> None:
    assert list(read_ahead(str, items)) == list(map(str, items))


def test_items_are_read_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    both_are_reading = Barrier(2, timeout=60)

    assert len(list(read_ahead(lambda _: both_are_reading.wait(), range(4)))) == 4


def test_few_items_are_taken_before_they_are_needed() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    next(read_ahead(str, items()))

    assert len(taken) <= 2 * ahead._MOST_THREADS + 1


def test_an_error_is_raised_in_its_place() -> None:
    results = read_ahead(lambda n: 1 // n, [1, 0, 1])

    assert next(results) == 1
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_threads_end_with_the_reading() -> None:
    pools: list[ThreadPoolExecutor] = []

    class Pool(ThreadPoolExecutor):
        def __init__(self, *arguments: object) -> None:
            super().__init__(2)
            pools.append(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ahead, "ThreadPoolExecutor", Pool)
        results = read_ahead(str, range(100))
        next(results)
        del results

    with pytest.raises(RuntimeError):
        pools[0].submit(str)
