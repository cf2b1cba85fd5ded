"""How each command begins: the settings, the log and the streams."""

import logging
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .settings import Settings

logger = logging.getLogger(__name__)


def settings_of_console() -> "Settings":
    """Read the settings, and set up the log and the streams."""
    from .console.streams import set_up_streams
    from .logs import set_up_logs
    from .settings import read_settings

    settings = read_settings()
    # Who reads a terminal knows what time it is.
    set_up_logs(settings.log_level, is_dated=not sys.stderr.isatty())
    set_up_streams()
    _warn_of_settings()
    return settings


def settings_of_service() -> "Settings":
    """Read the settings and set up the log, which never shows their secrets."""
    from .compiled import COMMAND, shortcoming
    from .logs import set_up_logs
    from .settings import (
        SETTINGS_FILE,
        read_settings,
        settings_file_is_readable_by_others,
    )

    settings = read_settings()
    set_up_logs(settings.log_level, secrets=settings.secrets())
    _warn_of_settings()
    if problem := shortcoming():
        logger.warning(
            "Searches are not at their best: %s; `%s` compiles it", problem, COMMAND
        )
    if settings_file_is_readable_by_others():
        logger.warning(
            "Others on this machine can read the token in %s: chmod 600 %s",
            SETTINGS_FILE,
            SETTINGS_FILE,
        )
    return settings


def _warn_of_settings() -> None:
    """Log what in ``.env`` and the environment was meant as a setting but is none."""
    from .settings import SETTINGS_FILE, bad_lines, unknown_settings

    for number in bad_lines():
        logger.warning("%s, line %s is not NAME=value: left out", SETTINGS_FILE, number)
    for place, name, meant in unknown_settings():
        logger.warning("%s has %s, which is no setting: %s is", place, name, meant)
