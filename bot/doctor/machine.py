"""The settings, and the disk that what is stored is kept on."""

import os
import shutil

from bot.data_folder import check_apart
from bot.errors import SettingsError
from bot.settings import (
    SETTINGS_FILE,
    Settings,
    bad_lines,
    settings_file_is_readable_by_others,
    unknown_settings,
)

from .finding import Finding

LEAST_FREE_MB = 200
"""With less space, saving a library or the inbox may soon fail."""


def settings_finding(settings: Settings) -> Finding:
    """Return where the settings come from, or the first thing wrong there."""
    if unknown := unknown_settings():
        names = ", ".join(f"{name} (meant: {meant})" for _, name, meant in unknown)
        places = " and ".join(dict.fromkeys(place for place, *_ in unknown))
        return Finding("settings", f"unknown: {names}", f"correct {places}")
    if bad := bad_lines():
        numbers = ", ".join(map(str, bad))
        return Finding(
            "settings",
            f"{SETTINGS_FILE}, line {numbers}: not NAME=value, and left out",
            f"correct {SETTINGS_FILE}",
        )
    if SETTINGS_FILE.exists() and not SETTINGS_FILE.is_file():
        return Finding("settings", f"{SETTINGS_FILE} is no file", "remove it")
    if settings_file_is_readable_by_others() and settings.telegram_bot_token:
        return Finding(
            "settings",
            f"others on this machine can read the token in {SETTINGS_FILE}",
            f"chmod 600 {SETTINGS_FILE}",
        )
    where = SETTINGS_FILE if SETTINGS_FILE.exists() else "the environment, no .env"
    return Finding("settings", f"read from {where}")


def disk_finding(settings: Settings) -> Finding:
    """Return how much space DATA_DIR has, if it can be written."""
    data_dir = settings.data_dir
    try:
        check_apart(settings.articles_dir, data_dir)
    except SettingsError as error:
        return Finding("disk", str(error), "set another DATA_DIR")
    folder = data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        text = f"DATA_DIR={str(data_dir)!r} cannot be written"
        return Finding("disk", text, "set another DATA_DIR, or its rights")
    free = shutil.disk_usage(folder).free // 10**6
    text = f"{free:,} MB free for DATA_DIR={str(data_dir)!r}"
    if free < LEAST_FREE_MB:
        return Finding("disk", text, f"free {LEAST_FREE_MB} MB or set another DATA_DIR")
    return Finding("disk", text)
