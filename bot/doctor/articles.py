"""The folder of articles, and what lies beside them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.articles import synonyms_in
from bot.counting import counted
from bot.settings import Settings
from retrieval import Library, RetrievalError, UnreadableArticleError
from retrieval.articles import article_with_warnings, files_below, read_file
from retrieval.readers.reader import format_of, suffix_of
from retrieval.sources import read_sources

from .finding import Finding

MOST_NAMED = 5
"""How many files with one reason are named."""

MOST_READ = 10_000_000
"""How many bytes of articles are read where no library names what is damaged."""


def articles_finding(settings: Settings) -> Finding:
    """Return how many articles of each kind there are."""
    folder = settings.articles_dir
    try:
        suffixes = Counter(map(suffix_of, filter(_is_read, files_below(folder))))
    except RetrievalError as error:
        return _no_articles(settings, str(error), "set ARTICLES_DIR to your folder")
    kinds = ", ".join(f"{count} {suffix}" for suffix, count in suffixes.most_common())
    if not kinds:
        text = f"none in {str(folder)!r}"
        return _no_articles(settings, text, "put articles there")
    return Finding("articles", f"{kinds} in {str(folder)!r}")


def _no_articles(settings: Settings, text: str, remedy: str) -> Finding:
    if settings.engine_url:
        note = "only a host that runs `python -m bot index` needs them"
        return Finding("articles", text, note=note)
    return Finding("articles", text, remedy)


def _is_read(name: str) -> bool:
    return _reason(name) is None


def _reason(name: str) -> str | None:
    try:
        format_of(name)
    except RetrievalError as error:
        return str(error)
    return None


def formats_findings(folder: Path) -> Iterator[Finding]:
    """Yield a finding for each reason for which files are not read."""
    if not folder.is_dir():
        return
    by_reason: dict[str, list[str]] = {}
    for name in files_below(folder):
        if reason := _reason(name):
            by_reason.setdefault(reason, []).append(name)
    for reason, names in by_reason.items():
        named = _few(names, ", ")
        problem, _, remedy = reason.rpartition(": ")
        if reason.startswith("pip install"):
            yield Finding("formats", named, reason)
        elif remedy.startswith("save it"):
            yield Finding("formats", f"{named}: {problem}", remedy)
        else:
            note = "these files are left out"
            yield Finding("formats", f"{named}: {reason}", note=note)


def damaged_finding(settings: Settings) -> Finding | None:
    """Return which articles cannot be read though their kinds can; None if all can."""
    folder, library = settings.articles_dir, Library(settings.data_dir)
    origin = ""
    try:
        if not settings.engine_url and library.exists() and library.is_of(folder):
            named = [*_left_out_of(library, folder)]
            origin = " (left out of the saved library)"
        elif _bytes_below(folder) <= MOST_READ:
            named = [*_unreadable(folder)]
        else:
            note = "python -m bot index reads all, and names what is damaged"
            return Finding("damaged", "not looked for, to be quick", note=note)
    except RetrievalError:
        # There is no folder, or the library is damaged: other findings say so.
        return None
    if not named:
        return None
    return Finding("damaged", f"{_few(named)}{origin}", "mend or remove what is named")


def _left_out_of(library: Library, folder: Path) -> Iterator[str]:
    not_read = {f"{name}: {_reason(name)}" for name in files_below(folder)}
    return (line for line in library.contents().left_out if line not in not_read)


def _unreadable(folder: Path) -> Iterator[str]:
    for name in filter(_is_read, files_below(folder)):
        try:
            article_with_warnings(read_file(folder / name, name), name)
        except UnreadableArticleError as error:
            yield str(error)


def _bytes_below(folder: Path) -> int:
    paths = (folder / name for name in files_below(folder))
    return sum(path.lstat().st_size for path in paths)


def sources_finding(folder: Path) -> Finding | None:
    """Return what is wrong with ``sources.tsv``; None if nothing is."""
    warnings = read_sources(folder).warnings
    if not warnings:
        return None
    return Finding("sources", _few(warnings), "correct what is named")


def synonyms_finding(folder: Path) -> Finding:
    """Return how many groups ``synonyms.txt`` has."""
    try:
        groups = synonyms_in(folder)
    except RetrievalError as error:
        return Finding("synonyms", str(error), "correct that line")
    return Finding("synonyms", f"{counted(len(groups), 'group')} of your own")


def _few(named: Sequence[str], separator: str = "; ") -> str:
    """Return the first that are named, and how many more there are."""
    more = len(named) - MOST_NAMED
    return separator.join(
        [*named[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
    )
