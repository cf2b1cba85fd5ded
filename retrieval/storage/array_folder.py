"""Arrays in a folder: memory-mapped when opened, replaced atomically when written.

    folder/manifest.json            format, facts, and dtype, shape, CRC-32 ... by array
    folder/generation-<id>/*.npy    the arrays

A writer creates a new generation and then replaces the manifest by a single rename. If
it dies, the folder is in either the old or the new state. Readers that have opened the
old generation keep their mappings of it.
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

# Raise it with every change of the layout, so that older folders are rejected.
FORMAT = 8

MANIFEST = "manifest.json"
_CHUNK_BYTES = 1 << 20
_WRITERS = 16


class Stored(NamedTuple):
    """Arrays by name, and JSON-serialisable facts."""

    arrays: Arrays
    facts: Mapping[str, Any]


def write_folder(folder: Path, stored: Stored) -> None:
    """Replace the content of *folder* by *stored*, atomically.

    Only one process may write at a time. Raises OSError on failure, such as a full
    disk; the folder is then unchanged.
    """
    # Imported here because opening a folder, the common case, does not need it.
    import shutil

    folder.mkdir(parents=True, exist_ok=True)
    generation = folder / f"generation-{os.urandom(8).hex()}"
    with ExitStack() as rollback:
        rollback.callback(shutil.rmtree, generation, ignore_errors=True)
        generation.mkdir()
        manifest = {
            "format": FORMAT,
            "generation": generation.name,
            "facts": dict(stored.facts),
            "arrays": _write_arrays(generation, stored.arrays),
        }
        _sync_folder(generation)
        new = _write_manifest(folder, manifest)
        # From here on the manifest may refer to the generation, even after an error.
        rollback.pop_all()
    new.replace(folder / MANIFEST)
    _sync_folder(folder)
    for other in folder.glob("generation-*"):
        if other != generation:
            # Windows cannot remove a mapped file; a later writer will.
            shutil.rmtree(other, ignore_errors=True)


def open_folder(folder: Path) -> Stored:
    """Memory-map the arrays of *folder*, read-only; pages are read on first use.

    Raises UnusableIndexError if a file is missing, altered, or of another format. Only
    files whose mtime has changed (they may be copies) have their CRC-32 checked;
    `verify_folder` checks all files.
    """
    manifest = _read_manifest(folder)
    while True:
        try:
            arrays = {
                name: _map_array(_array_path(folder, manifest, name), expected)
                for name, expected in manifest["arrays"].items()
            }
        except UnusableIndexError:
            # A writer may have replaced the manifest and removed the old arrays.
            newer = _read_manifest(folder)
            if newer == manifest:
                raise
            manifest = newer
        else:
            return Stored(arrays, manifest["facts"])


def verify_folder(folder: Path) -> None:
    """Check the CRC-32 of all files; raises UnusableIndexError on a mismatch."""
    manifest = _read_manifest(folder)
    for name, expected in manifest["arrays"].items():
        path = _array_path(folder, manifest, name)
        _verify(path, expected)


def _write_arrays(generation: Path, arrays: Arrays) -> dict[str, dict[str, Any]]:
    from concurrent.futures import ThreadPoolExecutor

    paths = [generation / f"{name}.npy" for name in arrays]
    # Concurrent fsync calls take hardly longer than one.
    with ThreadPoolExecutor(_WRITERS) as writers:
        written = writers.map(_write_array, paths, arrays.values())
        return dict(zip(arrays, written, strict=True))


def _write_array(path: Path, array: Array) -> dict[str, Any]:
    array = np.ascontiguousarray(array)
    header = io.BytesIO()
    description = np.lib.format.header_data_from_array_1_0(array)
    np.lib.format.write_array_header_1_0(header, description)
    # Not np.save: it may not report a full disk.
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
    # The manifest repeats the header's dtype and shape; np.memmap is several times
    # slower.
    offset = expected["bytes"] - dtype.itemsize * math.prod(shape)
    return np.ndarray(shape, dtype, mapped, offset)


def _array_path(folder: Path, manifest: Mapping[str, Any], name: str) -> Path:
    return Path(folder, manifest["generation"], f"{name}.npy")


def _write_manifest(folder: Path, manifest: Mapping[str, Any]) -> Path:
    """Write the new manifest beside the old one and return its path."""
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
    """Sync the directory entries of new files to disk, where the system can."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
