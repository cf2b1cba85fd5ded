"""Hypothesis strategies for answers from hostile articles and questions."""

from dataclasses import replace
from datetime import date
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


BAIT = (
    "https://evil.example/x",
    "evil.com",
    "notes.md",
    "127.0.0.1",
    "भारत.भारत",
    "tg://resolve?domain=evil",
    "/stop",
    "#tag",
    "@evil",
    "me@evil.com",
    "$EVIL",
    "+1900555012",
)
"""What Telegram makes a link of wherever it stands."""

names = (
    st.lists(
        st.sampled_from(["😂" * 255, "a\nb", "\u202e", "/", "", *BAIT])
        | st.text(max_size=9),
        min_size=1,
        max_size=5,
    )
    .map(" / ".join)
    .map("{}.txt".format)
)


_DAY = date(2025, 3, 9)
_above = st.sampled_from([*BAIT, "😂" * 255, "a\nb", "\u202e", "**a**:", "word"])


@st.composite
def excerpts(draw: st.DrawFn) -> Excerpt:
    text = draw(texts.filter(lambda text: text.strip()))
    heading, lead = draw(_above), draw(_above)
    start = len(f"{heading}\n{lead}\n")
    borders = sorted(draw(st.sets(st.integers(0, len(text)), max_size=240)))
    matches = tuple(zip(borders[::2], borders[1::2], strict=False))
    also_in = tuple(draw(st.lists(names, max_size=5)))
    excerpt = Excerpt(
        Article(draw(names), f"{heading}\n{lead}\n{text}"),
        start,
        start + len(text),
        matches,
        1.0,
        also_in,
        heading=draw(st.sampled_from([None, (0, len(heading))])),
        lead=draw(st.sampled_from([None, (len(heading) + 1, start - 1)])),
    )
    dated = replace(excerpt, date=draw(st.sampled_from([None, _DAY])))
    return replace(dated, differing=(excerpt,) * draw(st.integers(0, 3)))


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    confidence = draw(st.sampled_from(get_args(Confidence)))
    found = draw(st.lists(excerpts(), min_size=1, max_size=6))
    return Answer("?", confidence, () if confidence == "none" else tuple(found))
