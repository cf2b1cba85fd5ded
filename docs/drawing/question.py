"""One question, followed from file to message: the real value of every stage."""

import asyncio
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence

from retrieval import Article, Hit, Retriever, Sentence, read_articles, split_sentences
from retrieval.analysis.analyzer import Analyzer
from retrieval.index.article_index import ArticleIndex
from retrieval.ranking.confidence import NOTHING_BELOW, SURE_FROM, log_odds
from retrieval.ranking.scorer import Ranking
from tests.programs import ROOT, environment

from .scenes import asked
from .svg import SANS, Picture, Run, document, rectangle, text, wrapped
from .tables import code, table

QUESTION = "When did Russia annex Crimea?"
FILE = "white-house-summit.txt"
SHOWN_HITS = 5
WIDTH, LEFT, SIZE = 720, 16, 12


class Followed:
    """What becomes of QUESTION about the articles in seeds/, stage by stage."""

    def __init__(self) -> None:
        articles = read_articles(ROOT / "seeds")
        self._article = next(a for a in articles if a.name == FILE)
        self._index = ArticleIndex.of(articles)
        self._retriever = Retriever.of(self._index)
        self._matches = self._retriever.matches(QUESTION)
        self._ranking = Ranking.of(self._matches)
        self.hits = self._retriever.search(QUESTION, SHOWN_HITS)

    def blocks(self) -> dict[str, str]:
        """Return the Markdown of each stage, by name."""
        return {
            "file": self._file(),
            "sentences": self._sentences(),
            "terms": self._terms(),
            "postings": self._postings(),
            "query": self._query(),
            "candidates": self._candidates(),
            "hits": self._hits(),
            "confidence": self._confidence(),
            "excerpts": self._excerpts(),
            "console": self._console(),
            "message": code("text", asyncio.run(asked(QUESTION))),
        }

    def _best(self) -> Sentence:
        return self.hits[0].sentence

    def _file(self) -> str:
        line = self._article.line_of(self._best().start)
        lines = (ROOT / "seeds" / FILE).read_text(encoding="utf-8").split("\n")
        return code("text", f"{FILE}, line {line}:\n{lines[line - 1]}")

    def _sentences(self) -> str:
        sentences = split_sentences(self._article)
        near = sentences.index(self._best())
        rows = [
            [
                f"{sentence.start}-{sentence.end}",
                _heading(self._article, sentence),
                sentence.text,
            ]
            for sentence in sentences[near - 1 : near + 2]
        ]
        found = f"{len(sentences)} sentences in {len(self._article.text):,} characters:"
        return f"{found}\n\n{table(['span', 'heading', 'text'], rows)}"

    def _terms(self) -> str:
        tokens = Analyzer().tokens(self._best().text)
        rows = [
            [token.form, token.term, "yes" if token.stop else ""] for token in tokens
        ]
        return table(["word", "term", "stop word"], rows)

    def _postings(self) -> str:
        collection = self._retriever.collection
        rows = []
        for term in self._matches.query.content_terms:
            stem = collection.vocabulary.find_stem(term)
            found = self._index.candidates.sentences_with(stem)
            rows.append([term, str(stem), str(len(found))])
        count = len(collection.sentences)
        return (
            f"{count} sentences of {len(collection.articles)} articles, "
            f"{len(collection.vocabulary.stems)} terms. Of the question's:\n\n"
            + table(["term", "its number", "sentences that have it"], rows)
        )

    def _query(self) -> str:
        query = self._matches.query
        collection = self._retriever.collection
        rows = []
        for column, term in enumerate(query.terms):
            synonyms = [
                collection.vocabulary.stems[number]
                for number in query.synonyms.get(term, ())
            ]
            kind = "content" if query.is_content[column] else "stop word"
            rows.append([term, kind, ", ".join(synonyms)])
        return (
            f"It asks for {query.answer_type.value}; its language is "
            f"{(query.language or '').title()}.\n\n"
            + table(["term", "kind", "synonyms that the articles have"], rows)
        )

    def _candidates(self) -> str:
        matches = self._matches
        count = len(matches.collection.sentences)
        return (
            f"{len(matches.paragraphs)} paragraphs with {len(matches.sentences)} of "
            f"the {count} sentences."
        )

    def _hits(self) -> str:
        rows = [
            [f"{hit.score:.1f}", _reasons(hit), hit.sentence.text] for hit in self.hits
        ]
        return table(["score", "points of most weight", "sentence"], rows)

    def _confidence(self) -> str:
        odds = log_odds(self._ranking)
        answer = self._retriever.answer(QUESTION)
        return (
            f"Log-odds {odds:.1f}: `{answer.confidence}` from {SURE_FROM}, "
            f"`none` below {NOTHING_BELOW}."
        )

    def _excerpts(self) -> str:
        answer = self._retriever.answer(QUESTION)
        kept = f"Of {SHOWN_HITS} hits, {len(answer.excerpts)} is kept:\n\n"
        rows = [
            [
                excerpt.text,
                f"{excerpt.start}-{excerpt.end}",
                str(excerpt.line),
                ", ".join(excerpt.text[start:end] for start, end in excerpt.matches),
                excerpt.section or "",
            ]
            for excerpt in answer.excerpts
        ]
        heads = ["text", "span", "line", "matches", "section"]
        return kept + table(heads, rows)

    def _console(self) -> str:
        command = f'python -m bot ask "{QUESTION}"'
        printed = subprocess.run(
            [sys.executable, *shlex.split(command)[1:]],
            cwd=ROOT,
            env=environment(),
            check=True,
            capture_output=True,
            encoding="utf-8",
        ).stdout
        return code("console", f"$ {command}\n{printed.rstrip()}")


def _heading(article: Article, sentence: Sentence) -> str:
    return article.text[slice(*sentence.heading)] if sentence.heading else ""


def _reasons(hit: Hit) -> str:
    by_weight = sorted(hit.evidence.items(), key=lambda item: -abs(item[1]))
    return ", ".join(f"{name.replace('_', ' ')} {v:.1f}" for name, v in by_weight[:4])


_COLOURS = (
    *("#2a6f9e", "#e08e45", "#5a9e6f", "#b35c74", "#8a75b8", "#c2a83e", "#4fa3a5"),
    *("#9c6b4e", "#6b7780", "#d17ba5"),
)


def evidence_picture(hits: Sequence[Hit]) -> str:
    """Return the SVG of bars: what the score of each hit is made of."""
    scores = [{k: v for k, v in hit.evidence.items() if v > 0} for hit in hits]
    names = dict.fromkeys(
        name for score in scores for name, points in score.items() if points >= 1
    )
    colours = dict(zip(names, _COLOURS, strict=False))
    scale = (WIDTH - 2 * LEFT) / max(sum(score.values()) for score in scores)
    parts: list[str] = []
    top = 12.0
    for hit in hits:
        parts += _bar(hit, top, scale, colours)
        top += 58
    for number, (name, colour) in enumerate(colours.items()):
        x, y = LEFT + 172 * (number % 4), top + 22 * (number // 4)
        parts.append(rectangle(x, y, 12, 12, f'fill="{colour}"'))
        parts.append(text(x + 18, y + 11, [Run(name.replace("_", " "))]))
    height = top + 22 * (1 + (len(names) - 1) // 4) + 4
    background = rectangle(0, 0, WIDTH, height, 'rx="8" fill="#f4f7f9"')
    picture = Picture([background, *parts], WIDTH, height)
    return document(picture, "What the scores are made of", SANS, SIZE)


def _bar(
    hit: Hit, top: float, scale: float, colours: Mapping[str, str]
) -> Iterator[str]:
    """Yield the score and the sentence of a hit, and its bar below them."""
    label = f"{hit.score:.1f}  {hit.sentence.text}"
    line, *more = wrapped([Run(label)], SIZE, WIDTH - 2 * LEFT - 20)
    yield text(LEFT, top + 14, [*line, *([Run(" …")] if more else [])])
    begin = LEFT
    for name, colour in colours.items():
        width = round(max(hit.evidence.get(name, 0.0), 0.0) * scale)
        if width:
            yield rectangle(begin, top + 22, width, 18, f'fill="{colour}"')
        begin += width
