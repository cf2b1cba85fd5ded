import signal
import subprocess
import sys

import pytest

from tests.programs import ROOT, environment

SIGNALS = [signal.SIGTERM, signal.SIGINT]


def run_until_ready(then: str) -> "subprocess.Popen[str]":
    program = f"""
import time
from bot.server.signals import end_on_stop_signals, ignore_stop_signals
end_on_stop_signals()
print("ready", flush=True)
{then}
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("number", SIGNALS)
def test_a_program_that_still_loads_ends_at_once_and_well(
    number: signal.Signals,
) -> None:
    with run_until_ready("time.sleep(60)") as process:
        process.send_signal(number)
        process.send_signal(number)

        assert process.wait(timeout=20) == 0


@pytest.mark.parametrize("number", SIGNALS)
def test_at_the_end_no_signal_is_heard(number: signal.Signals) -> None:
    with run_until_ready(
        "ignore_stop_signals(); print('done', flush=True); exit(int(input()))"
    ) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(number)
        process.communicate("7\n")

        assert process.returncode == 7
