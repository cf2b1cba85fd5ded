"""A transcript of a conversation -> a picture of the chat.

The form of a transcript is that of ``tests/conversations.txt``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .svg import SANS, Picture, Run, document, rectangle, text, wrapped

SIZE, LINE, WIDTH, MARGIN, PADDING = 13, 19, 520, 12, 10
BUBBLE, BUTTON = 410.0, 28
_BOLD = 'font-weight="bold"'
_GREY = 'fill="#6b7780"'
_BLUE = 'fill="#2a6f9e"'


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does, and the lines that are seen of it."""

    kind: str
    """"user", "bot" or "event"."""
    lines: Sequence[str]
    name: str = ""


def picture(transcript: str, title: str) -> str:
    """Return the SVG of a conversation."""
    parts: list[str] = []
    top = float(MARGIN)
    for act in acts(transcript):
        drawn = _DRAW[act.kind](act, top)
        parts += drawn.parts
        top += drawn.height + MARGIN
    background = rectangle(0, 0, WIDTH, top, 'rx="8" fill="#d5e3ec"')
    return document(Picture([background, *parts], WIDTH, top), title, SANS, SIZE)


def acts(transcript: str) -> Iterator[Act]:
    """Yield what happens, in order."""
    for block in re.split(r"\n(?=\S)", transcript):
        head, *rest = block.rstrip().split("\n")
        lines = [line[4:] for line in rest]
        if head.startswith("Bot") and lines:
            if "changes" in head:
                yield Act("event", ["The bot changes its message"])
            yield Act("bot", lines)
        elif said := re.fullmatch(r"(\w+)( in the group)?( \(.*\))?: (.*)", head):
            name = said[1] if said[2] else ""
            kind = "event" if said[1] == "Bot" else "user"
            yield Act(kind, said[4].split("\\n"), name)
        elif said := re.fullmatch(r"(The channel .*?|\w+ \w+): (.*)", head):
            yield Act("event", [said[1]])
            yield Act("user", said[2].split("\\n"))
        else:
            yield Act("event", [head.strip("().")])


def _event(act: Act, top: float) -> Picture:
    line = " ".join(act.lines)
    width = Run(line).ems * (SIZE - 1) + 2 * PADDING
    left = (WIDTH - width) / 2
    return Picture(
        [
            rectangle(left, top, width, LINE + 4, 'rx="11" fill="#b9cedb"'),
            text(
                WIDTH / 2,
                top + 16,
                [Run(line)],
                f'text-anchor="middle" font-size="{SIZE - 1}" fill="#33454f"',
            ),
        ],
        WIDTH,
        LINE + 4,
    )


def _user(act: Act, top: float) -> Picture:
    name = [[Run(act.name, f"{_BOLD} {_BLUE}")]] if act.name else []
    lines = [*name, *_all_lines(act.lines, BUBBLE)]
    width = max(_width(line) for line in lines) + 2 * PADDING
    left = WIDTH - MARGIN - width
    height = LINE * len(lines) + PADDING
    parts = [rectangle(left, top, width, height, 'rx="10" fill="#e1fdc9"')]
    parts += _texts(left + PADDING, top, lines)
    return Picture(parts, WIDTH, height)


def _bot(act: Act, top: float) -> Picture:
    rows = [line for line in act.lines if _is_buttons(line)]
    said = [line for line in act.lines if line not in rows]
    parts: list[str] = []
    below = top + PADDING / 2
    for is_quote, lines in _groups(said):
        block = _quoted(lines, below) if is_quote else _spoken(lines, below)
        parts += block.parts
        below += block.height
    height = below - top + PADDING / 2
    background = rectangle(MARGIN, top, BUBBLE, height, 'rx="10" fill="#ffffff"')
    for row in rows:
        parts += _buttons(row, top + height + 4)
        height += BUTTON + 4
    return Picture([background, *parts], WIDTH, height)


def _spoken(lines: Sequence[str], top: float) -> Picture:
    drawn = _all_lines(lines, BUBBLE - 2 * PADDING)
    parts = _texts(MARGIN + PADDING, top - 4, drawn)
    return Picture(parts, WIDTH, LINE * len(drawn) + 5)


def _quoted(lines: Sequence[str], top: float) -> Picture:
    left, width = MARGIN + PADDING, BUBBLE - 2 * PADDING
    drawn = _all_lines(lines, width - 8)
    height = LINE * len(drawn) + 6
    parts = [
        rectangle(left, top, width, height, 'fill="#e8f2f8"'),
        rectangle(left, top, 3, height, _BLUE),
        *_texts(left + 8, top - 1, drawn),
    ]
    return Picture(parts, WIDTH, height + 4)


_DRAW = {"event": _event, "user": _user, "bot": _bot}


def _is_buttons(line: str) -> bool:
    return bool(re.fullmatch(r"(\[[^\]]+\] ?)+", line))


def _buttons(row: str, top: float) -> Iterator[str]:
    """Yield a row of buttons as wide as a bubble, each wide enough for its label."""
    labels = [Run(label) for label in re.findall(r"\[([^\]]+)\]", row)]
    room = BUBBLE - 4 * (len(labels) - 1)
    widths = [SIZE * label.ems + 8 for label in labels]
    if max(widths) <= room / len(labels):
        widths = [1.0] * len(labels)
    left = float(MARGIN)
    for label, share in zip(labels, widths, strict=True):
        width = share * room / sum(widths)
        yield rectangle(left, top, width, BUTTON, 'rx="6" fill="#6d93aa"')
        style = 'text-anchor="middle" fill="#ffffff"'
        yield text(left + width / 2, top + 18, [label], style)
        left += width + 4


def _groups(lines: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    """Yield runs of lines, and whether they are a quote; blank lines part them."""
    group: list[str] = []
    was_quote = False
    for line in [*lines, ""]:
        is_quote = line.startswith("|")
        if group and (is_quote != was_quote or not line):
            yield was_quote, group
            group = []
        if line:
            group.append(line.removeprefix("|>").removeprefix("|").strip())
        was_quote = is_quote


def _all_lines(lines: Sequence[str], width: float) -> list[Sequence[Run]]:
    return [drawn for words in lines for drawn in _lines(words, width)]


def _lines(words: str, width: float) -> Sequence[Sequence[Run]]:
    """Return *words* as lines: those between asterisks bold, a source in grey."""
    plain = _GREY if " · " in words or re.search(r"\.(txt|md)(,|$)", words) else ""
    runs = [
        Run(part, f"{_BOLD} {plain}".strip() if number % 2 else plain)
        for number, part in enumerate(words.replace("`", "").split("*"))
        if part
    ]
    return wrapped(runs, SIZE, width) or [[]]


def _width(line: Sequence[Run]) -> float:
    return SIZE * sum(run.ems for run in line)


def _texts(left: float, top: float, lines: Sequence[Sequence[Run]]) -> list[str]:
    return [text(left, top + LINE * (row + 1), line) for row, line in enumerate(lines)]
