"""Replies with answers, for Telegram and the console alike; all functions are pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from itertools import islice
from string import Formatter
from zlib import crc32

from bot.limits import MESSAGE_UNITS, utf16_length
from bot.locales.strings import Strings
from retrieval import Answer, Excerpt
from retrieval.links import checked_link
from retrieval.printable import printable, printable_lines
from retrieval.sentences.tables import cells_of

from .follow_ups import MOST_WORDS, SOURCE_LENGTH, WORD_LENGTH, Question
from .pages import MOST_READ, Found, matched_words, quotes_of
from .shortening import clipped
from .sources import shown_date, shown_file, shown_section, shown_title

# The most UTF-16 units that are shown of each.
TITLE_LENGTH = 60
HEADS_LENGTH = 120
QUESTION_LENGTH = 100
MOST_TWINS = 3
MOST_EXAMPLES = 2
MOST_MARKED = 6

FOLDED_UNITS = 300
"""The length from which a quote other than the first is folded."""


class Style(Enum):
    """What a span of a reply is; Telegram and the console each have a form for it."""

    QUOTE = auto()
    """Words of an article."""
    FOLDED = auto()
    """Words of an article, folded where that is possible because there are many."""
    CONTEXT = auto()
    """Words of an article, with what stands around them."""
    MATCH = auto()
    """The part of a quote that matches the question."""
    HEADS = auto()
    """What introduces a quote in its article: the column heads above a row."""
    SOURCE = auto()
    """Where a quote comes from."""
    LINK = auto()
    """A part of a source that leads to an address."""
    HEADING = auto()
    """What the lines below are about."""
    TIME = auto()
    """A date and a time of day, which every reader may see as where they live."""
    NAME = auto()
    """A title, a question, or words of one: plain text, even if it is an address."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of a reply's text in code points, never empty; matches lie in quotes.

    *address* is where a LINK leads, and *moment* what a TIME shows.
    """

    style: Style
    start: int
    end: int
    address: str = ""
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A text to show, and its marks in order of their start, outer before inner."""

    text: str
    marks: tuple[Mark, ...] = ()


def found_reply(found: Found, page: int, strings: Strings) -> Reply:
    """Show a page of what was found.

    A message has room for the excerpts of a page. What else does not fit is left out:
    what they stand under, what other articles say, and remarks about words.
    """
    reply = whole_reply(found, page, strings)
    if utf16_length(reply.text) <= MESSAGE_UNITS:
        return reply
    return whole_reply(_without_extras(found), page, strings)


def whole_reply(
    found: Found, page: int, strings: Strings, *, on_console: bool = False
) -> Reply:
    """Show what `found_reply` shows, however long it is."""
    lines = list(_remarks(found, strings))
    parts = [joined(lines, "\n")] if lines else []
    if found.is_repeated:
        parts.insert(0, heading(found.text))
    elif found.title:
        parts.append(heading(clipped(found.title, TITLE_LENGTH)))
    if len(found.answers) > 1:
        parts += [
            _part_of_several(answer, strings, on_console=on_console)
            for answer in found.answers
        ]
    else:
        parts.append(_quotes(found.pages[page], strings, on_console=on_console))
    return joined(parts)


def versions_reply(
    excerpt: Excerpt,
    strings: Strings,
    style: Style = Style.QUOTE,
    *,
    on_console: bool = False,
    is_sourced: bool = True,
) -> Reply:
    """Show *excerpt*; if others differ from it, all of them.

    Its source is left out unless it *is_sourced*.
    """
    if not excerpt.differing:
        return excerpt_reply(
            excerpt, strings, style, on_console=on_console, is_sourced=is_sourced
        )
    quotes = [
        excerpt_reply(version, strings, on_console=on_console)
        for version in quotes_of([excerpt])
    ]
    return joined([Reply(strings.differ), joined(quotes)], "\n")


def message_reply(excerpt: Excerpt, strings: Strings) -> Reply:
    """Show what `versions_reply` does, without sections if a message has no room."""
    reply = versions_reply(excerpt, strings)
    if utf16_length(reply.text) <= MESSAGE_UNITS:
        return reply
    return versions_reply(_without_section(excerpt), strings)


def versions_line(excerpt: Excerpt, strings: Strings) -> str:
    """Say on one line which sources of *excerpt* differ."""
    sources = (
        source_reply(each, strings, on_console=True).text
        for each in quotes_of([excerpt])
    )
    return f"{strings.differ} {'; '.join(sources)}"


def excerpt_reply(
    excerpt: Excerpt,
    strings: Strings,
    style: Style = Style.QUOTE,
    *,
    on_console: bool = False,
    is_sourced: bool = True,
) -> Reply:
    """Show *excerpt* below what introduces it, and above its source."""
    shown = excerpt.matches if style is Style.CONTEXT else _first_matches(excerpt)
    quote = Reply(
        excerpt.text,
        (
            Mark(style, 0, len(excerpt.text)),
            *(Mark(Style.MATCH, start, end) for start, end in shown),
        ),
    )
    parts = [_language(excerpt, strings), _heads(excerpt), quote]
    if is_sourced:
        line = _line_of_match(excerpt) if style is Style.CONTEXT else None
        parts.append(source_reply(excerpt, strings, line=line, on_console=on_console))
    return joined((part for part in parts if part.text), "\n")


def _first_matches(excerpt: Excerpt) -> list[tuple[int, int]]:
    """Return where up to MOST_MARKED words match first: more would mark nothing."""
    firsts: dict[str, tuple[int, int]] = {}
    for start, end in excerpt.matches:
        firsts.setdefault(excerpt.text[start:end].casefold(), (start, end))
    return list(firsts.values())[:MOST_MARKED]


def source_reply(
    excerpt: Excerpt,
    strings: Strings,
    *,
    line: int | None = None,
    on_console: bool = False,
) -> Reply:
    """Say where *excerpt* comes from.

    "Title › Section · p. 12 · 14 Mar 2025 · file.pdf": the file stands there in any
    case, on the console first and with its line.
    """
    if on_console:
        line = excerpt.line
    file = shown_file(excerpt.source)
    if line:
        file = strings.source.format(file=file, line=line)
    if excerpt.also_in:
        files = ", ".join(map(shown_file, excerpt.also_in[:MOST_TWINS]))
        file += f", {strings.also_in.format(files=files)}"
    page = strings.page.format(page=excerpt.page) if excerpt.page else ""
    place = [_headings(excerpt), Reply(page), Reply(shown_date(excerpt, strings))]
    parts = [part for part in place if part.text]
    parts.insert(0 if on_console else len(parts), marked(Style.NAME, file))
    source = joined(parts, " · ")
    return Reply(source.text, (*marked(Style.SOURCE, source.text).marks, *source.marks))


def heads_line(excerpt: Excerpt) -> str:
    """Return the column heads above *excerpt* or its lead-in, "" without any."""
    cells = (clipped(cell, TITLE_LENGTH) for cell in cells_of(excerpt.heads or ""))
    return clipped(" | ".join(cells), HEADS_LENGTH)


def _language(excerpt: Excerpt, strings: Strings) -> Reply:
    language = strings.languages.get(excerpt.foreign_language or "")
    return Reply(strings.in_language.format(language=language) if language else "")


def marked(style: Style, text: str) -> Reply:
    """Return *text*, all of it in *style*."""
    return Reply(text, (Mark(style, 0, len(text)),)) if text else Reply("")


def context_reply(context: Excerpt, strings: Strings) -> Reply:
    """Show an excerpt in its *context*, whose match it is."""
    return excerpt_reply(context, strings, Style.CONTEXT)


def _quotes(
    excerpts: Sequence[Excerpt], strings: Strings, *, on_console: bool
) -> Reply:
    """Show *excerpts*, long ones after the first folded.

    A source that the next one has too is named once, below both.
    """
    sources = [
        source_reply(each, strings, on_console=on_console).text for each in excerpts
    ]
    parts = []
    for place, excerpt in enumerate(excerpts):
        is_long = utf16_length(excerpt.text) > FOLDED_UNITS
        parts.append(
            versions_reply(
                excerpt,
                strings,
                Style.FOLDED if place and is_long else Style.QUOTE,
                on_console=on_console,
                is_sourced=sources[place] != [*sources, ""][place + 1],
            )
        )
    return joined(parts)


def _heads(excerpt: Excerpt) -> Reply:
    return marked(Style.HEADS, heads_line(excerpt))


def _headings(excerpt: Excerpt) -> Reply:
    """Return the title of the article, which leads to its address, and the section."""
    title, link = shown_title(excerpt), checked_link(excerpt.article.link)
    linked = Reply(title, (Mark(Style.LINK, 0, len(title), link or ""),))
    shown = linked if title and link else marked(Style.NAME, title)
    return joined([shown, marked(Style.NAME, shown_section(excerpt))], " › ")


def _line_of_match(excerpt: Excerpt) -> int:
    first = excerpt.matches[0][0] if excerpt.matches else 0
    return excerpt.article.line_of(excerpt.start + first)


def remarks(found: Found, strings: Strings) -> Reply:
    """Return what the user must know besides the excerpts; empty if they answer."""
    lines = list(_remarks(found, strings))
    if len(found.answers) > 1:
        bare = (replace(answer, excerpts=()) for answer in found.answers)
        told = (answer for answer in bare if remark(answer, strings).text)
        lines += [_part_of_several(answer, strings) for answer in told]
    return joined(lines, "\n")


def cut_off(strings: Strings) -> Reply:
    """Say that a text is so long that only its beginning was read."""
    number = f"{MOST_READ:,}".replace(",", strings.thousands)
    return Reply(strings.cut_off.format(number=number))


def remark(answer: Answer, strings: Strings) -> Reply:
    """Return what the user must know besides the excerpts of one answer."""
    lines = []
    if answer.corrections:
        typed, found = zip(*answer.corrections, strict=True)
        lines.append(
            phrase(
                strings.corrected, typed=words_reply(typed), found=words_reply(found)
            )
        )
    if answer.unused:
        lines.append(phrase(strings.unused, words=words_reply(answer.unused)))
    if answer.confidence == "none":
        lines.append(Reply(strings.not_found))
    if answer.confidence != "high" and answer.unknown:
        lines.append(phrase(strings.unknown, words=words_reply(answer.unknown)))
    if answer.confidence == "low":
        lines.append(Reply(strings.not_sure))
    if answer.is_by_meaning:
        lines.append(Reply(strings.by_meaning))
    return joined(lines, "\n")


def heading(text: str) -> Reply:
    """Say what the lines below are about; *text* is not empty."""
    return marked(Style.HEADING, text)


def name(text: str, most: int) -> Reply:
    """Show *text*, which others wrote, on one line of up to *most* UTF-16 units."""
    return marked(Style.NAME, clipped(text, most))


def phrase(template: str, **values: Reply) -> Reply:
    """Fill *values* in where *template* names them in braces."""
    parts = []
    for words, field, _, _ in Formatter().parse(template):
        parts += [Reply(words), values[field]] if field else [Reply(words)]
    return joined(parts, "")


def example_questions(
    titles: Sequence[str], strings: Strings, *, seed: str
) -> list[tuple[int, str]]:
    """Return questions on some of *titles*, each with the index of its title.

    Blank titles are passed over. The same *seed* gets the same ones on every replica.
    """
    # The built-in hash differs between processes.
    first = crc32(seed.encode("utf-8", "surrogatepass"))
    every = (number % len(titles) for number in range(first, first + len(titles)))
    numbers = islice((number for number in every if titles[number]), MOST_EXAMPLES)
    return [
        (
            number,
            printable(
                strings.example.format(title=clipped(titles[number], TITLE_LENGTH))
            ),
        )
        for number in numbers
    ]


def joined(parts: Iterable[Reply], separator: str = "\n\n") -> Reply:
    """Return all *parts* as one reply."""
    text, marks = "", []
    for part in parts:
        text += separator if text and part.text else ""
        by = len(text)
        marks += [replace(m, start=m.start + by, end=m.end + by) for m in part.marks]
        text += part.text
    return Reply(text, tuple(marks))


def _without_section(excerpt: Excerpt) -> Excerpt:
    differing = tuple(map(_without_section, excerpt.differing))
    return replace(excerpt, heading=None, lead=None, differing=differing)


def _without_extras(found: Found) -> Found:
    def bare(excerpts: Iterable[Excerpt]) -> tuple[Excerpt, ...]:
        return tuple(
            replace(_without_section(excerpt), also_in=(), differing=())
            for excerpt in excerpts
        )

    answers = (
        replace(
            answer,
            excerpts=bare(answer.excerpts),
            unknown=(),
            corrections=(),
            unused=(),
        )
        for answer in found.answers
    )
    return replace(found, answers=tuple(answers), pages=tuple(map(bare, found.pages)))


def preface(found: Found, strings: Strings) -> Reply:
    """Say what `questions_behind` reads, and the question if it is repeated."""
    head = [heading(found.text)] if found.is_repeated else []
    return joined([*head, *scope(found.asked, strings)], "\n")


def copied(excerpt: Excerpt, strings: Strings, most: int) -> str:
    """Return *excerpt* and its source in up to *most* units, or the source alone."""
    source = source_reply(excerpt, strings).text
    text = printable_lines(f"{excerpt.text}\n{source}").strip()
    if utf16_length(text) <= most:
        return text
    return source if utf16_length(source) <= most else shown_file(excerpt.source)


def scope(asked: Question, strings: Strings) -> Iterable[Reply]:
    """Yield what `questions_behind` reads: the words and the article of *asked*."""
    if asked.words:
        yield phrase(strings.searched_with, words=words_reply(asked.words))
    if asked.article:
        yield phrase(strings.only_in, article=name(asked.article, SOURCE_LENGTH))


def _remarks(found: Found, strings: Strings) -> Iterable[Reply]:
    yield from scope(found.asked, strings)
    if found.left_out:
        yield Reply(strings.first_questions.format(number=len(found.answers)))
    if len(found.answers) > 1:
        return
    [answer] = found.answers
    if found.is_cut_off:
        yield cut_off(strings)
    elif found.is_too_long:
        yield Reply(strings.too_long)
    if found.is_long and (words := matched_words(found.pages[0])):
        yield phrase(strings.searched_for, words=words_reply(words))
    if (line := remark(answer, strings)).text:
        yield line


def _part_of_several(
    answer: Answer, strings: Strings, *, on_console: bool = False
) -> Reply:
    head = heading(clipped(answer.question, QUESTION_LENGTH))
    quotes = (
        versions_reply(excerpt, strings, on_console=on_console)
        for excerpt in answer.excerpts
    )
    return joined([head, remark(answer, strings), *quotes], "\n")


def words_reply(words: Sequence[str]) -> Reply:
    """Name the first of *words*, on one line."""
    return joined([name(word, WORD_LENGTH) for word in words[:MOST_WORDS]], ", ")
