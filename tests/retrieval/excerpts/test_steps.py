"""An article read step by step."""

from itertools import pairwise

from hypothesis import given

from retrieval import Article, Retriever, split_sentences
from retrieval.excerpts.steps import LONGEST, SHORT
from tests.libraries import hostile_texts

LONG = "Dogs bark at night when the moon is full and nobody sleeps in the street. " * 4


def steps(text: str) -> list[str]:
    return [step.text for step in Retriever([Article("a.txt", text)]).steps(0)]


def test_a_step_is_a_paragraph() -> None:
    first, second = LONG.strip(), LONG.replace("Dogs", "Owls").strip()

    assert steps(f"Title\n\n{first}\n\n{second}\n") == [first, second]


def test_short_paragraphs_are_read_together() -> None:
    text = "Dogs bark.\n\nOwls hoot.\n\nCats purr.\n"

    assert steps(text) == [text.strip()]
    assert len(text) < SHORT


def test_a_paragraph_that_is_too_long_is_divided_after_a_sentence() -> None:
    parts = steps(LONG * 20)

    assert len(parts) > 1
    assert all(part.endswith(".") and len(part) <= LONGEST for part in parts)


def test_a_sentence_that_is_too_long_is_divided_without_a_loss() -> None:
    text = "ab" * LONGEST

    assert "".join(steps(text)) == text


@given(hostile_texts)
def test_the_steps_hold_every_sentence(text: str) -> None:
    article = Article("a.txt", text)
    retriever = Retriever([article])
    if not len(retriever.articles):
        return
    found = retriever.steps(0)

    covered = {at for step in found for at in range(step.start, step.end)}
    for sentence in split_sentences(article):
        assert covered.issuperset(range(sentence.start, sentence.end))
    for one, other in pairwise(found):
        assert one.end <= other.start
