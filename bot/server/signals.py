"""What SIGTERM, SIGINT and SIGHUP do."""

import signal
import sys
from collections.abc import Callable

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
# Windows has no SIGHUP.
_RELOAD_SIGNALS = [signal.SIGHUP] if sys.platform != "win32" else []


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


def on_reload_signal(handler: Callable[..., object]) -> None:
    """Call *handler* for each SIGHUP."""
    for number in _RELOAD_SIGNALS:
        signal.signal(number, handler)


def ignore_reload_signal() -> None:
    """Ignore SIGHUP, which would end the process."""
    for number in _RELOAD_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
