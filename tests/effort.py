"""What hostile texts cost, without a clock: a busy machine must fail no test."""

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
"""The length of a text for which the fastest quadratic search takes a minute in C."""

CPU_SECONDS = 20
"""About ten times what the slowest linear task takes for such a text."""

SIZE = 500
LINEAR = 10
"""Growth below this is linear: eightfold, and some tolerance."""


def growth(task: Callable[[int], object]) -> float:
    """Return by what factor the lines that *task* executes grow at 8 times its size.

    It is at most 8 if *task* is linear, and 64 if it is quadratic. C code is not seen:
    that is what `ends_soon` is for.
    """
    # What is loaded or compiled once must not count.
    task(SIZE // 2)
    small = count_lines(lambda: task(SIZE))
    return count_lines(lambda: task(8 * SIZE)) / small


def count_lines(task: Callable[[], object]) -> int:
    """Run *task* and return how many lines of Python it executed.

    A line counts each time it is executed, in a comprehension once a round.
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
    """Run *task* in another process; return whether `CPU_SECONDS` were enough.

    Time during which other processes have the CPU does not count.
    """

    def run() -> None:
        # Its default action ends the process, even in the middle of C code.
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
        task()

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join()
    return process.exitcode == 0


def giant_text(unit: str) -> str:
    """Repeat *unit* until the text is `GIANT_CHARACTERS` long."""
    return unit * (GIANT_CHARACTERS // len(unit))
