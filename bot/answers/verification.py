"""Whether a quotation stands in the articles word for word, or what comes nearest."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

from retrieval import Excerpt, Retriever, Sentence

from .pages import MOST_READ

CANDIDATES = 10
"""How many sentences are looked at, with what stands around them."""

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


def verify(text: str, retriever: Retriever) -> Verdict:
    """Look *text* up by its words: punctuation, capitals and white space are free."""
    text = text[:MOST_READ]
    words = words_in(text)
    if not words:
        return Verdict(None)
    hits = retriever.search(text, k=CANDIDATES)
    sentences = [hit.sentence for hit in hits]
    found = [e for each in sentences for e in _occurrences(words, each, len(text))]
    if found:
        others = dict.fromkeys(e.source for e in found if e.source != found[0].source)
        return Verdict(replace(found[0], also_in=tuple(others)), is_verbatim=True)
    compared = [_compared(text, words, sentence) for sentence in sentences]
    share, verdict = max(compared, key=lambda each: each[0], default=(0, Verdict(None)))
    return verdict if share >= ALIKE else Verdict(None)


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


def _compared(
    text: str, words: Sequence[Word], sentence: Sentence
) -> tuple[float, Verdict]:
    """Return how similar the passage from *sentence* on is, and what differs."""
    article, start = sentence.article, sentence.start
    in_sentence = len(words_in(sentence.text))
    following = words_in(article.text[start : sentence.end + 2 * len(text)], start)
    passage = following[: max(in_sentence, len(words))]
    matcher = _matcher(passage, words)
    # What follows the sentence counts only as far as the quotation has it.
    last_equal = max(a + size for a, _, size in matcher.get_matching_blocks())
    passage = passage[: max(in_sentence, last_equal)]
    matcher = _matcher(passage, words)
    matches: list[tuple[int, int]] = []
    added: list[str] = []
    for kind, first, last, first_added, last_added in matcher.get_opcodes():
        if kind == "equal":
            continue
        if first < last:
            span = passage[first].start - start, passage[last - 1].end - start
            matches.append(span)
        added += [text[w.start : w.end] for w in words[first_added:last_added]]
    end = _after(passage[-1].end, article.text) if passage else sentence.end
    excerpt = Excerpt(article, start, end, tuple(matches), 0.0)
    return matcher.ratio(), Verdict(excerpt, added=tuple(added))


def _matcher(passage: Sequence[Word], words: Sequence[Word]) -> SequenceMatcher[str]:
    one, other = ([word.text for word in each] for each in (passage, words))
    return SequenceMatcher(None, one, other, autojunk=False)


def _after(end: int, text: str) -> int:
    """Return *end*, or the end of the punctuation that follows it."""
    while end < len(text) and not text[end].isspace() and not _is_letter(text[end]):
        end += 1
    return end
