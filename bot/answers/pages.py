"""The answers to a text, laid out in pages of one message each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from zlib import crc32

from bot.limits import utf16_length
from retrieval import Answer, Confidence, Excerpt
from retrieval.query.operators import OPERAND_LENGTH
from retrieval.retriever import BaseRetriever

from .follow_ups import Question
from .questions import refers_back, split_questions
from .shortening import SENTENCE_UNITS, shortened

LONG = 300
"""The reply to a text longer than this says what was searched for."""

TOO_LONG = 2000
"""The reply to a text longer than this asks for a shorter one."""

MOST_READ = 4096
"""How many characters of a text are read: no message is longer."""

MOST_QUESTIONS = 3
MOST_PAGES = 4

PAGE_UNITS = 900
"""The greatest length of a page's quotes, unless its only sentence is longer."""

MOST_DIFFERING = 2
"""How many excerpts that differ from another are shown with it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to show for a question, on at least one page.

    One question has one answer, with its excerpts spread over *pages*. Several have one
    page with the excerpts for each, the best ones of all first; *left_out* counts the
    questions that were ignored. If *title* is not empty, the only page is a summary of
    the article with that title. If *is_repeated*, the answer begins with the question,
    because no message of a user has it.
    """

    asked: Question
    answers: tuple[Answer, ...]
    pages: tuple[tuple[Excerpt, ...], ...]
    left_out: int = 0
    title: str = ""
    is_repeated: bool = False

    @property
    def text(self) -> str:
        """The text that was asked."""
        return self.asked.text

    @property
    def is_long(self) -> bool:
        """Whether to say what was searched for."""
        return len(self.text) > LONG and len(self.answers) == 1

    @property
    def is_too_long(self) -> bool:
        """Whether to ask for a shorter text."""
        return len(self.text) > TOO_LONG

    @property
    def is_cut_off(self) -> bool:
        """Whether only the first MOST_READ characters were read."""
        return len(self.text) > MOST_READ

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found at all."""
        return self.confidence == "none"

    @property
    def confidence(self) -> Confidence:
        """The confidence of the answers if they agree, otherwise "low"."""
        first, *others = {answer.confidence for answer in self.answers}
        return "low" if others else first

    @property
    def checksum(self) -> str:
        """6 hex digits of a hash of what is shown on which page.

        It may change while the articles stay the same: by meaning, more is found.
        """
        places = [
            [(quote.source, quote.start, quote.end) for quote in quotes_of(page)]
            for page in self.pages
        ]
        return f"{crc32(repr(places).encode()):08x}"[:6]

    def quotes(self, page: int) -> tuple[Excerpt, ...]:
        """Return all excerpts of *page* as they are shown, each before what differs."""
        return tuple(quotes_of(self.pages[page]))


def quotes_of(excerpts: Iterable[Excerpt]) -> Iterator[Excerpt]:
    """Yield *excerpts*, each followed by those that differ from it."""
    for excerpt in excerpts:
        yield excerpt
        yield from excerpt.differing


def find(asked: Question, retriever: BaseRetriever, *, per_page: int) -> Found:
    """Answer a question, with up to *per_page* excerpts on a page."""
    text = asked.searched
    is_alone = text == asked.text and not asked.article
    questions, left_out = _questions(text) if is_alone else ([text], 0)
    if len(questions) > 1:
        return _several(text, questions, left_out, retriever, each=1, most=per_page)
    # Always enough for all pages, so that the first page is the same after each tap.
    answer = _answer(questions[0], asked.article, retriever, k=MOST_PAGES * per_page)
    if len(text) > TOO_LONG:
        per_page = 1
    elif answer.confidence == "low":
        per_page = min(2, per_page)
    if asked.words:
        answer = _about_new_words(answer, asked.words)
    pages = tuple(pages_of(answer.excerpts, per_page))[:MOST_PAGES]
    return Found(asked, (answer,), pages or ((),))


def _answer(question: str, article: str, retriever: BaseRetriever, *, k: int) -> Answer:
    """Answer from all articles, or from the one that is named."""
    if not article:
        return retriever.answer(question, k=k)
    operator = _operator(article)
    answer = retriever.answer(f"{question} {operator}", k=k)
    # The operator looks for words, which the names of other articles may have, too.
    kept = tuple(
        replace(excerpt, also_in=(), differing=())
        for excerpt in answer.excerpts
        if excerpt.source == article
    )
    unused = tuple(typed for typed in answer.unused if typed != operator)
    confidence = answer.confidence if kept else "none"
    return replace(answer, excerpts=kept, unused=unused, confidence=confidence)


def _about_new_words(answer: Answer, taken: Iterable[str]) -> Answer:
    """Return *answer* with those excerpts first that match more than words *taken*.

    The words alone find the very passage that they were taken from.
    """
    known = {word.casefold() for word in taken}

    def is_old(excerpt: Excerpt) -> bool:
        return known.issuperset(map(str.casefold, matched_words([excerpt])))

    return replace(answer, excerpts=tuple(sorted(answer.excerpts, key=is_old)))


def typed(asked: Question) -> str:
    """Return the text that, typed as a question, asks the same."""
    article = [_operator(asked.article)] if asked.article else []
    # First, because the end of a long text may be cut off.
    return " ".join([*article, asked.searched])


def _operator(article: str) -> str:
    """Return the operator that names *article* in words that it can look for."""
    name = article.replace('"', " ")
    if len(name) > OPERAND_LENGTH:
        cut = name[:OPERAND_LENGTH]
        # Without a torn word, unless there is no other.
        whole = cut.rstrip("".join({*filter(str.isalnum, cut)})).rstrip()
        name = whole or cut
    return f'in:"{name}"'


def find_at_once(text: str, retriever: BaseRetriever, *, k: int) -> Found:
    """Answer *text* with up to *k* excerpts, all on one page and at full length.

    Several questions share them, but each gets one.
    """
    questions, left_out = _questions(text)
    if len(questions) > 1:
        return _several(text, questions, left_out, retriever, each=k, most=k)
    answer = retriever.answer(questions[0], k=k)
    return Found(Question(text), (answer,), (answer.excerpts,))


def _questions(text: str) -> tuple[list[str], int]:
    """Return the questions to answer, and how many more there are."""
    if len(text) > TOO_LONG:
        return [_beginning(text)], 0
    questions = split_questions(text) or [text]
    return questions[:MOST_QUESTIONS], len(questions[MOST_QUESTIONS:])


def _beginning(text: str) -> str:
    """Return up to MOST_READ characters of *text*, without a torn word."""
    text = text.strip()
    start = text[:MOST_READ]
    return start if start == text else start.rsplit(maxsplit=1)[0]


def _several(
    text: str,
    questions: Sequence[str],
    left_out: int,
    retriever: BaseRetriever,
    *,
    each: int,
    most: int,
) -> Found:
    """Answer *questions* with up to *each* excerpts, *most* in all or one for each."""
    answers: list[Answer] = []
    subject = ""
    for question in questions:
        answer = retriever.answer(question, k=each)
        if answers and answer.confidence != "high" and refers_back(question):
            answer = retriever.answer(f"{question} {subject}", k=each)
        excerpts = tuple(
            grouped(excerpt, PAGE_UNITS, sentence_units=PAGE_UNITS)
            for excerpt in answer.excerpts
        )
        answers.append(replace(answer, question=question, excerpts=excerpts))
        subject = subject or " ".join(matched_words(excerpts[:1]))
    page = [excerpt for answer in answers for excerpt in answer.excerpts[:1]]
    others = zip_longest(*(answer.excerpts[1:] for answer in answers))
    for excerpt in filter(None, chain.from_iterable(others)):
        if len(page) < most and not _is_within(excerpt, page):
            page.append(excerpt)
    for place, answer in enumerate(answers):
        excerpts = tuple(each for each in answer.excerpts if _is_within(each, page))
        answers[place] = replace(answer, excerpts=excerpts)
    return Found(Question(text), tuple(answers), (tuple(page),), left_out)


def matched_words(excerpts: Iterable[Excerpt]) -> list[str]:
    """Return the words of a question that match, as *excerpts* spell them."""
    words = (
        excerpt.text[start:end]
        for excerpt in excerpts
        for start, end in excerpt.matches
    )
    return list({word.casefold(): word for word in words}.values())


def grouped(
    excerpt: Excerpt, units: int, *, sentence_units: int = SENTENCE_UNITS
) -> Excerpt:
    """Return *excerpt* shortened, with up to MOST_DIFFERING that differ from it.

    Where there are some, each gets half of *units*, however long its sentence is.
    """
    if not excerpt.differing:
        return shortened(excerpt, units, sentence_units=sentence_units)
    units //= 2
    differing = tuple(
        shortened(other, units, sentence_units=units)
        for other in excerpt.differing[:MOST_DIFFERING]
    )
    short = shortened(excerpt, units, sentence_units=units)
    return replace(short, differing=differing)


def pages_of(
    excerpts: Iterable[Excerpt], per_page: int
) -> Iterator[tuple[Excerpt, ...]]:
    """Yield *excerpts*, shortened, in pages of up to *per_page* and PAGE_UNITS.

    Excerpts that differ are on one page.
    """
    page: list[Excerpt] = []
    count = units = 0
    for excerpt in (grouped(excerpt, PAGE_UNITS) for excerpt in excerpts):
        quotes = list(quotes_of([excerpt]))
        length = sum(utf16_length(quote.text) for quote in quotes)
        if page and (count + len(quotes) > per_page or units + length > PAGE_UNITS):
            yield tuple(page)
            page, count, units = [], 0, 0
        page.append(excerpt)
        count += len(quotes)
        units += length
    if page:
        yield tuple(page)


def _is_within(excerpt: Excerpt, others: Iterable[Excerpt]) -> bool:
    return any(
        excerpt.source == other.source
        and other.start <= excerpt.start
        and excerpt.end <= other.end
        for other in others
    )
