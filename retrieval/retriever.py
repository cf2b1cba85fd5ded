"""Questions answered from articles."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from .analysis import Analyzer
from .articles import Article
from .bm25 import PostingsBM25
from .excerpts import Excerpt
from .sentences import Sentence, split_sentences

Confidence = Literal["high", "low", "none"]

PARAGRAPH_WEIGHT = 0.6
"""How much the paragraph around a sentence counts beside the sentence itself."""

SURE_FROM = 0.5
"""The share of the question that a paragraph must hold for a sure answer."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence that holds a term of the question; a greater *score* is better."""

    sentence: Sentence
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The excerpts that answer *question*, best first; there are some unless "none"."""

    question: str
    confidence: Confidence
    excerpts: tuple[Excerpt, ...]


class Retriever:
    """Finds the sentences of *articles* that answer a question.

    It does not change once made, so threads may share it.
    """

    def __init__(self, articles: Iterable[Article]) -> None:
        self.articles: Sequence[Article] = tuple(articles)
        self._analyzer = Analyzer()
