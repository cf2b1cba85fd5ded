"""Whether a quotation stands in the articles word for word, or what comes nearest."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby, takewhile
from typing import NamedTuple

from retrieval import Excerpt, Sentence
from retrieval.retriever import BaseRetriever

from .pages import MOST_READ

CANDIDATES = 10
"""How many sentences are compared, with what stands around them."""

MOST_LOOKED_THROUGH = 20_000
"""The most characters of sentences that a text is looked for in, if they are as long.

Of short texts there are many places where their words are, and little to read there.
"""

MOST_COMPARED = 150
"""How many words are compared from the first difference on.

The time of `SequenceMatcher` grows with the third power of words that are repeated.
"""

ALIKE = 0.6
"""The least similarity of a version of a quotation, see `SequenceMatcher.ratio`."""


class Word(NamedTuple):
    """A word in lower case, and its span in the text that it is from."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a quotation stands: *excerpt* is None if nothing is like it.

    If it *is_verbatim*, *also_in* of the excerpt names other articles that have it. If
    not, the matches of the excerpt are the words that the quotation does not have, and
    *added* holds those that only the quotation has.
    """

    excerpt: Excerpt | None
    is_verbatim: bool = False
    added: tuple[str, ...] = ()


def verify(text: str, retriever: BaseRetriever) -> Verdict:
    """Look *text* up by its words: punctuation, capitals and white space are free."""
    text = text[:MOST_READ]
    words = words_in(text)
    if not words:
        return Verdict(None)
    hits = retriever.search(text, k=CANDIDATES)
    sentences = [hit.sentence for hit in hits]
    near = retriever.sentences_near(text, MOST_LOOKED_THROUGH // len(text))
    found = [
        e for each in [*sentences, *near] for e in _occurrences(words, each, len(text))
    ]
    if found:
        others = dict.fromkeys(e.source for e in found if e.source != found[0].source)
        return Verdict(replace(found[0], also_in=tuple(others)), is_verbatim=True)
    passages = [_passage(text, words, sentence) for sentence in sentences]
    nearest = max(passages, key=lambda each: _shared(each, words), default=None)
    return _compared(text, words, nearest) if nearest else Verdict(None)


def words_in(text: str, offset: int = 0) -> list[Word]:
    """Return the words of *text*, their spans moved by *offset*."""
    words = []
    runs = groupby(enumerate(text, offset), key=lambda pair: _is_letter(pair[1]))
    for is_word, run in runs:
        if is_word:
            places, characters = zip(*run, strict=True)
            word = unicodedata.normalize("NFKC", "".join(characters)).casefold()
            words.append(Word(word, places[0], places[-1] + 1))
    return words


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"


def _occurrences(
    words: Sequence[Word], sentence: Sentence, length: int
) -> Iterator[Excerpt]:
    """Yield where all *words* follow each other near *sentence*."""
    article = sentence.article
    first = max(0, sentence.start - 2 * length)
    around = words_in(article.text[first : sentence.end + 2 * length], first)
    sought = [word.text for word in words]
    texts = [word.text for word in around]
    for at in range(len(texts) - len(sought) + 1):
        if texts[at : at + len(sought)] == sought:
            end = _after(around[at + len(sought) - 1].end, article.text)
            yield Excerpt(article, around[at].start, end, (), 0.0)


class _Passage(NamedTuple):
    """The words from *sentence* on, at least *least* of them in any case."""

    sentence: Sentence
    words: Sequence[Word]
    least: int


def _passage(text: str, words: Sequence[Word], sentence: Sentence) -> _Passage:
    """Return the passage from *sentence* on that may be a version of *text*."""
    article, start = sentence.article, sentence.start
    least = len(words_in(sentence.text))
    following = words_in(article.text[start : sentence.end + 2 * len(text)], start)
    return _Passage(sentence, following[: max(least, len(words))], least)


def _shared(passage: _Passage, words: Sequence[Word]) -> float:
    """Return how similar the words are in any order: no less than `ratio` in theirs."""
    ours, theirs = (Counter(w.text for w in each) for each in (passage.words, words))
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())


def _compared(text: str, words: Sequence[Word], nearest: _Passage) -> Verdict:
    """Return what differs between *words* and a passage, if they are alike."""
    sentence, passage, least = nearest
    article, start = sentence.article, sentence.start
    pairs = zip(passage, words, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0].text == pair[1].text, pairs))
    compared = words[same : same + MOST_COMPARED]
    rest = passage[same : same + MOST_COMPARED]
    # What follows the sentence counts only as far as the quotation has it.
    blocks = _matcher(rest, compared).get_matching_blocks()
    last_equal = max((a + size for a, _, size in blocks if size), default=0)
    rest = rest[: max(least - same, last_equal)]
    matcher = _matcher(rest, compared)
    equal = same + sum(size for _, _, size in matcher.get_matching_blocks())
    if 2 * equal < ALIKE * (2 * same + len(rest) + len(compared)):
        return Verdict(None)
    matches: list[tuple[int, int]] = []
    added: list[str] = []
    for kind, first, last, first_added, last_added in matcher.get_opcodes():
        if kind == "equal":
            continue
        if first < last:
            matches.append((rest[first].start - start, rest[last - 1].end - start))
        added += [text[w.start : w.end] for w in compared[first_added:last_added]]
    end = _after([*passage[:same], *rest][-1].end, article.text)
    return Verdict(
        Excerpt(article, start, end, tuple(matches), 0.0), added=tuple(added)
    )


def _matcher(passage: Sequence[Word], words: Sequence[Word]) -> SequenceMatcher[str]:
    one, other = ([word.text for word in each] for each in (passage, words))
    return SequenceMatcher(None, one, other, autojunk=False)


def _after(end: int, text: str) -> int:
    """Return *end*, or the end of the punctuation that follows it."""
    while end < len(text) and not text[end].isspace() and not _is_letter(text[end]):
        end += 1
    return end
