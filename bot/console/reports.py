"""What was saved or imported, and how much of a work is done, on the console."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bot.counting import counted
from retrieval import NoArticlesError
from retrieval.engine.indexer import EngineContents
from retrieval.library.builder import ReportProgress
from retrieval.library.library import Contents, Library
from retrieval.printable import printable
from retrieval.semantic.meaning import Progress as Embedded


@contextmanager
def progress(doing: str = "Analysing") -> Iterator[ReportProgress]:
    """Show on a terminal how much of a work is done, and the time left.

    Nothing is shown if standard error is a file or a pipe.
    """
    is_shown = sys.stderr.isatty()
    with Progress(console=Console(stderr=True), disable=not is_shown) as bar:
        task = bar.add_task(doing, total=None)

        def report(done: int, total: int) -> None:
            step = doing if done < total else "Saving"
            bar.update(task, description=step, completed=done, total=total)

        yield report


def show_contents(contents: Contents, *, hint: bool) -> None:
    """Print what a library holds; *hint*: where the reasons for what it lacks are."""
    lines = {
        "articles": f"{contents.articles:,} from {contents.folder}",
        "sentences": f"{contents.sentences:,}",
        "terms": f"{contents.terms:,}",
        "size": f"{contents.size:,} bytes",
        "version": f"{contents.version}, analysis {contents.analysis}, "
        f"format {contents.format}",
        "search": "C" if contents.is_compiled else "NumPy",
    }
    if count := len(contents.left_out):
        where = ": `index --check` says why" if hint else ""
        lines["left out"] = f"{counted(count, 'file')}{where}"
    for name, value in lines.items():
        print(printable(f"{name:<10} {value}"))


def show_check(library: Library, articles: Path) -> None:
    """Print how a library differs from the folder of *articles*.

    What its owner should know of the files goes to standard error.
    """
    contents = library.contents()
    reasons = (f"Left out {reason}" for reason in contents.left_out)
    for line in (*reasons, *contents.warnings):
        print(printable(line), file=sys.stderr)
    print(printable(f"{'folder':<10} {_differences(library, articles)}"))


def _differences(library: Library, articles: Path) -> str:
    if not library.is_of(articles):
        return f"another one than {str(articles)!r}: `index` makes the library anew"
    try:
        added, changed, removed, *_ = library.compare(articles)
    except NoArticlesError as error:
        return str(error)
    if not (added or changed or removed):
        return "as saved"
    more = f"{len(changed):,} changed, {len(removed):,} gone"
    return f"{counted(len(added), 'file')} new, {more}: `index` takes them up"


def show_imported(count: int, changed: int, folder: Path) -> None:
    """Print how many posts were read, and how many files in *folder* are others now."""
    print(
        printable(
            f"{counted(count, 'post')}, {changed:,} of them new or changed in {folder}"
        )
    )


def show_engine_contents(contents: EngineContents) -> None:
    """Print what an index in the engine holds."""
    lines = {
        "index": contents.name,
        "articles": f"{contents.articles:,}",
        "sentences": f"{contents.sentences:,}",
        "shards": f"{contents.shards}, each with "
        f"{counted(contents.replicas, 'replica')}",
        "health": contents.health,
        "size": f"{contents.size:,} bytes",
        "version": contents.version,
    }
    for name, value in lines.items():
        print(f"{name:<10} {value}")


def show_embedded(embedded: Embedded, encoder: str) -> None:
    """Print how many sentences of a library are embedded, and by what."""
    value = f"{embedded.done:,} of {counted(embedded.total, 'sentence')}, {encoder}"
    print(printable(f"{'embedded':<10} {value}"))
