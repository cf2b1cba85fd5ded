"""Lines -> running text, with the words that were broken at their ends as a whole."""

from collections import Counter
from collections.abc import Iterable

_HYPHENS = ("-", "\u2010", "\xad")
# "left- and right-handed"
_AFTER_PART = frozenset(
    {"and", "or", "to", "und", "oder", "bis", "en", "of", "et", "y"}
)
_TIGHT = ("—", "/")


class WordJoiner:
    """Joins lines; *texts* are all lines of the document, whose whole words count."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts = Counter(
            _bare(word) for text in texts for word in text.split()[:-1]
        )

    def joined(self, before: str, after: str, *, is_broken: bool) -> str:
        """Return *before* as it stands in one text with *after*.

        *is_broken*: a hyphen was there, or still is, which belongs to the line break or
        to the word.
        """
        if is_broken or before.endswith(_HYPHENS):
            return self._rejoined(before.rstrip("".join(_HYPHENS)), after)
        if before.endswith(_TIGHT) or (_is_cjk(before[-1:]) and _is_cjk(after[:1])):
            return before
        return f"{before} "

    def _rejoined(self, before: str, after: str) -> str:
        """Return *before*, without its hyphen, as it stands before *after*."""
        head, tail = _bare(before.rpartition(" ")[2]), _bare(after.partition(" ")[0])
        if tail in _AFTER_PART:
            return f"{before}- "
        # Not of "UK-funded".
        is_word = before[-1:].islower() and after[:1].islower()
        if not is_word or self._counts[f"{head}-{tail}"] > self._counts[head + tail]:
            return f"{before}-"
        return before


def _bare(word: str) -> str:
    return word.strip(".,;:!?()[]\"'“”‘’„»«").casefold()


def _is_cjk(character: str) -> bool:
    return "\u2e80" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"
