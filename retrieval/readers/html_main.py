"""The part of a page of the web that holds its main text."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING, NamedTuple

from .archive import local_name
from .html_blocks import BLOCKS, is_shown

if TYPE_CHECKING:
    from lxml.etree import _Element

# Shorter paragraphs may stand in several places.
_LEAST_LETTERS = 40
_MOST_PARAGRAPHS = 300
# The main part holds at least this share of these paragraphs; what is around it belongs
# to it if the main part is at least this share of the whole.
_MOST_OF_THEM = 0.9
_MOST_OF_WHOLE = 0.75
_MOST_LINKED = 0.5


class _Extent(NamedTuple):
    """Where the letters of an element are among those of the page, by number.

    *linked* of them are in links.
    """

    start: int
    end: int
    linked: int

    @property
    def size(self) -> int:
        """How many letters it has."""
        return self.end - self.start


def main_part(root: "_Element", paragraphs: Sequence[str]) -> "_Element":
    """Return the part of *root* around *paragraphs*, which some extractor has found.

    What has more links than text is removed around it. Without these paragraphs it is
    *root*.
    """
    letters, extents = _extents(root)
    found = _Found(list(_places(letters, paragraphs)))
    core = _core(root, extents, found)
    removed = 0
    part = core
    for outer in takewhile(extents.__contains__, core.iterancestors()):
        removed += sum(_without_links(s, extents) for s in list(outer) if s is not part)
        if extents[core].size < _MOST_OF_WHOLE * (extents[outer].size - removed):
            break
        part = outer
    return part


def _extents(root: "_Element") -> tuple[str, dict["_Element", _Extent]]:
    """Return the letters that a page shows, and the extent of each of its elements."""
    from lxml.etree import iterwalk

    texts: list[str] = []
    size = linked = depth = 0
    begun: dict[_Element, tuple[int, int]] = {}
    extents: dict[_Element, _Extent] = {}
    walk = iterwalk(root, events=("start", "end"))
    for event, element in walk:
        is_start = event == "start"
        if is_start:
            begun[element] = size, linked
            depth += local_name(element) == "a"
            if not is_shown(element):
                walk.skip_subtree()
        else:
            depth -= local_name(element) == "a"
            start, before = begun[element]
            extents[element] = _Extent(start, size, linked - before)
        if not is_start or is_shown(element):
            text = _letters((element.text if is_start else element.tail) or "")
            texts.append(text)
            size += len(text)
            linked += len(text) if depth else 0
    return "".join(texts), extents


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _places(letters: str, paragraphs: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where the longest of *paragraphs* begin and end, in order."""
    texts = list(filter(lambda t: len(t) >= _LEAST_LETTERS, map(_letters, paragraphs)))
    least = sorted(map(len, texts), reverse=True)[:_MOST_PARAGRAPHS][-1:]
    place = 0
    for text in texts:
        if len(text) < least[0]:
            continue
        found = letters.find(text, place)
        if found >= 0:
            place = found + len(text)
            yield found, place


class _Found:
    """Paragraphs that were found; *letters* is how many they have in all."""

    def __init__(self, places: Sequence[tuple[int, int]]) -> None:
        self._starts = [start for start, _ in places]
        self._ends = [end for _, end in places]
        sizes = (end - start for start, end in places)
        self._sums = list(accumulate(sizes, initial=0))
        self.letters = self._sums[-1]

    def within(self, extent: _Extent) -> int:
        """Return how many letters the paragraphs have that are wholly in *extent*."""
        first = bisect_left(self._starts, extent.start)
        last = bisect_left(self._ends, extent.end + 1)
        return self._sums[last] - self._sums[first] if last > first else 0


def _core(
    root: "_Element", extents: dict["_Element", _Extent], found: _Found
) -> "_Element":
    """Return the smallest part of *root* with most of what was found."""
    least = _MOST_OF_THEM * found.letters
    core = root
    while found.letters:
        inner = (e for e in core if e in extents and found.within(extents[e]) >= least)
        smaller = next(inner, None)
        if smaller is None or local_name(smaller) not in BLOCKS:
            break
        core = smaller
    return core


def _without_links(element: "_Element", extents: dict["_Element", _Extent]) -> int:
    """Remove blocks of links in *element*; return how many letters they have."""
    removed = 0
    to_do = [element]
    while to_do:
        block = to_do.pop()
        extent = extents.get(block)
        if extent is None or local_name(block) not in BLOCKS:
            continue
        if extent.linked > _MOST_LINKED * extent.size:
            removed += extent.size
            block.drop_tree()
        else:
            to_do += block
    return removed
