"""What an admin is told of a file before it is added to the articles."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.locales.strings import Strings
from retrieval import Article, Sentence

from .replies import Reply, Style, joined, marked, name, phrase
from .shortening import clipped
from .sources import FILE_LENGTH

SAMPLES = 3
# The most UTF-16 units that are shown of each.
SAMPLE_LENGTH = 300
WARNING_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Preview:
    """An article that may be added, with its *sentences*.

    Whether it *replaces* another of that name, the names of those with the *same* text,
    and *warnings* of what could not be read.
    """

    article: Article
    sentences: Sequence[Sentence]
    replaces: bool
    same: Sequence[str]
    warnings: Sequence[str] = ()


def preview_reply(preview: Preview, strings: Strings) -> Reply:
    """Show how much there is, and some sentences from beginning to end."""
    file = name(preview.article.name, FILE_LENGTH)
    words = _number(len(preview.article.text.split()), strings)
    sentences = _number(len(preview.sentences), strings)
    lines = [
        phrase(strings.upload_preview, file=file, words=words, sentences=sentences)
    ]
    if preview.replaces:
        lines.append(Reply(strings.upload_replaces))
    if preview.same:
        same = name(", ".join(preview.same), FILE_LENGTH)
        lines.append(phrase(strings.upload_same, file=same))
    lines += [name(warning, WARNING_LENGTH) for warning in preview.warnings]
    count = len(preview.sentences)
    places = sorted({0, count // 2, count - 1})[-min(SAMPLES, count) :]
    samples = [
        marked(Style.QUOTE, clipped(preview.sentences[place].text, SAMPLE_LENGTH))
        for place in places
    ]
    return joined([joined(lines, "\n"), *samples])


def _number(number: int, strings: Strings) -> Reply:
    return Reply(f"{number:,}".replace(",", strings.thousands))
