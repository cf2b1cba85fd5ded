import asyncio
import io
import logging
import subprocess
import sys

import pytest

from bot.logs import RedactingFormatter, log_lost_error
from tests.programs import ROOT, environment

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


def test_what_ends_the_program_is_shown_without_its_text() -> None:
    program = f"""
import sys
from bot.logs import set_up_logs
set_up_logs("DEBUG", secrets=({TOKEN!r},))
raise ValueError(sys.argv[1])
"""
    ended = subprocess.run(
        [sys.executable, "-c", program, f"{QUESTION} {TOKEN}"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        check=False,
        text=True,
    )

    assert ended.returncode == 1
    assert "Ended by ValueError" in ended.stderr
    assert "secret" not in ended.stderr.replace("<secret>", "")


def test_a_message_takes_one_line_whatever_it_holds() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter())
    logger = logging.Logger("test")
    logger.addHandler(handler)

    logger.warning("Left out %s", "a\n2026 CRITICAL bot: forged\x1b[2J\u2028\u202e.txt")

    [line] = stream.getvalue().splitlines()
    assert line.endswith("Left out a�2026 CRITICAL bot: forged�[2J��.txt")
