import errno
import json
import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from retrieval import UnusableIndexError
from retrieval.storage import array_folder as storage
from retrieval.storage.array_folder import (
    Stored,
    open_folder,
    verify_folder,
    write_folder,
)

A = np.arange(1000, dtype=np.int32)
ARRAYS: dict[str, npt.NDArray[Any]] = {
    "numbers": A,
    "pairs": A.reshape(500, 2).astype(np.uint16),
    "nothing": np.zeros(0),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "some" / "index"
    write_folder(folder, Stored(ARRAYS, {"k1": 0.1, "names": ["a", "b"]}))
    return folder


def manifest_of(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_text())


def array_file(folder: Path, name: str) -> Path:
    return Path(folder, manifest_of(folder)["generation"], f"{name}.npy")


def test_arrays_and_facts_come_back_as_they_were(folder: Path) -> None:
    stored = open_folder(folder)

    assert stored.facts == {"k1": 0.1, "names": ["a", "b"]}
    assert stored.arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert stored.arrays[name].dtype == array.dtype
        assert np.array_equal(stored.arrays[name], array)


def test_an_array_is_an_ordinary_npy_file(folder: Path) -> None:
    array = np.load(array_file(folder, "pairs"), allow_pickle=False)

    assert np.array_equal(array, ARRAYS["pairs"])


def test_what_is_opened_cannot_be_written_to(folder: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        open_folder(folder).arrays["numbers"][0] = 1


def test_objects_are_never_written(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="references"):
        write_folder(tmp_path, Stored({"objects": np.array([{}])}, {}))


def test_a_folder_that_is_not_there_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(UnusableIndexError, match=r"no index in '.*nowhere'"):
        open_folder(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["numbers", "pairs", "nothing"])
def test_a_missing_array_is_noticed_when_the_folder_is_opened(
    folder: Path, name: str
) -> None:
    array_file(folder, name).unlink()

    with pytest.raises(UnusableIndexError, match=name):
        open_folder(folder)


@pytest.mark.parametrize("change", [-1000, -1, 1])
def test_an_array_of_another_length_is_noticed_when_the_folder_is_opened(
    folder: Path, change: int
) -> None:
    path = array_file(folder, "numbers")
    data = path.read_bytes()
    path.write_bytes((data + b"\0")[: len(data) + change])

    with pytest.raises(UnusableIndexError, match="not as long"):
        open_folder(folder)


def test_every_altered_byte_is_noticed_by_a_verification(folder: Path) -> None:
    verify_folder(folder)
    path = array_file(folder, "nothing")
    data = path.read_bytes()

    for i in range(len(data)):
        path.write_bytes(data[:i] + bytes([data[i] ^ 1]) + data[i + 1 :])
        with pytest.raises(UnusableIndexError, match=r"nothing\.npy is damaged"):
            verify_folder(folder)


def test_every_altered_byte_of_the_manifest_is_noticed_or_means_the_same(
    folder: Path,
) -> None:
    path = folder / "manifest.json"
    data, manifest = path.read_bytes(), manifest_of(folder)

    for i in range(len(data)):
        path.write_bytes(data[:i] + bytes([data[i] ^ 1]) + data[i + 1 :])
        try:
            open_folder(folder)
        except UnusableIndexError:
            continue
        assert manifest_of(folder) == manifest


@pytest.mark.parametrize("text", ["", "[]", "null", '{"format": 1}', "\N{SNOWMAN}"])
def test_a_manifest_that_is_none_is_unusable(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text, encoding="utf-8")

    with pytest.raises(UnusableIndexError, match=r"manifest\.json (is|was)"):
        open_folder(folder)


@pytest.mark.parametrize("version", [storage.FORMAT - 1, storage.FORMAT + 1])
def test_another_format_is_named(folder: Path, version: int) -> None:
    manifest = manifest_of(folder) | {"format": version}
    (folder / "manifest.json").write_text(json.dumps(manifest))

    with pytest.raises(UnusableIndexError, match=f"format {version}, not"):
        open_folder(folder)


def test_a_reader_keeps_what_it_opened_until_it_opens_again(folder: Path) -> None:
    before = open_folder(folder)

    write_folder(folder, Stored({"numbers": A + 1}, {}))

    assert np.array_equal(before.arrays["numbers"], A)
    assert np.array_equal(open_folder(folder).arrays["numbers"], A + 1)


def test_an_old_generation_is_removed(folder: Path) -> None:
    write_folder(folder, Stored({"numbers": A}, {}))

    assert len(list(folder.iterdir())) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="files have no limit there")
def test_where_there_is_no_room_what_was_there_stays(folder: Path) -> None:
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            write_folder(folder, Stored({"numbers": A + 1}, {}))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)

    assert np.array_equal(open_folder(folder).arrays["numbers"], A)
    assert len(list(folder.iterdir())) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not synced there")
def test_if_all_but_the_last_step_was_done_the_folder_can_be_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(descriptor: int) -> None:
        if os.path.samestat(os.fstat(descriptor), folder.stat()):
            raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="Input/output error"):
        write_folder(folder, Stored({"numbers": A + 1}, {}))

    assert np.array_equal(open_folder(folder).arrays["numbers"], A + 1)


def write_forever(folder: Path) -> None:
    while True:
        for value in (1, 2):
            array = np.full(100_000, value)
            write_folder(folder, Stored({"a": array, "b": array}, {"value": value}))


@pytest.mark.skipif(sys.platform == "win32", reason="processes end otherwise there")
def test_a_writer_killed_at_any_moment_leaves_a_whole_folder(tmp_path: Path) -> None:
    write_folder(tmp_path, Stored({"a": np.ones(1), "b": np.ones(1)}, {"value": 1}))

    for attempt in range(10):
        writer = multiprocessing.get_context("fork").Process(
            target=write_forever, args=[tmp_path]
        )
        writer.start()
        time.sleep(0.01 + attempt * 0.007)
        # Readers meanwhile find one thing or the other.
        stored = open_folder(tmp_path)
        assert set(stored.arrays["a"]) == {stored.facts["value"]}
        writer.kill()
        writer.join()

        verify_folder(tmp_path)
        stored = open_folder(tmp_path)
        assert set(stored.arrays["a"]) == {stored.facts["value"]}
        assert set(stored.arrays["b"]) == {stored.facts["value"]}
