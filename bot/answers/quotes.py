"""Excerpts as they are shown, with what introduces them and where they come from."""

from dataclasses import replace

from bot.limits import MESSAGE_UNITS, utf16_length
from bot.locales.strings import Strings
from retrieval import Excerpt
from retrieval.links import checked_link
from retrieval.printable import printable_lines
from retrieval.sentences.tables import cells_of

from .pages import quotes_of
from .reply import Mark, Reply, Style, joined, marked
from .shortening import clipped
from .sources import shown_date, shown_file, shown_section, shown_title

# The most UTF-16 units that are shown of each.
TITLE_LENGTH = 60
HEADS_LENGTH = 120
MOST_TWINS = 3
MOST_MARKED = 6


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
    return versions_reply(without_section(excerpt), strings)


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
    parts = [language_reply(excerpt, strings), _heads(excerpt), quote]
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


def language_reply(excerpt: Excerpt, strings: Strings) -> Reply:
    """Name the language of *excerpt* if the question is in another one."""
    language = strings.languages.get(excerpt.foreign_language or "")
    return Reply(strings.in_language.format(language=language) if language else "")


def context_reply(context: Excerpt, strings: Strings) -> Reply:
    """Show an excerpt in its *context*, whose match it is."""
    return excerpt_reply(context, strings, Style.CONTEXT)


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


def without_section(excerpt: Excerpt) -> Excerpt:
    """Return *excerpt*, and what differs from it, without what it stands under."""
    differing = tuple(map(without_section, excerpt.differing))
    return replace(excerpt, heading=None, lead=None, differing=differing)


def copied(excerpt: Excerpt, strings: Strings, most: int) -> str:
    """Return *excerpt* and its source in up to *most* units, or the source alone."""
    source = source_reply(excerpt, strings).text
    text = printable_lines(f"{excerpt.text}\n{source}").strip()
    if utf16_length(text) <= most:
        return text
    return source if utf16_length(source) <= most else shown_file(excerpt.source)
