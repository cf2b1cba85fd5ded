"""What questions are searched in: the library or the engine, by words and meaning."""

from bot.compiled import COMMAND, is_compiled, shortcoming, words_are_compiled
from bot.counting import counted
from bot.engine import engine_embedding, engine_index
from bot.meaning import encoder_of
from bot.settings import Settings
from retrieval import EngineError, Library, RetrievalError
from retrieval.semantic.encoder import Encoder
from retrieval.semantic.meaning import Progress, SavedMeaning

from .finding import Finding


def library_finding(settings: Settings) -> Finding:
    """Return what the saved library holds, or the engine in its place."""
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


def _engine(settings: Settings) -> Finding:
    try:
        contents = engine_index(settings).contents()
    except RetrievalError as error:
        return Finding("engine", str(error), "docs/engine.md says what is needed")
    counts = _counts(contents.articles, contents.sentences)
    return Finding("engine", f"{counts}, {contents.health}")


def _counts(articles: int, sentences: int) -> str:
    return f"{counted(articles, 'article')}, {counted(sentences, 'sentence')}"


def search_finding() -> Finding:
    """Return what searches words; only results of an older part in C may be wrong."""
    searcher, problem = "C" if words_are_compiled() else "NumPy", shortcoming()
    if not is_compiled():
        note = f"with a C compiler, `{COMMAND}` makes searches faster"
        return Finding("search", f"{searcher}: {problem}", note=note)
    if problem:
        return Finding("search", f"{searcher}: {problem}", COMMAND)
    return Finding("search", searcher)


def meaning_finding(settings: Settings) -> Finding:
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
