from pathlib import Path

import numpy as np
import pytest

from retrieval import UnwritableLibraryError
from retrieval.semantic.passages import key_of
from retrieval.semantic.store import VectorStore
from tests.encoders import unit

ONE, TWO, THREE = map(key_of, ("one", "two", "three"))


def test_saved_vectors_are_found_by_their_keys(tmp_path: Path) -> None:
    store = VectorStore(tmp_path, "words 1")
    store.append([TWO], unit(0, 1))
    store.append([ONE], unit(1, 0))

    found = VectorStore(tmp_path, "words 1").read([ONE, THREE, TWO])

    assert found.known.tolist() == [True, False, True]
    assert found.vectors.numbers[found.rows[[0, 2]]].tolist() == [[127, 0], [0, 127]]


def test_a_store_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert VectorStore(tmp_path, "words 1").read([ONE]).known.tolist() == [False]


def test_vectors_of_another_encoder_are_not_found(tmp_path: Path) -> None:
    VectorStore(tmp_path, "words 1").append([ONE], unit(1, 0))

    assert not VectorStore(tmp_path, "words 2").read([ONE]).known.any()


@pytest.mark.parametrize("lost", [1, 5, 13])
def test_what_a_killed_writer_left_is_cut_off(tmp_path: Path, lost: int) -> None:
    store = VectorStore(tmp_path, "words 1")
    store.append([ONE, TWO], np.concatenate([unit(1, 0), unit(0, 1)]))
    with store.path.open("rb+") as file:
        file.truncate(store.path.stat().st_size - lost)

    assert store.read([ONE, TWO]).known.tolist() == [True, False]
    store.append([THREE], unit(0, -1))
    found = store.read([ONE, TWO, THREE])
    assert found.known.tolist() == [True, False, True]
    assert found.vectors.numbers[found.rows[2]].tolist() == [0, -127]


@pytest.mark.parametrize("content", [b"", b"vec", b"something else that is long"])
def test_a_file_that_is_no_store_holds_nothing(tmp_path: Path, content: bytes) -> None:
    store = VectorStore(tmp_path, "words 1")
    store.path.write_bytes(content)

    assert store.read([ONE]).known.tolist() == [False]
    store.append([ONE], unit(1, 0))
    assert store.read([ONE]).known.tolist() == [True]


def test_vectors_of_another_length_begin_the_file_anew(tmp_path: Path) -> None:
    store = VectorStore(tmp_path, "words 1")
    store.append([ONE, TWO], np.concatenate([unit(1, 0), unit(0, 1)]))
    old = store.read([ONE, TWO])

    store.append([THREE], unit(0, 0, 1))

    found = store.read([ONE, TWO, THREE])
    assert found.known.tolist() == [False, False, True]
    assert found.vectors.numbers.tolist() == [[0, 0, 127]]
    assert old.vectors.numbers.tolist() == [[127, 0], [0, 127]]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(UnwritableLibraryError, match="cannot be saved"):
        VectorStore(tmp_path / "file", "words 1").append([ONE], unit(1, 0))
