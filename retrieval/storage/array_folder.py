"""Arrays in a folder, opened without being read, and replaced all at once.

    folder/manifest.json            format, facts, and what each array must look like
    folder/generation-<id>/*.npy    the arrays

Writing makes a new generation, and then a new manifest takes the place of the old one
in a single step. So when a writer dies, the folder is as it was before, or as it was to
be; and whoever has opened the old generation goes on reading it.
"""

import io
import json
import math
import mmap
import os
import zlib
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from retrieval.arrays import Array, Arrays
from retrieval.errors import UnusableIndexError

# Raise it whenever what is written changes: older folders are then not misread.
FORMAT = 5

MANIFEST = "manifest.json"
_CHUNK_BYTES = 1 << 20
_WRITERS = 16


class Stored(NamedTuple):
    """Arrays by name, and facts that JSON can say."""

    arrays: Arrays
    facts: Mapping[str, Any]


def write_folder(folder: Path, stored: Stored) -> None:
    """Make *folder* hold what is *stored* instead of what it held.

    Only one process may write at a time. Raises OSError when it cannot be written, for
    want of room say; the folder is as before then.
    """
    # Those who only open a folder need not wait for it to be imported.
    import shutil

    folder.mkdir(parents=True, exist_ok=True)
    generation = folder / f"generation-{os.urandom(8).hex()}"
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, generation, ignore_errors=True)
        generation.mkdir()
        manifest = {
            "format": FORMAT,
            "generation": generation.name,
            "facts": dict(stored.facts),
            "arrays": _write_arrays(generation, stored.arrays),
        }
        _sync_folder(generation)
        new = _write_manifest(folder, manifest)
        # From here on it may be the generation that is read, whatever fails.
        undo.pop_all()
    new.replace(folder / MANIFEST)
    _sync_folder(folder)
    for other in folder.glob("generation-*"):
        if other != generation:
            # Where a mapped file cannot be removed, a later writer will.
            shutil.rmtree(other, ignore_errors=True)


def open_folder(folder: Path) -> Stored:
    """Map what *folder* holds; the arrays are read-only, and read when they are used.

    Raises UnusableIndexError unless all is there, in this format, and as it was
    written. What has another time than when it was written is read to make sure (it may
    be a copy); `verify_folder` reads everything.
    """
    manifest = _read_manifest(folder)
    while True:
        try:
            arrays = {
                name: _map_array(_array_path(folder, manifest, name), expected)
                for name, expected in manifest["arrays"].items()
            }
        except UnusableIndexError:
            # A writer may have finished, and removed the old arrays, just now.
            newer = _read_manifest(folder)
            if newer == manifest:
                raise
            manifest = newer
        else:
            return Stored(arrays, manifest["facts"])


def verify_folder(folder: Path) -> None:
    """Read all of *folder*; raises UnusableIndexError if any of it is altered."""
    manifest = _read_manifest(folder)
    for name, expected in manifest["arrays"].items():
        path = _array_path(folder, manifest, name)
        _verify(path, expected)


def _write_arrays(generation: Path, arrays: Arrays) -> dict[str, dict[str, Any]]:
    from concurrent.futures import ThreadPoolExecutor

    paths = [generation / f"{name}.npy" for name in arrays]
    # Disks make many small files safe together in the time that one takes.
    with ThreadPoolExecutor(_WRITERS) as writers:
        written = writers.map(_write_array, paths, arrays.values())
        return dict(zip(arrays, written, strict=True))


def _write_array(path: Path, array: Array) -> dict[str, Any]:
    array = np.ascontiguousarray(array)
    header = io.BytesIO()
    description = np.lib.format.header_data_from_array_1_0(array)
    np.lib.format.write_array_header_1_0(header, description)
    # Not by np.save: it can overlook that the disk is full.
    parts = header.getvalue(), array.reshape(-1).view(np.uint8).data
    with path.open("wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    return {
        "bytes": sum(map(len, parts)),
        "time": path.stat().st_mtime_ns,
        "crc32": zlib.crc32(parts[1], zlib.crc32(parts[0])),
        "dtype": array.dtype.str,
        "shape": array.shape,
    }


def _map_array(path: Path, expected: Mapping[str, Any]) -> Array:
    dtype, shape = np.dtype(expected["dtype"]), tuple(expected["shape"])
    try:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            status = os.fstat(descriptor)
            if status.st_size != expected["bytes"]:
                raise UnusableIndexError(f"{path} is not as long as it was written")
            if status.st_mtime_ns != expected["time"]:
                _verify(path, expected)
            mapped = mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise UnusableIndexError(f"{path}: {error.strerror}") from error
    # The manifest knows all that the header of the file says. np.memmap does the same
    # in several times the time.
    offset = expected["bytes"] - dtype.itemsize * math.prod(shape)
    return np.ndarray(shape, dtype, mapped, offset)


def _array_path(folder: Path, manifest: Mapping[str, Any], name: str) -> Path:
    return Path(folder, manifest["generation"], f"{name}.npy")


def _write_manifest(folder: Path, manifest: Mapping[str, Any]) -> Path:
    """Write the manifest that is to take the place of the old one."""
    rest = json.dumps(manifest, indent=1).removeprefix("{\n")
    text = f'{{"crc32": {_manifest_checksum(rest)},\n{rest}'
    new = folder / f"{MANIFEST}.new"
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return new


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        text = path.read_text(encoding="utf-8")
        manifest = json.loads(text)
    except FileNotFoundError as error:
        raise UnusableIndexError(f"There is no index in {str(folder)!r}") from error
    except OSError as error:
        raise UnusableIndexError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise UnusableIndexError(f"{path} is damaged") from error
    if not isinstance(manifest, dict):
        raise UnusableIndexError(f"{path} is damaged")
    if manifest.get("format") != FORMAT:
        raise UnusableIndexError(
            f"{path} was written by another version of this program "
            f"(format {manifest.get('format')!r}, not {FORMAT})"
        )
    if manifest.pop("crc32", None) != _manifest_checksum(text.partition("\n")[2]):
        raise UnusableIndexError(f"{path} is damaged")
    return manifest


def _manifest_checksum(after_first_line: str) -> int:
    return zlib.crc32(after_first_line.encode())


def _verify(path: Path, expected: Mapping[str, Any]) -> None:
    try:
        checksum = _checksum(path)
    except OSError as error:
        raise UnusableIndexError(f"{path} cannot be read") from error
    if checksum != expected["crc32"]:
        raise UnusableIndexError(f"{path} is damaged")


def _checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            checksum = zlib.crc32(chunk, checksum)
    return checksum


def _sync_folder(folder: Path) -> None:
    """Have the names of new files survive a power cut, where that can be asked for."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
