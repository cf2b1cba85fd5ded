"""Saved libraries are made again when, and only when, texts are analysed differently.

``analysis.txt`` records how texts in all languages are analysed. After a change, raise
``ANALYSIS_VERSION``, read what changed in the file, and record it again:
``python -m tests.retrieval.library.test_analysis_version``.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval import Article, split_sentences
from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.language_analyzer import Token
from retrieval.language.detection import language_of
from retrieval.language.profile import LANGUAGES, OTHER
from retrieval.library.library import ANALYSIS_VERSION
from retrieval.spelling.speller import same_names

FILE = Path(__file__).parents[2] / "data" / "analysis.txt"
READ_AS = "\n\n-- "

RAISE = (
    "Texts are analysed differently, and libraries saved before do not fit any more. "
    "Raise ANALYSIS_VERSION in retrieval/library/library.py, then record it anew: "
    "python -m tests.retrieval.library.test_analysis_version"
)


def recorded() -> tuple[str, dict[str, str]]:
    """Return what the file says above its texts, and its sections by title."""
    head, *parts = re.split(
        r"^== (.*)\n\n", FILE.read_text(encoding="utf-8"), flags=re.M
    )
    sections = zip(parts[::2], parts[1::2], strict=True)
    return head, {title: section.rstrip() for title, section in sections}


def analysed(section: str) -> str:
    """Return the text of *section* and how it is read."""
    text = section.partition(READ_AS)[0]
    return text + READ_AS + "\n".join(readings(text))


def readings(text: str) -> Iterator[str]:
    language, analyzer = language_of(text), Analyzer()
    yield language
    names: Counter[str] = Counter()
    for sentence in split_sentences(Article("a.txt", text)):
        words = analyzer.words(sentence.text, language)
        names.update(word.form for word in words)
        heading = text[slice(*sentence.heading)] if sentence.heading else ""
        yield f"{sentence.paragraph} [{heading}] {sentence.text}"
        yield "    " + " ".join(map(shown, words))
    for name, other in same_names(names).items():
        yield f"{name} = {other}"


def shown(word: Token) -> str:
    if word.stop:
        return f"({word.form})"
    return word.term if word.term == word.form else f"{word.form}>{word.term}"


@pytest.mark.parametrize("title", recorded()[1])
def test_a_text_is_analysed_as_recorded(title: str) -> None:
    section = recorded()[1][title]

    assert analysed(section) == section, RAISE


def test_the_record_is_of_this_analysis_version() -> None:
    assert recorded()[0].startswith(f"analysis {ANALYSIS_VERSION}\n"), RAISE


def test_there_is_a_text_in_every_language() -> None:
    languages = {title.partition(",")[0] for title in recorded()[1]}

    assert languages == {*LANGUAGES, OTHER}
    for title, section in recorded()[1].items():
        assert f"{READ_AS}{title.partition(',')[0]}\n" in section


def record() -> None:
    """Record how texts are analysed now, or end with RAISE."""
    head, sections = recorded()
    new = {title: analysed(section) for title, section in sections.items()}
    _, _, explanation = head.partition("\n")
    now = f"analysis {ANALYSIS_VERSION}"
    changed = any(sections[title] != new[title] for title in sections)
    if changed and head.startswith(f"{now}\n"):
        raise SystemExit(RAISE)
    parts = [f"== {title}\n\n{section}\n" for title, section in new.items()]
    FILE.write_text(f"{now}\n{explanation}" + "\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    record()
