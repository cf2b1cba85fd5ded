"""What a user reads, on Telegram and on the console alike.

Every word of the bot's own is in this file. All functions are pure; offsets count
code points of the reply's text.
"""

from dataclasses import dataclass
from enum import Enum, auto

from retrieval import Answer, Excerpt

SOURCE_LENGTH = 200
"""The most code points of a file name that are shown; its end is what tells most."""


class Style(Enum):
    """What a stretch of a reply is; each surface shows it in its own way."""

    QUOTE = auto()
    """Words of an article."""
    MATCH = auto()
    """A word inside a quote that the question asked for."""
    SOURCE = auto()
    """The file and the line that a quote comes from."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a reply's text, never empty; a match lies inside a quote."""

    style: Style
    start: int
    end: int

    def moved(self, by: int) -> "Mark":
        """Return the same mark *by* code points further on."""
        return Mark(self.style, self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Reply:
    """A text to show, and its marks in order of their start, outer before inner."""

    text: str
    marks: tuple[Mark, ...] = ()


FAILED = Reply("Something failed on my side. Please ask again in a moment.")
QUESTION_MISSING = Reply("Write your question after the command: /ask your question")
UNKNOWN_COMMAND = Reply("I do not know that command. Just write your question.")


def greeting(articles: int) -> Reply:
    """Say what the bot is for."""
    return Reply(
        "Ask me a question, and I reply with the sentences of "
        f"{_count(articles, 'article')} that answer it best, word for word, each with "
        "its file and line. I never make anything up."
    )


def help_text(articles: int) -> Reply:
    """Say how to ask."""
    return Reply(
        "Write a question or a few words, here or after /ask in a group.\n\n"
        f"I search {_count(articles, 'article')} and quote what fits best, with file "
        "and line. Words that match your question are bold. When I am not sure, or "
        "the articles hold no answer, I say so."
    )


def answer_reply(answer: Answer, *, most_units: int | None = None) -> Reply:
    """Show *answer*: its excerpts, best first, each with its source below.

    *most_units* is the greatest length of the text in UTF-16 code units; of the
    excerpts that do not fit, the last are left out.
    """
    words = remark(answer)
    parts = [Reply(words)] if words else []
    parts += map(_excerpt_part, answer.excerpts)
    reply = _joined(parts)
    while most_units is not None and utf16_length(reply.text) > most_units:
        parts.pop()
        reply = _joined(parts)
    return reply


def remark(answer: Answer) -> str:
    """Return what there is to say besides the excerpts; "" when they answer."""
    if answer.confidence == "high":
        return ""
    if answer.confidence == "low":
        return "Not sure. The closest passages:"
    return "The articles do not answer that."


def source_line(excerpt: Excerpt) -> str:
    """Name the file and the line of *excerpt*."""
    source = excerpt.source
    if len(source) > SOURCE_LENGTH:
        source = "…" + source[-SOURCE_LENGTH:]
    return f"{source}, line {excerpt.line}"


def utf16_length(text: str) -> int:
    """Return the length of *text* as Telegram counts it."""
    return len(text) + sum(character > "\uffff" for character in text)


def _excerpt_part(excerpt: Excerpt) -> Reply:
    quote, source = excerpt.text, source_line(excerpt)
    text = f"{quote}\n{source}"
    return Reply(
        text,
        (
            Mark(Style.QUOTE, 0, len(quote)),
            *(Mark(Style.MATCH, start, end) for start, end in excerpt.matches),
            Mark(Style.SOURCE, len(quote) + 1, len(text)),
        ),
    )


def _joined(parts: list[Reply]) -> Reply:
    text, marks = "", []
    for part in parts:
        text += "\n\n" if text else ""
        marks += [mark.moved(by=len(text)) for mark in part.marks]
        text += part.text
    return Reply(text, tuple(marks))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


SORRY_FOR_THE_DELAY = "Sorry for the delay."
"""What the answer to an old question begins with; ASCII, one line."""
