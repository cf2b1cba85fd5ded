from hypothesis import given, settings

from retrieval import Article, split_sentences
from retrieval.articles import article_of
from retrieval.errors import UnreadableArticleError
from retrieval.sentences.blocks import blocks
from retrieval.sentences.kinds import Kind
from retrieval.sentences.sections import contexts
from retrieval.sentences.structure import blocks_of
from tests.retrieval.readers.test_markdown import TEXTS

GUIDE = """---
title: Riverside guide
---
# Laser cutter

## Settings

```
material      speed   power
plywood 3mm   25      55
plywood 6mm   12      60
acrylic 3mm   20      50
```

### Before you start, check:

Bring with you:

- a **card**
- a key

| Plan | Fee |
|------|-----|
| Full | £38 |

By Ann Example

**May I smoke?**

Never indoors.
"""


def guide() -> Article:
    return article_of(GUIDE.encode(), "guide.md")


def test_the_blocks_of_the_format_are_kept() -> None:
    article = guide()

    found = [(b.kind, article.text[b.start : b.end]) for b in blocks_of(article)]

    assert found == [
        (Kind.HEADING, "Laser cutter"),
        (Kind.HEADING, "Settings"),
        (Kind.COLUMN_HEADS, "material      speed   power"),
        (Kind.PARAGRAPH, "plywood 3mm   25      55"),
        (Kind.PARAGRAPH, "plywood 6mm   12      60"),
        (Kind.PARAGRAPH, "acrylic 3mm   20      50"),
        (Kind.HEADING, "Before you start, check:"),
        (Kind.PARAGRAPH, "Bring with you:"),
        (Kind.LIST_ITEM, "- a card"),
        (Kind.LIST_ITEM, "- a key"),
        (Kind.COLUMN_HEADS, "Plan | Fee"),
        (Kind.PARAGRAPH, "Full | £38"),
        (Kind.BYLINE, "By Ann Example"),
        (Kind.HEADING, "May I smoke?"),
        (Kind.PARAGRAPH, "Never indoors."),
    ]


def test_an_article_without_blocks_goes_by_its_looks() -> None:
    article = Article("guide.md", GUIDE)

    assert blocks_of(article) == blocks(GUIDE)


def test_what_stands_above_goes_by_the_levels_of_headings() -> None:
    article = article_of(b"# A\n\n## B\n\nb.\n\nC\n-\n\nc.\n\n# D\n\nd.", "a.md")
    text = article.text

    above = {
        text[block.start : block.end]: [
            text[start:end] for start, end in (*context.far, *context.near)
        ]
        for block, context in contexts(text, blocks_of(article))
    }

    assert above == {"b.": ["A", "B"], "c.": ["A", "C"], "d.": ["D"]}


def test_items_and_rows_belong_to_what_introduces_them() -> None:
    article = guide()
    text = article.text

    near = {
        text[block.start : block.end]: text[slice(*context.near[-1])]
        for block, context in contexts(text, blocks_of(article))
    }

    assert near["- a key"] == "Bring with you:"
    assert near["Full | £38"] == "Plan | Fee"
    assert near["plywood 6mm   12      60"] == "material      speed   power"


def test_lines_that_an_author_broke_are_no_one_sentence() -> None:
    article = article_of(b"Monday 9 to 5  \nTuesday 10 to 6", "hours.md")

    assert [sentence.text for sentence in split_sentences(article)] == [
        "Monday 9 to 5",
        "Tuesday 10 to 6",
    ]


def test_a_wrapped_paragraph_is_quoted_on_one_line() -> None:
    article = article_of(b"Bees form\na ball. It\nis warm.", "bees.md")

    sentences = split_sentences(article)

    assert [sentence.text for sentence in sentences] == [
        "Bees form a ball.",
        "It is warm.",
    ]
    assert [article.line_of(sentence.start) for sentence in sentences] == [1, 2]


@settings(deadline=None)
@given(TEXTS)
def test_no_word_outside_headings_and_the_like_is_lost(markdown: str) -> None:
    try:
        article = article_of(markdown.encode(), "a.md")
    except UnreadableArticleError:
        return
    left_out = (Kind.HEADING, Kind.COLUMN_HEADS, Kind.BYLINE, Kind.TITLE)
    shown = [b for b in blocks_of(article) if b.kind not in left_out]

    covered = {
        place for s in split_sentences(article) for place in range(s.start, s.end)
    }

    if article.blocks:
        for block in shown:
            for place in range(block.start, block.end):
                assert place in covered or article.text[place].isspace()
