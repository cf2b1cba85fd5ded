"""What of the ranked sentences a reader gets to see."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from .articles import Article
from .collection import Collection
from .languages import DEFAULT
from .leaning import lean
from .word_traits import WordTrait

MOST_CHARACTERS = 600
"""The greatest length of an excerpt, so that it can be read at a glance."""

STRONG_NEIGHBOUR = 0.7
"""The share of a passage's score that a sentence beside it needs to be joined."""

SAME_STATEMENT = 0.75
"""Of two sentences that say the same, the shorter has this share of the longer's words,
at least; see `_say_the_same`."""

_TELLING = WordTrait.NUMBER | WordTrait.CALENDAR | WordTrait.DENIAL

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A span of an article that answers, with the words that made it match.

    *start* and *end* are offsets into the article's text, *matches* spans into the
    excerpt's own text: ordered, disjoint, never empty. A greater *score* is better;
    scores of different questions cannot be compared. *also_in* names other articles
    that say the same, in order of rank. *evidence* is what each piece of evidence adds
    to the score, by its name.
    """

    article: Article
    start: int
    end: int
    matches: tuple[Span, ...]
    score: float
    also_in: tuple[str, ...] = ()
    evidence: Mapping[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The excerpt, exactly as the article has it."""
        return self.article.text[self.start : self.end]

    @property
    def source(self) -> str:
        """The name of the article."""
        return self.article.name

    @property
    def line(self) -> int:
        """The line of the article that the excerpt begins on, from 1."""
        return self.article.line_of(self.start)


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences *first* to *last* of a collection, all of one paragraph.

    *hits* are those of them that were ranked, not just taken along, the best first.
    """

    first: int
    last: int
    hits: tuple[int, ...]
    score: float
    also_in: tuple[str, ...] = ()

    @property
    def best(self) -> int:
        """The sentence that *score* is of."""
        return self.hits[0]


def choose_passages(
    ranked: Iterable[tuple[int, float]], collection: Collection, k: int
) -> list[Passage]:
    """Choose up to *k* passages of *ranked* (sentences and scores, best first).

    A sentence that leans on the one before it takes that along. Of passages that
    overlap or touch, strong ones are joined as long as they stay short, and others left
    out; one that another article has already said is only named there. The best come
    first.
    """
    passages: list[Passage] = []
    for sentence, score in ranked:
        passage = _with_lead_in(sentence, score, collection)
        place = _twin(sentence, passages, collection)
        if place is not None:
            passages[place] = _also_in(passages[place], sentence, collection)
            continue
        touched = [other for other in passages if _touch(passage, other, collection)]
        if touched:
            if whole := _joined(passage, touched, collection):
                passages[passages.index(touched[0])] = whole
                passages = [other for other in passages if other not in touched[1:]]
            continue
        if len(passages) == k:
            break
        passages.append(passage)
    return passages


def make_excerpt(
    passage: Passage, collection: Collection, matching: Callable[[str], Sequence[Span]]
) -> Excerpt:
    """Cut *passage* from its article; *matching* finds the matches in a text.

    A single sentence of more than MOST_CHARACTERS is cut between words, around its
    matches.
    """
    sentences = collection.sentences
    article = sentences[passage.first].article
    start, end = sentences[passage.first].start, sentences[passage.last].end
    text = article.text[start:end]
    matches = merged(matching(text))
    if len(text) > MOST_CHARACTERS:
        cut_start, cut_end = _window(text, matches)
        start, end = start + cut_start, start + cut_end
        matches = [
            (first - cut_start, last - cut_start)
            for first, last in matches
            if cut_start <= first and last <= cut_end
        ]
    return Excerpt(article, start, end, tuple(matches), passage.score, passage.also_in)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return *spans* in order, with those that overlap or touch made one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _with_lead_in(sentence: int, score: float, collection: Collection) -> Passage:
    first = sentence
    if _leans_on_previous(sentence, collection) and _length(
        sentence - 1, sentence, collection
    ):
        first = sentence - 1
    return Passage(first, sentence, (sentence,), score)


def _leans_on_previous(sentence: int, collection: Collection) -> bool:
    if sentence == 0 or not _same_paragraph(sentence - 1, sentence, collection):
        return False
    return bool(lean(np.array([sentence]), collection)[0])


def _length(first: int, last: int, collection: Collection) -> int:
    """Return the length of a passage in characters, 0 if it is too long to show."""
    length = collection.sentences[last].end - collection.sentences[first].start
    return length if length <= MOST_CHARACTERS else 0


def _same_paragraph(one: int, other: int, collection: Collection) -> bool:
    return bool(collection.paragraph_of[one] == collection.paragraph_of[other])


def _touch(one: Passage, other: Passage, collection: Collection) -> bool:
    apart = one.first > other.last + 1 or other.first > one.last + 1
    return not apart and _same_paragraph(one.first, other.first, collection)


def _joined(
    passage: Passage, touched: Sequence[Passage], collection: Collection
) -> Passage | None:
    """Return *passage* and all that it touches as one, None if weak or too long."""
    best = touched[0]
    first = min(passage.first, *(other.first for other in touched))
    last = max(passage.last, *(other.last for other in touched))
    weak = passage.score < STRONG_NEIGHBOUR * best.score
    if weak or not _length(first, last, collection):
        return None
    hits = [hit for other in (*touched, passage) for hit in other.hits]
    also_in = dict.fromkeys(name for other in touched for name in other.also_in)
    return Passage(first, last, tuple(hits), best.score, tuple(also_in))


def _twin(
    sentence: int, passages: Sequence[Passage], collection: Collection
) -> int | None:
    articles = collection.article_of
    for place, other in enumerate(passages):
        if articles[sentence] == articles[other.best]:
            continue
        if any(_say_the_same(sentence, hit, collection) for hit in other.hits):
            return place
    return None


def _say_the_same(one: int, other: int, collection: Collection) -> bool:
    """Return whether both have the same words in the same order, but for a few more.

    These few are never a name, a figure, a date or a denial. A sentence without words
    says nothing.
    """
    shorter, longer = sorted(
        (_statement(one, collection), _statement(other, collection)), key=len
    )
    if not shorter or len(shorter) < SAME_STATEMENT * len(longer):
        return False
    matched = 0
    for stem, is_telling in longer:
        if matched < len(shorter) and stem == shorter[matched][0]:
            matched += 1
        elif is_telling:
            return False
    return matched == len(shorter)


def _also_in(passage: Passage, sentence: int, collection: Collection) -> Passage:
    name = collection.sentences[sentence].article.name
    return replace(passage, also_in=tuple(dict.fromkeys((*passage.also_in, name))))


def _statement(sentence: int, collection: Collection) -> list[tuple[int, bool]]:
    """Return the stems of what a sentence says, and which of them change its meaning.

    Only English tells them apart: in other languages each word is taken to change it.
    """
    vocabulary = collection.vocabulary
    tokens = slice(*collection.token_starts[sentence : sentence + 2])
    words = collection.words[tokens]
    stems = vocabulary.stem_of[words]
    article = int(collection.article_of[sentence])
    if collection.language_of(article) != DEFAULT:
        return [(stem, True) for stem in stems.tolist()]
    denies = vocabulary.traits[words] & np.uint8(WordTrait.DENIAL) != 0
    is_content = ~vocabulary.is_stop[words] | denies
    is_telling = vocabulary.traits[words] & np.uint8(_TELLING) != 0
    is_telling |= collection.capital[tokens]
    # The word that opens a sentence may be a name: its capital does not show it.
    is_telling[:1] = True
    said = zip(stems[is_content].tolist(), is_telling[is_content].tolist(), strict=True)
    return list(said)


def _window(text: str, matches: Sequence[Span]) -> Span:
    """Return the part of *text* that holds the most matches, cut between words."""
    borders = [0, *(space.end() for space in re.finditer(r"\s+", text)), len(text)]
    starts, ends = [first for first, _ in matches], [last for _, last in matches]
    best, best_count = (0, 0), -1
    for start in [0, *starts]:
        left = borders[bisect_right(borders, start) - 1]
        right = borders[bisect_right(borders, left + MOST_CHARACTERS) - 1]
        if right == left:
            right = left + MOST_CHARACTERS
        count = bisect_right(ends, right) - bisect_left(starts, left)
        if count > best_count:
            best, best_count = (left, right), count
    start, end = best
    return start, start + len(text[start:end].rstrip())
