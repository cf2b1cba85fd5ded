"""Ranked sentences -> passages to show: neighbours merged, duplicates set apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from retrieval.index.collection import Collection
from retrieval.index.leaning import lean

from .duplicates import Statements

MOST_CHARACTERS = 600
"""The maximum length of an excerpt: it must be readable at a glance."""

OPENING_WORDS = 1
"""A first sentence of so few content words says little without the next one."""

STRONG_NEIGHBOUR = 0.7
"""The share of a passage's score that an adjacent one needs to be merged with it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences *first* to *last*, inclusive, of one paragraph or list.

    *hits* are the ranked ones among them, best first; the others are only context.
    *twins* are the ranked sentences of other articles that say the same as a hit, their
    figures aside, best first. *also_in* names the articles that say the same, and
    *differing* holds the passages of those with other figures; see `versions`.
    """

    first: int
    last: int
    hits: tuple[int, ...]
    score: float
    twins: tuple[int, ...] = ()
    also_in: tuple[str, ...] = ()
    differing: "tuple[Passage, ...]" = ()

    @property
    def best(self) -> int:
        """The sentence that has the passage's *score*."""
        return self.hits[0]


def choose_passages(
    ranked: Iterable[tuple[int, float]],
    collection: Collection,
    statements: Statements,
    k: int,
) -> list[Passage]:
    """Return up to *k* passages, best first; *ranked* is (sentence, score), best first.

    A passage has the sentences that are understood only together, such as an item with
    what introduces its list, and the sentence before a back-reference.
    Passages that overlap or touch are merged if the weaker one is strong enough and the
    result short enough; otherwise the weaker is dropped. A sentence that says the same
    as one of another article, its figures aside, only joins the twins of that.
    """
    passages: list[Passage] = []
    is_full = False
    for sentence, score in ranked:
        place = _twin(sentence, passages, collection, statements)
        if place is not None:
            twins = (*passages[place].twins, sentence)
            passages[place] = replace(passages[place], twins=twins)
            continue
        if is_full:
            continue
        passage = passage_around(sentence, score, collection)
        touched = [other for other in passages if _touch(passage, other, collection)]
        if touched:
            if whole := _joined(passage, touched, collection):
                passages[passages.index(touched[0])] = whole
                passages = [other for other in passages if other not in touched[1:]]
        elif len(passages) < k:
            passages.append(passage)
        else:
            is_full = True
    return passages


def passage_around(sentence: int, score: float, collection: Collection) -> Passage:
    """Return the passage of *sentence* with what it cannot be understood without."""
    first, last = _whole(sentence, collection)
    if _leans_on_previous(first, collection) and _length(first - 1, last, collection):
        first -= 1
    # What asks, names what follows or only opens it, is not understood without that.
    while _needs_next(last, collection) and last + 1 < len(collection.sentences):
        is_same_article = collection.article_of[last] == collection.article_of[last + 1]
        if not is_same_article or not _length(first, last + 1, collection):
            break
        last += 1
    return Passage(first, last, (sentence,), score)


def _needs_next(sentence: int, collection: Collection) -> bool:
    """Whether a sentence asks, or only opens the next one, like "Yes." or "Please!"."""
    if collection.asks[sentence]:
        return True
    paragraph = int(collection.paragraph_of[sentence])
    first, end = collection.paragraph_starts[paragraph : paragraph + 2].tolist()
    if sentence != first or sentence + 1 == end:
        return False
    tokens = slice(*collection.token_starts[sentence : sentence + 2].tolist())
    words = np.count_nonzero(~collection.vocabulary.is_stop[collection.words[tokens]])
    return int(words) <= OPENING_WORDS


def _whole(sentence: int, collection: Collection) -> tuple[int, int]:
    """Return the sentences around *sentence* that are understood only together.

    Only *sentence* itself if they are too long.
    """
    first = last = sentence
    while collection.continues[first]:
        first -= 1
        if not _length(first, last, collection):
            return sentence, sentence
    continues = collection.continues
    while last + 1 < len(continues) and continues[last + 1]:
        last += 1
        if not _length(first, last, collection):
            return sentence, sentence
    return first, last


def _leans_on_previous(sentence: int, collection: Collection) -> bool:
    if sentence == 0 or not _same_paragraph(sentence - 1, sentence, collection):
        return False
    return bool(lean(np.array([sentence]), collection)[0])


def _length(first: int, last: int, collection: Collection) -> int:
    """Return the length in characters, or 0 if it exceeds MOST_CHARACTERS."""
    length = int(collection.spans[last, 1]) - int(collection.spans[first, 0])
    return length if length <= MOST_CHARACTERS else 0


def _same_paragraph(one: int, other: int, collection: Collection) -> bool:
    return bool(collection.paragraph_of[one] == collection.paragraph_of[other])


def _touch(one: Passage, other: Passage, collection: Collection) -> bool:
    if one.first <= other.last and other.first <= one.last:
        return True
    apart = one.first > other.last + 1 or other.first > one.last + 1
    return not apart and _same_paragraph(one.first, other.first, collection)


def _joined(
    passage: Passage, touched: Sequence[Passage], collection: Collection
) -> Passage | None:
    """Return *passage* merged with *touched*, or None if it is too weak or too long."""
    best = touched[0]
    first = min(passage.first, *(other.first for other in touched))
    last = max(passage.last, *(other.last for other in touched))
    weak = passage.score < STRONG_NEIGHBOUR * best.score
    if weak or not _length(first, last, collection):
        return None
    hits = [hit for other in (*touched, passage) for hit in other.hits]
    twins = [twin for other in touched for twin in other.twins]
    return Passage(first, last, tuple(hits), best.score, tuple(twins))


def _twin(
    sentence: int,
    passages: Sequence[Passage],
    collection: Collection,
    statements: Statements,
) -> int | None:
    """Return the first of *passages* with a hit in another article that is alike."""
    article = collection.article_of[sentence]
    for place, other in enumerate(passages):
        if collection.article_of[other.first] != article and any(
            statements.likeness(sentence, hit) is not None for hit in other.hits
        ):
            return place
    return None
