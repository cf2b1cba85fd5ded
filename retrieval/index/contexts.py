"""The words of what paragraphs stand under: headings, lead-ins, column heads."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, Self

import numpy as np

from retrieval.arrays import Array, Bools, Ints
from retrieval.articles import Article
from retrieval.sentences.sentence import Paragraphs

_NAME_BREAK = re.compile(r"[_/]|(?<=[a-z])(?=[A-Z])")


class Contexts(NamedTuple):
    """The contexts of the paragraphs of an article, or of several.

    An article numbers its contexts from 0, in order of first use.
    """

    of_paragraph: Ints  # the number of each paragraph's context
    counts: Ints  # by article, its contexts
    lengths: Ints  # by context, in words
    words: Ints  # the words of all contexts, one after another
    near: Bools  # by such a word, whether `Context.near` has it

    @classmethod
    def joined(cls, several: Sequence["Contexts"]) -> Self:
        """Return the contexts of articles one after another."""
        none = np.zeros(0, np.int32)
        nothing = cls(none, none, none, none, np.zeros(0, np.bool_))
        return cls(*map(np.concatenate, zip(nothing, *several, strict=True)))


def contexts_of(
    article: Article, paragraphs: Paragraphs, read: Callable[[str], bytes]
) -> Contexts:
    """Return the contexts of the *paragraphs* of an article.

    *read* returns the codes of a text, see `VocabularyBuilder.codes`. The words of the
    file's name, and of a title that its text does not show, belong to every context.
    """
    distinct = dict.fromkeys(paragraphs.contexts)
    numbers = {context: number for number, context in enumerate(distinct)}
    stem, _, _ = article.name.rpartition(".")
    name = _NAME_BREAK.sub(" ", stem or article.name)
    if article.title and article.title not in article.text:
        name = f"{name} {article.title}"
    name_words = _numbers(read(name))
    words, near, lengths = [name_words[:0]], [np.zeros(0, np.bool_)], []
    for context in numbers:
        spans = (*context.near, *context.far)
        of_spans = [_numbers(read(article.text[start:end])) for start, end in spans]
        all_words = np.concatenate([*of_spans, name_words])
        near_words = sum(map(len, of_spans[: len(context.near)]))
        words.append(all_words)
        near.append(np.arange(len(all_words)) < near_words)
        lengths.append(len(all_words))
    return Contexts(
        np.array([numbers[context] for context in paragraphs.contexts], np.int32),
        np.array([len(numbers)], np.int32),
        np.array(lengths, np.int32),
        np.concatenate(words),
        np.concatenate(near),
    )


def context_arrays(
    contexts: Contexts, words: Ints, paragraph_counts: Ints
) -> dict[str, Array]:
    """Return the arrays of a collection's contexts, numbered across all articles.

    *words* are the new numbers of the contexts' words, and *paragraph_counts* says how
    many paragraphs each article has.
    """
    article_contexts = _starts(contexts.counts)
    first = np.repeat(article_contexts[:-1], paragraph_counts)
    return {
        "context_of": (contexts.of_paragraph + first).astype(np.int32),
        "context_starts": _starts(contexts.lengths),
        "context_words": words,
        "context_near": contexts.near,
        "article_contexts": article_contexts,
    }


def _numbers(codes: bytes) -> Ints:
    return np.frombuffer(codes, np.int32) >> 1


def _starts(lengths: Ints) -> Array:
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
