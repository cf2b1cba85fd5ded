import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.delivery.replicas import Replica
from tests.programs import ROOT, environment

HOLD = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from bot.delivery.replicas import Replica
replica = Replica.join(Path(sys.argv[1]))
print(replica.number, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "inbox.sqlite3"


def test_each_replica_has_the_lowest_free_number(file: Path) -> None:
    first, second = Replica.join(file), Replica.join(file)
    assert (first.number, second.number) == (1, 2)
    first.leave()
    third = Replica.join(file)

    assert third.number == 1
    second.leave()
    third.leave()


def test_a_number_is_free_once_its_process_was_killed_and_its_file_stays(
    file: Path,
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline().strip() == b"1"
        assert Replica.take(file, 1) is None
        holder.send_signal(signal.SIGKILL)

    replica = Replica.take(file, 1)
    assert replica
    replica.leave()
    assert file.with_suffix(".replica-1").exists()


def test_a_replica_may_leave_in_another_thread(file: Path) -> None:
    replica = Replica.join(file)
    with ThreadPoolExecutor(1) as executor:
        executor.submit(replica.leave).result()
    successor = Replica.join(file)

    assert successor.number == 1
    successor.leave()
