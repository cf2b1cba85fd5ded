"""The cost of hostile texts, counted without a clock, so that load fails no test."""

import multiprocessing
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

needs_cpu_limit = pytest.mark.skipif(
    sys.platform == "win32", reason="processes have no limit of CPU time there"
)

GIANT_CHARACTERS = 300_000
"""At this length, even the fastest quadratic search takes a minute in C."""

CPU_SECONDS = 20
"""About ten times the time of the slowest linear task on such a text."""

SIZE = 500
LINEAR = 10
"""Growth below this is linear: eightfold with some tolerance."""


def growth(task: Callable[[int], object]) -> float:
    """Return the growth factor of the lines executed by *task* for 8 times the size.

    At most 8 if *task* is linear, 64 if it is quadratic. C code is not counted; use
    `ends_soon` for that.
    """
    # Warm up, so that code that runs only once is not counted.
    task(SIZE // 2)
    small = count_lines(lambda: task(SIZE))
    return count_lines(lambda: task(8 * SIZE)) / small


def count_lines(task: Callable[[], object]) -> int:
    """Run *task* and return how many lines of Python it executed.

    A line counts each time it runs, in a comprehension once per iteration.
    """
    count = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    # A debugger or a coverage tool may be tracing.
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        task()
    finally:
        sys.settrace(before)
    return count


def ends_soon(task: Callable[[], object]) -> bool:
    """Run *task* in another process; return whether it took at most `CPU_SECONDS`.

    CPU time of other processes does not count.
    """

    def run() -> None:
        # The default action ends the process even inside C code.
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
        task()

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join()
    return process.exitcode == 0


def giant_text(unit: str) -> str:
    """Repeat *unit* until the text is `GIANT_CHARACTERS` long."""
    return unit * (GIANT_CHARACTERS // len(unit))
