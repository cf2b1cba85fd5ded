"""What files say about their texts, as strings to be saved."""

import datetime
import json

from retrieval.articles import Article
from retrieval.readers.document import Block, BlockKind, Line


def encoded(article: Article) -> str:
    """Return all but the name and the text of *article*; "" if it has nothing else."""
    if article == Article(article.name, article.text):
        return ""
    details = {
        "title": article.title,
        "author": article.author,
        "date": article.date and article.date.isoformat(),
        "link": article.link,
        "blocks": article.blocks,
        "lines": article.lines,
    }
    return json.dumps(details, separators=(",", ":"))


def decoded(name: str, text: str, details: str) -> Article:
    """Return the article that `encoded` to *details*."""
    if not details:
        return Article(name, text)
    saved = json.loads(details)
    date = saved["date"] and datetime.date.fromisoformat(saved["date"])
    blocks = tuple(
        Block(start, end, BlockKind(kind), level)
        for start, end, kind, level in saved["blocks"]
    )
    lines = tuple(map(Line._make, saved["lines"]))
    facts = (saved["title"], saved["author"], date, saved["link"])
    return Article(name, text, *facts, blocks, lines)
