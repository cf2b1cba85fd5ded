"""Libraries damaged in place: sizes and times of the files stay the same."""

import os
import random
import shutil
from contextlib import suppress
from pathlib import Path

from retrieval import Library, RetrievalError, Retriever, read_articles
from retrieval.index.article_index import ArticleIndex

TEXTS = (
    "The Bridge\n\nThe plan is not up for discussion. Ann Example said so in 1990.",
    "Dogs bark at night. They bark because cats sleep by day.\n\nCats eat fish.",
    "Der Hund bellt nicht, weil die Katze auf dem Dach schläft und wir essen.",
    "# Rome\n\nIn Reykjavik he met Bob Muster. In Reykyavik it rained 5 days.",
)
QUESTIONS = (
    "Is the plan up for discussion?",
    "When do dogs bark?",
    "Who met in Reikjavik?",
    "Was macht der Hund?",
    "how many dayz of rain in rome",
    "北京",
)


class Workshop:
    """Makes damaged libraries below *folder*, one at a time."""

    def __init__(self, folder: Path) -> None:
        self.articles = folder / "articles"
        self.articles.mkdir()
        for number, text in enumerate(TEXTS):
            path = self.articles / f"{number}.txt"
            path.write_text(text, encoding="utf-8")
            os.utime(path, (10**9, 10**9))
        self.data_dir = folder / "data"
        self._whole = folder / "whole"
        Library(self._whole).refresh(self.articles)

    def whole(self) -> Library:
        """Return an undamaged library in *data_dir*."""
        shutil.rmtree(self.data_dir, ignore_errors=True)
        shutil.copytree(self._whole, self.data_dir)
        return Library(self.data_dir)

    def damaged(self, seed: int) -> Library:
        """Return a library with one damaged file, the same for the same *seed*."""
        library = self.whole()
        draw = random.Random(seed)
        files = sorted(library.folder.rglob("*.npy"))
        rewrite(draw.choice(files), draw)
        return library


def rewrite(path: Path, draw: random.Random) -> None:
    """Change the content of *path*, but neither its size nor its times."""
    times = path.stat()
    data = bytearray(path.read_bytes())
    # Half of the damage is in the header, or where there is nothing else.
    start = draw.choice([0, min(128, len(data) - 1)])
    place = draw.randrange(start, len(data))
    match draw.randrange(4):
        case 0:
            data[place] ^= 1 << draw.randrange(8)
        case 1:
            data[place:] = bytes(len(data) - place)
        case 2:
            data[place:] = b"\xff" * (len(data) - place)
        case 3:
            data[place : place + 8] = draw.randbytes(len(data[place : place + 8]))
    path.write_bytes(data)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def use(retriever: Retriever) -> None:
    """Do all that users can do with *retriever*, and check what they read."""
    for article in retriever.articles:
        assert article.text in TEXTS
    for question in QUESTIONS:
        retriever.search(question)
        for excerpt in retriever.answer(question).excerpts:
            assert excerpt.article.text in TEXTS
            assert excerpt.text
            context = retriever.context(excerpt)
            assert excerpt.text in context.text


def check(workshop: Workshop, seed: int) -> None:
    """Raise an error unless a library damaged with *seed* is mended or refused."""
    library = workshop.damaged(seed)
    with suppress(RetrievalError):
        use(Retriever.open(workshop.data_dir))
    index = library.refresh(workshop.articles)

    def reopen() -> ArticleIndex:
        return library.refresh(workshop.articles, verify=True)

    use(Retriever.of(index, reopen=reopen))
    mended = Retriever.of(reopen())
    expected = Retriever(read_articles(workshop.articles))
    for question in QUESTIONS:
        assert mended.answer(question) == expected.answer(question)
    library.verify()
