"""What has changed from one saved index to the next."""

from typing import NamedTuple

from retrieval.storage.array_folder import Stored
from retrieval.storage.string_table import StringTable


class Changes(NamedTuple):
    """The names of articles that were added, changed and removed.

    *left_out* has the reasons why files are no longer, or not yet, articles, without
    those known before, and *warnings* what the owners of the others should know since.
    *waiting* is how many files may still be being written.
    """

    added: list[str]
    changed: list[str]
    removed: list[str]
    left_out: list[str]
    warnings: list[str]
    waiting: int = 0

    def __bool__(self) -> bool:
        """Whether articles have changed, or which files are."""
        return any(self[:4])


NO_CHANGES = Changes([], [], [], [], [])


def changes_between(before: Stored | None, now: Stored, waiting: int) -> Changes:
    """Return how *now* differs from *before*, which is None if all is new."""
    old, new = _keys(before), _keys(now)
    reasons = before.facts["left_out"] if before else {}
    told = before.facts["warnings"] if before else {}
    return Changes(
        [name for name in new if name not in old],
        [name for name, key in new.items() if old.get(name, key) != key],
        [name for name in old if name not in new],
        [
            reason
            for name, reason in now.facts["left_out"].items()
            if reasons.get(name) != reason
        ],
        [
            warning
            for name, warnings in now.facts["warnings"].items()
            for warning in warnings
            if warning not in told.get(name, [])
        ],
        waiting,
    )


def _keys(stored: Stored | None) -> dict[str, bytes]:
    """Return the content key of each article by its name."""
    if stored is None:
        return {}
    keys = (key.tobytes() for key in stored.arrays["keys"])
    return dict(zip(StringTable(stored.arrays, "names"), keys, strict=True))
