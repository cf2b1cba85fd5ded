"""Replies with answers, for Telegram and the console alike; all functions are pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from zlib import crc32

from bot.limits import MESSAGE_UNITS, utf16_length
from bot.locales.strings import Strings
from retrieval import Answer, Excerpt
from retrieval.printable import printable

from .follow_ups import MOST_WORDS, SOURCE_LENGTH, WORD_LENGTH, Question
from .pages import MOST_READ, Found, matched_words
from .quotes import TITLE_LENGTH, source_reply, versions_reply, without_section
from .reply import Reply, Style, heading, joined, name, phrase
from .shortening import clipped

# The most UTF-16 units that are shown of each.
QUESTION_LENGTH = 100
MOST_EXAMPLES = 2

FOLDED_UNITS = 300
"""The length from which a quote other than the first is folded."""


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


def _without_extras(found: Found) -> Found:
    def bare(excerpts: Iterable[Excerpt]) -> tuple[Excerpt, ...]:
        return tuple(
            replace(without_section(excerpt), also_in=(), differing=())
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
