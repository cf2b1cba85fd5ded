"""The folder of articles and its saved library -> a retriever."""

import logging
from collections.abc import Sequence
from importlib.metadata import files
from pathlib import Path
from threading import Thread

from retrieval import (
    Library,
    RetrievalError,
    Retriever,
    UnreadableArticleError,
    UnusableIndexError,
    UnwritableLibraryError,
)
from retrieval.articles import SYNONYMS, articles_below, files_below, no_articles
from retrieval.errors import Unreadable, UnreadableSynonymsError
from retrieval.index.article_index import ArticleIndex
from retrieval.query.synonyms import Group, read_synonyms
from retrieval.readers.reader import format_of

from .settings import Settings

logger = logging.getLogger(__name__)


def articles_to_ask(settings: Settings) -> Path:
    """Return ARTICLES_DIR; if unset and missing, the installed example articles."""
    folder = settings.articles_dir
    if "articles_dir" in settings.model_fields_set or folder.exists():
        return folder

    installed = (Path(str(file.locate())) for file in files("excerpt-bot") or ())
    examples = [path for path in installed if path.match("excerpt-bot/seeds/*.txt")]
    if not examples:
        return folder
    logger.warning(
        "There is no folder %r here: these are answers from two example articles. "
        "Name your own folder with --articles DIR",
        str(folder),
    )
    return examples[0].parent


def open_retriever(folder: Path, data_dir: Path) -> Retriever:
    """Return a retriever for the articles in *folder*; raises NoArticlesError.

    A library of that folder in *data_dir* is updated and used, but never created. It is
    rebuilt if it turns out to be damaged.
    """
    groups = synonyms_in(folder)
    library = Library(data_dir)

    def reopen(*, verify: bool = True) -> ArticleIndex:
        try:
            return library.refresh(folder, verify=verify)
        except UnwritableLibraryError as error:
            logger.warning("%s: answering without it", error)
            return _index_in_memory(folder)

    if library.is_of(folder):
        return Retriever.of(reopen(verify=False), groups, reopen)
    return Retriever.of(_index_in_memory(folder), groups)


def kept_retriever(folder: Path, data_dir: Path) -> Retriever:
    """Return a retriever on the library in *data_dir*, which is created or updated.

    Where it cannot be saved, articles are indexed in memory. Raises NoArticlesError.
    """
    try:
        Library(data_dir).refresh(folder)
    except UnwritableLibraryError as error:
        logger.warning("%s: answering without it", error)
        return Retriever.of(_index_in_memory(folder), synonyms_in(folder))
    return saved_retriever(folder, data_dir)


def saved_retriever(folder: Path, data_dir: Path) -> Retriever:
    """Return a retriever on the library in *data_dir* as it is, of *folder*."""
    library = Library(data_dir)
    return Retriever.of(
        library.open(),
        synonyms_in(folder),
        lambda: library.refresh(folder, verify=True),
    )


def synonyms_in(folder: Path) -> list[Group]:
    """Return the groups beside the articles; raises UnreadableSynonymsError."""
    synonyms = folder / SYNONYMS
    return read_synonyms(synonyms) if synonyms.exists() else []


def warn_of_synonyms(folder: Path) -> None:
    """Log what is wrong with the groups beside the articles."""
    try:
        synonyms_in(folder)
    except UnreadableSynonymsError as error:
        logger.warning("%s", error)


def check_kinds(folder: Path) -> None:
    """Raise NoArticlesError if no file in *folder* is of a kind that is read."""
    refused = []
    for name in files_below(folder):
        try:
            format_of(name)
        except Unreadable as error:
            refused.append(UnreadableArticleError(f"{name}: {error}"))
        else:
            return
    _log_left_out(refused)
    raise no_articles(folder)


def _index_in_memory(folder: Path) -> ArticleIndex:
    articles, left_out = articles_below(folder)
    _log_left_out(left_out)
    if not articles:
        raise no_articles(folder)
    return ArticleIndex.of(articles)


def _log_left_out(errors: Sequence[UnreadableArticleError]) -> None:
    """Log in one line what each question in such a folder would name again."""
    for error in errors:
        logger.debug("Left out %s", error)
    if len(errors) > 1:
        logger.warning(
            "Left out %s files, such as %s; LOG_LEVEL=DEBUG names all",
            len(errors),
            errors[0],
        )
    elif errors:
        logger.warning("Left out %s", errors[0])


def verify_in_background(retriever: Retriever, data_dir: Path) -> Thread:
    """Verify the library in *data_dir* in a thread; replace it if it is damaged.

    Reading all files would delay the start, but damage may be where no error shows it.
    """

    def verify() -> None:
        try:
            Library(data_dir).verify()
        except UnusableIndexError:
            try:
                retriever.replace_damaged()
            except RetrievalError as error:
                logger.error("The library is damaged: %s", error)

    thread = Thread(target=verify, name="verification", daemon=True)
    thread.start()
    return thread
