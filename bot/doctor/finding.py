"""One thing that `python -m bot doctor` looked at."""

from typing import NamedTuple


class Finding(NamedTuple):
    """What was found about *subject*, and what to do; *remedy* is empty if all is well.

    A *note* need not be acted on.
    """

    subject: str
    text: str
    remedy: str = ""
    note: str = ""
