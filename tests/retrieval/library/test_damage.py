"""Damage that leaves the sizes and times of the files as they were."""

import os

import pytest

from retrieval import Library, Retriever, UnusableIndexError
from tests.damage import QUESTIONS, Workshop, check

LIBRARIES = 12
"""For a short run; `bench/fuzz.py` damages as many as time allows."""

SENTENCE = "The plan is not up for discussion."


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("damage"))


def replace(library: Library, name: str, old: bytes, new: bytes) -> None:
    """Alter an array in place."""
    [path] = library.folder.rglob(f"{name}.npy")
    times = path.stat()
    data = path.read_bytes()
    assert len(old) == len(new)
    assert old in data
    path.write_bytes(data.replace(old, new))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.fixture
def altered(workshop: Workshop) -> Library:
    """A library whose first article says the opposite of its file."""
    library = workshop.whole()
    replace(library, "texts_bytes", b"is not up", b"is now up")
    return library


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("seed", range(LIBRARIES))
def test_a_damaged_library_never_misquotes_and_is_mended(
    workshop: Workshop, seed: int
) -> None:
    check(workshop, seed)


def test_a_text_that_was_altered_in_place_is_never_shown(
    workshop: Workshop, altered: Library
) -> None:
    retriever = Retriever.open(workshop.data_dir)

    with pytest.raises(UnusableIndexError, match="damaged"):
        retriever.answer(QUESTIONS[0])
    with pytest.raises(UnusableIndexError, match="damaged"):
        list(retriever.articles)


def test_an_altered_text_is_replaced_by_that_of_the_file_while_it_is_in_use(
    workshop: Workshop, altered: Library
) -> None:
    index = altered.refresh(workshop.articles)
    retriever = Retriever.of(
        index, reopen=lambda: altered.refresh(workshop.articles, verify=True)
    )

    assert retriever.answer(QUESTIONS[0]).excerpts[0].text == SENTENCE
    altered.verify()


def test_damage_that_raises_no_error_is_found_by_a_verification(
    workshop: Workshop,
) -> None:
    library = workshop.whole()
    replace(library, "capital", b"\1", b"\0")
    library.open()

    with pytest.raises(UnusableIndexError, match=r"capital\.npy is damaged"):
        library.verify()
    library.refresh(workshop.articles, verify=True)
    library.verify()
