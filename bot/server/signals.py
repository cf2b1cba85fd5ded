"""What SIGTERM and SIGINT do."""

import signal
import sys
from collections.abc import Callable

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def on_stop_signals(handler: Callable[..., object]) -> None:
    """Call *handler* for each SIGTERM or SIGINT."""
    for number in STOP_SIGNALS:
        signal.signal(number, handler)


def end_on_stop_signals() -> None:
    """Make them end the process at once, with exit status 0."""

    def end(*_: object) -> None:
        ignore_stop_signals()
        sys.exit(0)

    on_stop_signals(end)


def ignore_stop_signals() -> None:
    """Ignore them while the process ends."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
