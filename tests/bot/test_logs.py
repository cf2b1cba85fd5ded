import asyncio
import errno
import io
import logging
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.logs import RedactingFormatter, log_lost_error
from tests.programs import BOT, ROOT, environment

TOKEN = "1000:top-secret"
QUESTION = "my secret question"


def logged(error: BaseException) -> str:
    """Return what the log shows of *error*."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter(TOKEN))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    logger.error("At https://api/bot%s", TOKEN, exc_info=error)
    return stream.getvalue()


def raised(error: Exception, *, cause: Exception | None = None) -> Exception:
    try:
        raise error from cause
    except (ExceptionGroup, KeyError, ValueError) as caught:
        return caught


def test_a_secret_is_blotted_out() -> None:
    assert logged(ValueError()).splitlines()[0].endswith("At https://api/bot<secret>")


@pytest.mark.parametrize(
    "error",
    [
        raised(ValueError(QUESTION)),
        raised(KeyError(TOKEN), cause=raised(ValueError(QUESTION))),
        raised(
            ExceptionGroup(
                QUESTION,
                [
                    raised(ValueError(QUESTION)),
                    ExceptionGroup(TOKEN, [raised(KeyError(QUESTION))]),
                ],
            )
        ),
    ],
)
def test_of_an_error_and_all_that_led_to_it_the_text_is_left_out(
    error: BaseException,
) -> None:
    text = logged(error)

    assert QUESTION not in text
    assert TOKEN not in text
    assert "ValueError" in text
    assert "test_logs.py" in text


def test_an_error_while_another_was_handled_shows_neither_text() -> None:
    try:
        try:
            raise ValueError(QUESTION)
        except ValueError:
            raise KeyError(TOKEN)  # noqa: B904 - the context is what is tested.
    except KeyError as error:
        text = logged(error)

    assert QUESTION not in text
    assert TOKEN not in text
    assert text.index("ValueError") < text.index("KeyError")


async def test_an_error_that_nobody_waits_for_is_logged_without_its_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.handler.setFormatter(RedactingFormatter(TOKEN))
    asyncio.get_running_loop().set_exception_handler(log_lost_error)

    async def fail() -> None:
        raise ValueError(QUESTION)

    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    del task

    assert "A task was left behind with ValueError" in caplog.text
    assert QUESTION not in caplog.text


async def test_connections_that_cannot_be_accepted_are_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(log_lost_error)

    with socket.socket() as listener:
        for _ in range(100):
            error = OSError(errno.EMFILE, "Too many open files")
            loop.call_exception_handler(
                {"message": "accept() failed", "exception": error, "socket": listener}
            )

    assert len(caplog.records) == 1
    assert "EMFILE" in caplog.text


@pytest.mark.parametrize(("level", "is_traced"), [("INFO", False), ("DEBUG", True)])
def test_unexpected_error_ends_the_program_with_a_status_and_a_line(
    tmp_path: Path, level: str, is_traced: bool
) -> None:
    # As after an update that was interrupted: a part of the program is missing.
    program = "import retrieval; del retrieval.Library; import bot.cli; bot.cli.run()"
    ended = subprocess.run(
        [sys.executable, "-c", program, "ask", QUESTION],
        cwd=tmp_path,
        env=environment(LOG_LEVEL=level, TELEGRAM_BOT_TOKEN=TOKEN),
        capture_output=True,
        check=False,
        text=True,
    )

    assert ended.returncode == 3
    assert "Ended by ImportError" in ended.stderr
    assert (len(ended.stderr.splitlines()) > 1) is is_traced
    assert QUESTION not in ended.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_output_that_cannot_be_written_is_not_taken_for_nothing_found() -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [*BOT, "ask", "Who is Mark Rutte?"],
            cwd=ROOT,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            text=True,
        )

    assert ended.returncode == 3
    assert len(ended.stderr.splitlines()) == 1


def test_a_message_takes_one_line_whatever_it_holds() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter())
    logger = logging.Logger("test")
    logger.addHandler(handler)

    logger.warning("Left out %s", "a\n2026 CRITICAL bot: forged\x1b[2J\u2028\u202e.txt")

    [line] = stream.getvalue().splitlines()
    assert line.endswith("Left out a�2026 CRITICAL bot: forged�[2J��.txt")
