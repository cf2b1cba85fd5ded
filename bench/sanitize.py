"""Run the tests of the C extensions under AddressSanitizer and UBSan.

    python bench/sanitize.py [PYTEST ARGUMENTS]
    python bench/sanitize.py --fuzz SECONDS [FIRST_SEED]

Compiles them with gcc into a copy of the project in a temporary folder, which is where
the tests run: those of TESTS, or what the arguments say. With --fuzz, random
searches run instead: see fuzz_bm25.py. The first error of memory or undefined behaviour
ends the run with a report. Linux only.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ["tests/retrieval/bm25", "tests/retrieval/semantic/test_products.py"]

SANITIZE = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
COPIED = ("bench", "bot", "retrieval", "seeds", "tests", "pyproject.toml")
# It measures memory, which the sanitizers take as well.
DESELECTED = "test_an_opened_index_takes_no_memory_of_its_own_however_large"


def main() -> int:
    """Return the exit status of what was run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for copied in COPIED:
            _copy(ROOT / copied, folder / copied)
        modules = _compile_all(folder)
        environment = _environment()
        _check_loaded(modules, folder, environment)
        return subprocess.run(
            [sys.executable, *_program(sys.argv[1:])],
            cwd=folder,
            env=environment,
            check=False,
        ).returncode


def _program(arguments: list[str]) -> list[str]:
    if arguments[:1] == ["--fuzz"]:
        return ["-m", "bench.fuzz_bm25", *arguments[1:]]
    # With the usual capture, the report would be lost with the process.
    pytest = ["-m", "pytest", "-q", "--capture=sys"]
    return [*pytest, *(arguments or [*TESTS, "-k", f"not {DESELECTED}"])]


def _copy(source: Path, target: Path) -> None:
    if source.is_file():
        shutil.copy(source, target)
    else:
        ignored = shutil.ignore_patterns("*.so", "__pycache__")
        shutil.copytree(source, target, ignore=ignored)


def _compile_all(folder: Path) -> list[str]:
    """Compile the extensions of pyproject.toml in place; return their names."""
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    modules = project["tool"]["setuptools"]["ext-modules"]
    for module in modules:
        target = module["name"].replace(".", "/") + ".abi3.so"
        include = f"-I{sysconfig.get_path('include')}"
        options = [*module["extra-compile-args"], "-O1", "-g", "-shared", "-fPIC"]
        command = ["gcc", *options, *SANITIZE, include, *module["sources"]]
        subprocess.run([*command, "-o", target], cwd=folder, check=True)
    return [module["name"] for module in modules]


def _environment() -> dict[str, str]:
    """Return an environment in which Python runs under AddressSanitizer."""
    command = ["gcc", "-print-file-name=libasan.so"]
    library = subprocess.run(command, capture_output=True, text=True, check=True)
    return os.environ | {
        "LD_PRELOAD": library.stdout.strip(),
        # Python never frees some of its objects.
        "ASAN_OPTIONS": "detect_leaks=0",
        "UBSAN_OPTIONS": "print_stacktrace=1",
        # Else small objects would share blocks, and errors in them go unnoticed.
        "PYTHONMALLOC": "malloc",
    }


def _check_loaded(
    modules: list[str], folder: Path, environment: dict[str, str]
) -> None:
    """Raise SystemExit if Python loads an installed extension instead of a copy."""
    for module in modules:
        program = f"import {module} as module; print(module.__file__)"
        command = [sys.executable, "-c", program]
        loaded = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if folder not in Path(loaded.stdout).parents:
            raise SystemExit(f"{module} was loaded from {loaded.stdout!r}")


if __name__ == "__main__":
    raise SystemExit(main())
