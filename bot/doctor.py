"""What stands between the bot and its users, each with what to do about it."""

import os
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

from retrieval import EngineError, Library, RetrievalError, UnreadableArticleError
from retrieval.articles import article_with_warnings, files_below, read_file
from retrieval.printable import printable
from retrieval.readers.reader import format_of, suffix_of
from retrieval.semantic.encoder import Encoder
from retrieval.semantic.meaning import Progress, SavedMeaning
from retrieval.sources import read_sources

from .articles import synonyms_in
from .compiled import COMMAND, is_compiled, shortcoming
from .contact import telegram_findings
from .counting import counted
from .data_folder import check_apart
from .engine import engine_embedding, engine_index
from .errors import SettingsError
from .finding import Finding
from .meaning import encoder_of
from .settings import (
    SETTINGS_FILE,
    Settings,
    bad_lines,
    settings_file_is_readable_by_others,
    unknown_settings,
)

LEAST_FREE_MB = 200
"""With less space, saving a library or the inbox may soon fail."""

MOST_NAMED = 5
"""How many files with one reason are named."""

MOST_READ = 10_000_000
"""How many bytes of articles are read where no library names what is damaged."""


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """Yield what was found, from the settings to Telegram."""
    yield _settings(settings)
    yield _articles(settings)
    for finding in _left_out(settings.articles_dir):
        yield finding
    yield _library(settings)
    if damaged := _damaged(settings):
        yield damaged
    if sources := _sources(settings.articles_dir):
        yield sources
    yield _search()
    yield _synonyms(settings.articles_dir)
    yield _meaning(settings)
    yield _disk(settings)
    async for finding in telegram_findings(settings):
        yield finding


def show(finding: Finding) -> None:
    """Print in one line what was found, and below it what to do."""
    mark = "TODO" if finding.remedy else "ok"
    print(printable(f"{mark:<5}{finding.subject:<10}{finding.text}"), flush=True)
    for more in filter(None, (finding.remedy, finding.note)):
        print(printable(f"{'':<15}{more}"), flush=True)


def _settings(settings: Settings) -> Finding:
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


def _articles(settings: Settings) -> Finding:
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


def _left_out(folder: Path) -> Iterator[Finding]:
    """Yield a finding for each reason for which files are not read."""
    if not folder.is_dir():
        return
    by_reason: dict[str, list[str]] = {}
    for name in files_below(folder):
        if reason := _reason(name):
            by_reason.setdefault(reason, []).append(name)
    for reason, names in by_reason.items():
        named = _few(names, ", ")
        if reason.startswith("pip install"):
            yield Finding("formats", named, reason)
        else:
            yield Finding("formats", f"{named}: {reason}")


def _damaged(settings: Settings) -> Finding | None:
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


def _sources(folder: Path) -> Finding | None:
    warnings = read_sources(folder).warnings
    if not warnings:
        return None
    return Finding("sources", _few(warnings), "correct what is named")


def _few(named: Sequence[str], separator: str = "; ") -> str:
    """Return the first that are named, and how many more there are."""
    more = len(named) - MOST_NAMED
    return separator.join(
        [*named[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
    )


def _counts(articles: int, sentences: int) -> str:
    return f"{counted(articles, 'article')}, {counted(sentences, 'sentence')}"


def _engine(settings: Settings) -> Finding:
    try:
        contents = engine_index(settings).contents()
    except RetrievalError as error:
        return Finding("engine", str(error), "docs/engine.md says what is needed")
    counts = _counts(contents.articles, contents.sentences)
    return Finding("engine", f"{counts}, {contents.health}")


def _library(settings: Settings) -> Finding:
    if settings.engine_url:
        return _engine(settings)
    library = Library(settings.data_dir)
    if not library.exists():
        return Finding("library", f"none in {str(settings.data_dir)!r} yet")
    try:
        contents = library.contents()
    except RetrievalError as error:
        return Finding("library", str(error), "python -m bot index")
    text = _counts(contents.articles, contents.sentences)
    if not library.is_of(settings.articles_dir):
        return Finding(
            "library", f"{text}, but of {contents.folder}", "python -m bot index"
        )
    return Finding("library", text)


def _synonyms(folder: Path) -> Finding:
    try:
        groups = synonyms_in(folder)
    except RetrievalError as error:
        return Finding("synonyms", str(error), "correct that line")
    return Finding("synonyms", f"{counted(len(groups), 'group')} of your own")


def _meaning(settings: Settings) -> Finding:
    """Return whether questions are searched by meaning; a server is asked once."""
    try:
        encoder = encoder_of(settings)
        if encoder is None:
            note = "pip install 'excerpt-bot[semantic]' adds it"
            off = settings.semantic == "off"
            return Finding("meaning", "off", note="" if off else note)
        encoder.questions(["test"])
    except RetrievalError as error:
        return Finding("meaning", str(error), "install or start it, or SEMANTIC=off")
    try:
        progress = _embedded(settings, encoder)
    except EngineError:
        # The finding of the engine says so.
        progress = None
    except RetrievalError as error:
        return Finding("meaning", str(error), "python -m bot index")
    if progress is None:
        return Finding("meaning", f"by {encoder.name}")
    text = (
        f"{progress.done:,} of {counted(progress.total, 'sentence')}, by {encoder.name}"
    )
    note = "" if progress.done == progress.total else "python -m bot index embeds all"
    return Finding("meaning", text, note=note)


def _embedded(settings: Settings, encoder: Encoder) -> Progress | None:
    """Return how much *encoder* has embedded; None if nothing is indexed yet."""
    if settings.engine_url:
        return engine_embedding(settings, encoder).progress
    library = Library(settings.data_dir)
    if not library.exists():
        return None
    saved = SavedMeaning(settings.data_dir, encoder)
    return saved.progress(library.open().collection)


def _search() -> Finding:
    """Return what computes scores; only results of an older C part may be wrong."""
    problem = shortcoming()
    if not is_compiled():
        note = f"with a C compiler, `{COMMAND}` makes searches faster"
        return Finding("search", f"NumPy: {problem}", note=note)
    if problem:
        return Finding("search", f"C: {problem}", COMMAND)
    return Finding("search", "C")


def _disk(settings: Settings) -> Finding:
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
