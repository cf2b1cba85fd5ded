"""Hypothesis strategies for answers from hostile articles and questions."""

from typing import get_args

from hypothesis import strategies as st

from retrieval import Answer, Article, Excerpt
from retrieval.ranking.confidence import Confidence

# Words, and input that breaks naive markup, offsets and terminals.
_PIECES = st.sampled_from(
    [
        "word",
        " ",
        "\n",
        "<b>&",
        "😂",
        "👨‍👩‍👧",
        "مرحبا",
        "é",
        "_*`[",
        "\0",
        "\x1b[31m",
        "\ud800",
    ]
)
texts = st.lists(_PIECES | st.text(max_size=5), min_size=1, max_size=400).map("".join)


@st.composite
def excerpts(draw: st.DrawFn) -> Excerpt:
    text = draw(texts.filter(lambda text: text.strip()))
    borders = sorted(draw(st.sets(st.integers(0, len(text)), max_size=240)))
    matches = tuple(zip(borders[::2], borders[1::2], strict=False))
    name = draw(st.text(min_size=1, max_size=300).map(lambda name: f"{name}.txt"))
    return Excerpt(Article(name, text), 0, len(text), matches, 1.0)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    confidence = draw(st.sampled_from(get_args(Confidence)))
    found = draw(st.lists(excerpts(), min_size=1, max_size=10))
    return Answer("?", confidence, () if confidence == "none" else tuple(found))
