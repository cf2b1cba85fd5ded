"""Running the bot as a separate program."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
BOT = (sys.executable, "-m", "bot")


def environment(**changes: str) -> dict[str, str]:
    """Return an environment with no bot settings except *changes*.

    `python` is the interpreter that runs the tests.
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    kept = {name: os.environ[name] for name in ("HOME",) if name in os.environ}
    # Whether the extra is installed must make no difference but to its own tests.
    own = {"PATH": path, "PYTHONPATH": str(ROOT), "SEMANTIC": "off"}
    return {**kept, **own, **changes}
