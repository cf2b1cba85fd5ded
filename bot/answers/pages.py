"""The answers to a text, laid out in pages of one message each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.limits import utf16_length
from retrieval import Answer, Excerpt, Retriever

from .questions import split_questions
from .shortening import shortened

LONG = 300
"""The reply to a text longer than this says what was searched for."""

TOO_LONG = 2000
"""The reply to a text longer than this asks for a shorter one."""

MOST_QUESTIONS = 3
MOST_PAGES = 4

PAGE_UNITS = 900
"""The greatest length of a page's quotes, unless its only sentence is longer."""


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to show for a text, on at least one page.

    One question has one answer, with its excerpts spread over *pages*. Several have one
    page with the best excerpt for each, the only one in its answer; *left_out* counts
    the questions that were ignored.
    """

    text: str
    answers: tuple[Answer, ...]
    pages: tuple[tuple[Excerpt, ...], ...]
    left_out: int = 0

    @property
    def is_long(self) -> bool:
        """Whether to say what was searched for."""
        return len(self.text) > LONG and len(self.answers) == 1

    @property
    def is_too_long(self) -> bool:
        """Whether to ask for a shorter text."""
        return len(self.text) > TOO_LONG

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found at all."""
        return all(answer.confidence == "none" for answer in self.answers)


def find(text: str, retriever: Retriever, *, per_page: int) -> Found:
    """Answer *text*, with up to *per_page* excerpts on a page."""
    questions = split_questions(text)
    if len(questions) > 1 and len(text) <= TOO_LONG:
        asked = questions[:MOST_QUESTIONS]
        answers = tuple(_best(retriever.answer(question, k=1)) for question in asked)
        page = tuple(excerpt for answer in answers for excerpt in answer.excerpts)
        return Found(text, answers, (page,), len(questions) - len(asked))
    # Always enough for all pages, so that the first page is the same after each tap.
    question = questions[0] if len(questions) == 1 else text
    answer = retriever.answer(question, k=MOST_PAGES * per_page)
    if len(text) > TOO_LONG:
        per_page = 1
    elif answer.confidence == "low":
        per_page = min(2, per_page)
    pages = tuple(pages_of(answer.excerpts, per_page))[:MOST_PAGES]
    return Found(text, (answer,), pages or ((),))


def _best(answer: Answer) -> Answer:
    best = answer.excerpts[:1]
    short = (shortened(e, PAGE_UNITS, sentence_units=PAGE_UNITS) for e in best)
    return replace(answer, excerpts=tuple(short))


def pages_of(
    excerpts: Iterable[Excerpt], per_page: int
) -> Iterator[tuple[Excerpt, ...]]:
    """Yield *excerpts*, shortened, in pages of up to *per_page* and PAGE_UNITS."""
    page: list[Excerpt] = []
    units = 0
    for excerpt in (shortened(excerpt, PAGE_UNITS) for excerpt in excerpts):
        length = utf16_length(excerpt.text)
        if page and (len(page) == per_page or units + length > PAGE_UNITS):
            yield tuple(page)
            page, units = [], 0
        page.append(excerpt)
        units += length
    if page:
        yield tuple(page)
