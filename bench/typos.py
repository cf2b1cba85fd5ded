"""Questions with one typing error each."""

import random
from collections.abc import Iterable, Sequence
from string import ascii_lowercase

from bench.questions import SEED, Question
from retrieval import Article
from retrieval.analysis.analyzer import Analyzer
from retrieval.language.detection import language_of

SHORTEST = 4


def mistype(
    questions: Sequence[Question], articles: Iterable[Article]
) -> list[Question]:
    """Return *questions* with one edit in a word of each, the same in every run.

    The word stands in *articles*, is no stop word and has SHORTEST letters or more. A
    question without such a word stays as it is.
    """
    analyzer, generator = Analyzer(), random.Random(SEED)
    known = {
        token.form
        for article in articles
        for token in analyzer.tokens(article.text, language_of(article.text))
    }
    mistyped = []
    for question in questions:
        text = question.text
        spans = [
            (token.start, token.end)
            for token in analyzer.question_tokens(text)
            if token.form in known and _is_long(text[token.start : token.end])
        ]
        if spans:
            start, end = generator.choice(spans)
            text = text[:start] + edit(text[start:end], generator) + text[end:]
        mistyped.append(question._replace(text=text))
    return mistyped


def edit(word: str, generator: random.Random) -> str:
    """Return *word* with a letter inserted, deleted or replaced, or two swapped."""
    edited = word
    while edited.lower() == word.lower():
        at, letter = generator.randrange(len(word)), generator.choice(ascii_lowercase)
        before, after = word[:at], word[at + 1 :]
        edited = generator.choice(
            [
                before + letter + word[at:],
                before + after,
                before + letter + after,
                before + after[:1] + word[at] + after[1:],
            ]
        )
    return edited


def _is_long(word: str) -> bool:
    return word.isalpha() and len(word) >= SHORTEST
