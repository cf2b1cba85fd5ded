import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from retrieval import UnwritableLibraryError
from retrieval.semantic.passages import key_of
from retrieval.semantic.store import VectorStore, checksum_of
from retrieval.semantic.vectors import Quantised
from tests.encoders import unit

ONE, TWO, THREE = map(key_of, ("one", "two", "three"))

ROOT = Path(__file__).parents[3]
# The checksum, the key, the scale and two numbers.
RECORD_BYTES = 4 + 8 + 4 + 2


def alter(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


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


@pytest.mark.parametrize("place", range(12, 12 + 2 * RECORD_BYTES))
def test_a_record_with_an_altered_byte_is_not_found(tmp_path: Path, place: int) -> None:
    store = VectorStore(tmp_path, "words 1")
    store.append([ONE, TWO], np.concatenate([unit(1, 0), unit(0, 1)]))
    alter(store.path, place)

    is_first = place < 12 + RECORD_BYTES
    assert store.read([ONE, TWO]).known.tolist() == [not is_first, is_first]
    store.append([ONE, TWO], np.concatenate([unit(1, 0), unit(0, 1)]))
    found = store.read([ONE, TWO])
    assert found.known.all()
    assert found.vectors.numbers[found.rows].tolist() == [[127, 0], [0, 127]]


def test_rows_are_read_if_they_have_the_keys_undamaged(tmp_path: Path) -> None:
    store = VectorStore(tmp_path, "words 1")
    store.append([ONE, TWO], np.concatenate([unit(1, 0), unit(0, 1)]))
    rows, checksum = np.array([1, 0], np.int32), checksum_of([TWO, ONE])

    assert store.read_rows(rows, checksum)
    assert not store.read_rows(rows, checksum_of([ONE, TWO]))
    assert not store.read_rows(rows + 1, checksum)
    alter(store.path, -1)
    assert not store.read_rows(rows, checksum)


def test_a_file_that_is_mostly_of_no_use_is_written_anew(tmp_path: Path) -> None:
    store = VectorStore(tmp_path, "words 1")
    keys = [key_of(str(number)) for number in range(9)]
    vectors = [unit(number, 1) for number in range(9)]
    store.append(keys, np.concatenate(vectors))
    old = store.read(keys)
    before = old.vectors.numbers.tolist()

    for used in (keys[3:6], [ONE]):
        store.compact(used)
        assert len(store.read([]).vectors.numbers) == 9
    store.compact([keys[5], keys[4], keys[5]])

    found = store.read([keys[5], keys[4], keys[3]])
    assert found.known.tolist() == [True, True, False]
    assert found.vectors.numbers.tolist() == before[4:6]
    assert found.vectors.numbers[found.rows[0]].tolist() == before[5]
    assert old.vectors.numbers.tolist() == before
    assert sorted(path.suffix for path in tmp_path.iterdir()) == ["", ".vectors"]


def test_what_was_left_of_writing_anew_does_no_harm(tmp_path: Path) -> None:
    store = VectorStore(tmp_path, "words 1")
    keys = [key_of(str(number)) for number in range(9)]
    store.append(keys, np.concatenate([unit(number, 1) for number in range(9)]))
    store.path.with_suffix(".part").write_bytes(store.path.read_bytes()[:50])

    assert store.read(keys).known.all()
    store.compact(keys[:1])
    assert store.read(keys).known.tolist() == [True] + 8 * [False]


KILLED = """
import sys
from pathlib import Path
import numpy as np
from retrieval.semantic.passages import key_of
from retrieval.semantic.store import VectorStore, checksum_of
from retrieval.semantic.vectors import Quantised

store = VectorStore(Path(sys.argv[1]), "words 1")
number = 0
while True:
    keys = [key_of(str(number + place)) for place in range(50)]
    vectors = [[np.cos(number + place), np.sin(number + place)] for place in range(50)]
    store.append(keys, np.array(vectors, np.float32))
    store.compact(keys)
    number += 50
    print(number, flush=True)
"""


def test_a_writer_may_be_killed_at_any_time(tmp_path: Path) -> None:
    store = VectorStore(tmp_path, "words 1")
    for batches in range(1, 8):
        command = [sys.executable, "-c", KILLED, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as writer:
            assert writer.stdout
            lines = [writer.stdout.readline() for _ in range(batches)]
            writer.kill()

        # It may have gone on for a while, and removed what was of use before.
        numbers = np.arange(int(lines[-1]) - 50, int(lines[-1]) + 5000)
        found = store.read([key_of(str(number)) for number in numbers])
        vectors = np.stack([np.cos(numbers), np.sin(numbers)], 1).astype(np.float32)
        assert found.known.reshape(-1, 50).all(axis=1).any()
        expected = Quantised.of(vectors).numbers[found.known]
        assert (found.vectors.numbers[found.rows[found.known]] == expected).all()
        store.append([ONE], unit(1, 0))
        assert store.read([ONE]).known.all()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(UnwritableLibraryError, match="cannot be saved"):
        VectorStore(tmp_path / "file", "words 1").append([ONE], unit(1, 0))
