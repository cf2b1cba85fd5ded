from tempfile import TemporaryFile

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.storage.string_table import (
    StringTable,
    StringTableBuilder,
    encoded,
    positions,
    string_arrays,
)

TEXTS = st.text(st.characters(), max_size=4) | st.sampled_from(
    ["a", "\ud83d", "\ude00"]
)


@given(st.lists(TEXTS, max_size=30))
def test_strings_come_back_and_are_found_under_all_their_numbers(
    texts: list[str],
) -> None:
    strings = StringTable(string_arrays(texts, "name"), "name")

    assert list(strings) == [strings[number] for number in range(len(texts))] == texts
    for text in [*texts, "other"]:
        numbers = [number for number, other in enumerate(texts) if other == text]
        assert list(strings.find(text)) == numbers


@given(st.lists(TEXTS, max_size=30))
def test_strings_in_a_file_are_those_in_memory(texts: list[str]) -> None:
    with TemporaryFile() as file:
        builder = StringTableBuilder(file)
        for text in texts:
            builder.add(encoded(text))
        arrays = builder.to_arrays("name")

    expected = string_arrays(texts, "name")
    assert arrays.keys() == expected.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(array, expected[name], strict=True)


def test_strings_of_one_checksum_are_told_apart() -> None:
    # Both have the CRC-32 0x4ddb0c25.
    strings = StringTable(string_arrays(["plumless", "buckeroo"], "name"), "name")

    assert list(strings.find("buckeroo")) == [1]
    assert list(strings.find("plumless")) == [0]


@given(st.sets(st.integers(0, 50)), st.lists(st.integers(0, 60)))
def test_positions_are_those_of_the_numbers_that_are_found(
    numbers: set[int], wanted: list[int]
) -> None:
    ordered = np.array(sorted(numbers), np.int64)

    places, found = positions(ordered, np.array(wanted, np.int64))

    assert found.tolist() == [number in numbers for number in wanted]
    assert ordered[places].tolist() == [n for n in wanted if n in numbers]
