"""An analysed article -> the documents of the engine."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from retrieval.arrays import Ints
from retrieval.articles import Article
from retrieval.excerpts.passages import MOST_CHARACTERS
from retrieval.index.candidates import OF_CONTEXT
from retrieval.index.parts import NOTHING, Part
from retrieval.index.vocabulary import Word
from retrieval.readers.document import Place
from retrieval.sentences.kinds import Span

from .connection import Json
from .schema import article_id, digest_of, paragraph_id


class Documents(NamedTuple):
    """The documents of one generation of an article, by id; *article* has its own."""

    article: Json
    paragraphs: dict[str, Json]


def documents_of(
    article: Article, part: Part, words: Sequence[Word], key: str, generation: int
) -> Documents:
    """Return the documents of *article*, analysed as *part*.

    *words* are those that *part* has numbers of; *key* tells the versions of its file
    apart.
    """
    return _Writer(article, part, words, generation).documents(key)


class _Writer:
    def __init__(
        self, article: Article, part: Part, words: Sequence[Word], generation: int
    ) -> None:
        self._article, self._part = article, part
        self._generation = generation
        self._id = article_id(article.name)
        self._words = [words[number] for number in part.words.tolist()]
        self._tokens = _ranges(part.sentence_lengths)
        self._sentences = _ranges(part.outline.lengths)
        in_contexts = [words[number] for number in part.contexts.words.tolist()]
        is_near = part.contexts.near.tolist()
        self._contexts = [
            [(in_contexts[at], is_near[at]) for at in places]
            for places in _ranges(part.contexts.lengths)
        ]

    def documents(self, key: str) -> Documents:
        paragraphs = {
            paragraph_id(self._id, self._generation, number): document
            for number, document in enumerate(self._paragraphs())
        }
        for number, words in enumerate(self._contexts):
            paragraphs[f"{self._id}-{self._generation}-c{number}"] = {
                "article": self._id,
                "generation": self._generation,
                "terms": _joined(dict.fromkeys(stem for (_, stem, _), _ in words)),
            }
        return Documents(self._document(key), paragraphs)

    def _document(self, key: str) -> Json:
        article, part = self._article, self._part
        near = self._near_stems()
        forms = [
            form
            for tokens in self._tokens
            for form in dict.fromkeys(self._words[at][0] for at in tokens)
        ]
        return {
            "name": article.name,
            "key": key,
            "digest": digest_of(article.text),
            "generation": self._generation,
            "language": part.language,
            "tokens": len(self._words),
            "sentences": len(self._tokens),
            "stems": _joined([*(stem for _, stem, _ in self._words), *near]),
            "forms": _joined(forms),
            "names": _joined(self._names()),
            "about": {
                "title": part.title,
                "own_title": article.title,
                "author": article.author,
                "link": article.link,
                "date": article.date and article.date.isoformat(),
                "day": part.date,
            },
            "text": {"": article.text},
            "details": {"": part.details},
        }

    def _near_stems(self) -> list[str]:
        """Return each stem of the headings, lead-ins and column heads once."""
        words = [word for words in self._contexts for word in words]
        return [*dict.fromkeys(stem for (_, stem, _), is_near in words if is_near)]

    def _names(self) -> list[str]:
        counts = Counter(form for form, _, _ in self._words)
        pairs = zip(self._words, self._part.capital.tolist(), strict=True)
        capitals = Counter(form for (form, _, _), capital in pairs if capital)
        return [form for form, uses in capitals.items() if 2 * uses >= counts[form]]

    def _paragraphs(self) -> Iterator[Json]:
        seen: Counter[int] = Counter()
        before = -1
        contexts = self._part.contexts.of_paragraph.tolist()
        for number, (sentences, context) in enumerate(
            zip(self._sentences, contexts, strict=True)
        ):
            above = [word for word, _ in self._contexts[context]]
            is_early = seen[context] < OF_CONTEXT
            seen[context] += 1
            words = [
                [self._words[at] for at in self._tokens[sentence]]
                for sentence in sentences
            ]
            every = [word for sentence in words for word in sentence]
            yield {
                "article": self._id,
                "generation": self._generation,
                "number": number,
                "tokens": len(every),
                "terms": _joined(dict.fromkeys(stem for _, stem, _ in every)),
                "stems": _stems(every),
                "heads": _stems(above) if is_early else "",
                "above": _joined(dict.fromkeys(stem for _, stem, _ in above)),
                "sentences": [{"stems": _stems(sentence)} for sentence in words],
                "shown": {
                    **self._shown(number, sentences),
                    "context": context,
                    "opens": context != before,
                },
            }
            before = context

    def _shown(self, number: int, sentences: range) -> Json:
        """Return what an answer needs of a paragraph."""
        part, article = self._part, self._article
        within = slice(sentences.start, sentences.stop)
        spans: list[Span] = part.outline.spans[within].tolist()
        start, end = spans[0][0], spans[-1][1]
        context = int(part.contexts.of_paragraph[number])
        return {
            "language": part.language,
            "start": start,
            "text": article.text[start:end],
            "after": self._text_after(number),
            "spans": [[first - start, last - start] for first, last in spans],
            "heading": _quoted(article, part.outline.headings[number].tolist()),
            "lead": _quoted(article, part.outline.leads[number].tolist()),
            "asks": part.asks[within].tolist(),
            "continues": part.outline.continues[within].tolist(),
            "lines": _lines(article, start, end),
            "pages": _pages(article, start, end),
            "reach": self._reach(number),
            "above": [[*word, is_near] for word, is_near in self._contexts[context]],
        }

    def _text_after(self, number: int) -> str:
        """Return what is between a paragraph and the next one, if both may be shown."""
        if number + 1 == len(self._sentences):
            return ""
        following = self._sentences[number].stop
        spans = self._part.outline.spans
        start, end = int(spans[following - 1][1]), int(spans[following][0])
        text = self._article.text[start:end]
        return text if len(text) <= MOST_CHARACTERS else ""

    def _reach(self, number: int) -> tuple[int, int]:
        """Return the first and the last paragraph that one may be shown with."""
        outline = self._part.outline
        first = last = number
        while first > 0 and outline.continues[self._sentences[first].start]:
            first -= 1
            if self._is_long(first, number):
                break
        while last + 1 < len(self._sentences) and self._leads_on(last):
            last += 1
            if self._is_long(number, last):
                break
        return first, last

    def _is_long(self, first: int, last: int) -> bool:
        spans = self._part.outline.spans
        begin = spans[self._sentences[first].stop - 1][0]
        end = spans[self._sentences[last].start][1]
        return bool(end - begin > MOST_CHARACTERS)

    def _leads_on(self, paragraph: int) -> bool:
        """Return whether the next paragraph may be shown with the end of this one."""
        last = self._sentences[paragraph].stop - 1
        continues = self._part.outline.continues
        return bool(self._part.asks[last] or continues[last + 1])


def _lines(article: Article, start: int, end: int) -> list[tuple[int, int]]:
    """Return where the lines of the file begin between two offsets, with numbers."""
    first = article.line_of(start)
    if article.lines:
        return [(start, first), *_within(article.lines, start, end)]
    text = article.text[start:end].replace("\r\n", " \n").replace("\r", "\n")
    breaks = [place for place, letter in enumerate(text) if letter == "\n"]
    below = ((start + at + 1, first + n) for n, at in enumerate(breaks, 1))
    return [(start, first), *below]


def _pages(article: Article, start: int, end: int) -> list[tuple[int, int]]:
    """Return where pages begin between two offsets, with numbers."""
    first = article.page_of(start)
    if first is None:
        return []
    return [(start, first), *_within(article.pages, start, end)]


def _within(places: Sequence[Place], start: int, end: int) -> list[Place]:
    return [place for place in places if start < place.start < end]


def _quoted(article: Article, span: Span) -> tuple[int, str] | None:
    start, end = span
    return None if tuple(span) == NOTHING else (start, article.text[start:end])


def _stems(words: Sequence[Word]) -> str:
    return _joined([stem for _, stem, stop in words if not stop])


def _joined(terms: Iterable[str]) -> str:
    return " ".join(terms)


def _ranges(lengths: Ints) -> list[range]:
    """Return the ranges of so many items each: [2, 1] -> [0, 1], [2]."""
    ends = np.cumsum(lengths).tolist()
    return [range(*span) for span in pairwise([0, *ends])]
