"""Questions answered from articles."""

import hashlib
import heapq
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Literal

from .analysis import Analyzer
from .articles import Article
from .bm25 import PostingsBM25
from .excerpts import Excerpt, merged
from .languages import language_of
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
    """The excerpts that answer *question*, best first; there are some unless "none".

    *unknown* are the words of the question, as they were typed, that stand in no
    article and were not corrected; *corrections* pairs of a word that was typed and the
    spelling of the articles that was searched for it. Both are in the question's order.
    """

    question: str
    confidence: Confidence
    excerpts: tuple[Excerpt, ...]
    unknown: tuple[str, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()


class Retriever:
    """Finds the sentences of *articles* that answer a question.

    It does not change once made, so threads may share it. *version* is the same for the
    same articles, in every process, and another one otherwise: 8 characters of
    ``[0-9a-f]``.
    """

    def __init__(self, articles: Iterable[Article]) -> None:
        self.articles: Sequence[Article] = tuple(articles)
        self.version = _version(self.articles)
        self._analyzer = Analyzer()
        self._sentences: list[Sentence] = []
        self._paragraph_of: list[int] = []
        terms: list[list[str]] = []
        paragraph_terms: list[list[str]] = []
        languages = set()
        for article in self.articles:
            language = language_of(article.text)
            languages.add(language)
            sentences = split_sentences(article)
            for _, paragraph in groupby(sentences, lambda sentence: sentence.paragraph):
                paragraph_terms.append([])
                for sentence in paragraph:
                    terms.append(self._analyzer.terms(sentence.text, language))
                    paragraph_terms[-1] += terms[-1]
                    self._sentences.append(sentence)
                    self._paragraph_of.append(len(paragraph_terms) - 1)
        self._df = Counter(chain.from_iterable(map(set, paragraph_terms)))
        self._languages = sorted(languages)
        self._bm25 = PostingsBM25(terms, k1=0.4, b=0.5)
        self._paragraph_bm25 = PostingsBM25(paragraph_terms, k1=0.9, b=0.5)

    def search(self, question: str, k: int = 10) -> list[Hit]:
        """Return up to *k* hits, best first; of equal ones the earlier sentence."""
        query = self._query(question)
        paragraph_scores = self._paragraph_bm25.get_scores(query)
        ids, scores = self._bm25.search(query, len(self._sentences))
        hits = [
            (score + PARAGRAPH_WEIGHT * paragraph_scores[self._paragraph_of[i]], -i)
            for i, score in zip(ids.tolist(), scores.tolist(), strict=True)
        ]
        best = heapq.nlargest(k, hits)
        return [Hit(self._sentences[-i], float(score)) for score, i in best]

    def answer(self, question: str, k: int = 3) -> Answer:
        """Return up to *k* excerpts and how sure it is that they answer."""
        hits = self.search(question, k)
        excerpts = tuple(self._excerpt(hit, question) for hit in hits)
        return Answer(
            question,
            self._confidence(question, hits),
            excerpts,
            self._unknown(question),
        )

    def context(self, excerpt: Excerpt, *, reach: int = 3) -> Excerpt:
        """Return *excerpt* with up to *reach* sentences before and after it.

        Its only match is the excerpt itself.
        """
        spans = [
            (sentence.start, sentence.end)
            for sentence in split_sentences(excerpt.article)
        ]
        first = sum(end <= excerpt.start for _, end in spans)
        last = sum(start < excerpt.end for start, _ in spans)
        start = min(excerpt.start, *spans[max(0, first - reach)])
        end = max(excerpt.end, *spans[min(last + reach, len(spans)) - 1])
        match = (excerpt.start - start, excerpt.end - start)
        return Excerpt(excerpt.article, start, end, (match,), excerpt.score)

    def _unknown(self, question: str) -> tuple[str, ...]:
        tokens = self._analyzer.question_tokens(question, self._languages)
        words = (
            question[token.start : token.end]
            for token in tokens
            if token.term not in self._df
        )
        return tuple(dict.fromkeys(words))

    def _query(self, question: str) -> list[str]:
        tokens = self._analyzer.question_tokens(question, self._languages)
        return [token.term for token in tokens]

    def _excerpt(self, hit: Hit, question: str) -> Excerpt:
        sentence = hit.sentence
        query = set(self._query(question))
        language = language_of(sentence.article.text)
        tokens = self._analyzer.tokens(sentence.text, language)
        spans = [(token.start, token.end) for token in tokens if token.term in query]
        matches = tuple(merged(spans))
        return Excerpt(
            sentence.article, sentence.start, sentence.end, matches, hit.score
        )

    def _confidence(self, question: str, hits: Sequence[Hit]) -> Confidence:
        """Judge by the share of the question that stands in the best paragraph."""
        if not hits:
            return "none"
        query = set(self._query(question))
        size = self._paragraph_bm25.corpus_size
        weights = {
            term: math.log(1 + (size + 0.5) / (self._df[term] + 0.5)) for term in query
        }
        best = hits[0].sentence
        paragraph = {
            term
            for sentence in self._sentences
            if sentence.article is best.article and sentence.paragraph == best.paragraph
            for term in self._analyzer.terms(sentence.text)
        }
        held = sum(weights[term] for term in query & paragraph)
        return "high" if held >= SURE_FROM * sum(weights.values()) else "low"


def _version(articles: Sequence[Article]) -> str:
    digest = hashlib.sha256()
    for article in articles:
        for part in (article.name, article.text):
            data = part.encode("utf-8", "surrogatepass")
            digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()[:8]
