"""Shapes and texts of pictures in SVG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

SANS = "Helvetica, Arial, 'DejaVu Sans', sans-serif"
MONO = "Menlo, Consolas, 'DejaVu Sans Mono', monospace"

# The widest of these fonts, so that a text fits whichever is there: em by character.
_NARROW, _WIDE, _CAPITAL, _OTHER, _PICTURE = 0.36, 0.97, 0.73, 0.62, 1.35
_BOLDER = 1.13


@dataclass(frozen=True, slots=True)
class Run:
    """A text in one style, which is SVG attributes."""

    text: str
    style: str = ""

    @property
    def ems(self) -> float:
        """How wide it is at most, in em."""
        return sum(map(_em, self.text)) * (_BOLDER if "bold" in self.style else 1)


@dataclass(frozen=True, slots=True)
class Picture:
    """Parts of SVG from the top left corner, and how much room they take."""

    parts: Sequence[str]
    width: float
    height: float


def _em(character: str) -> float:
    if character in " .,:;'’‘|!()[]/ijlftIr·":
        return _NARROW
    if character in "mwMW@%—":
        return _WIDE
    if ord(character) > 0x2600:
        return _PICTURE
    return _CAPITAL if character.isupper() else _OTHER


def wrapped(runs: Sequence[Run], size: float, width: float) -> Sequence[Sequence[Run]]:
    """Break *runs* at blanks into lines of at most *width* pixels."""
    lines: list[list[Run]] = [[]]
    used = 0.0
    for run in runs:
        for position, word in enumerate(run.text.split(" ")):
            part = Run(f" {word}" if position else word, run.style)
            if used + size * part.ems > width and used:
                lines.append([])
                part, used = Run(word, run.style), 0.0
            lines[-1].append(part)
            used += size * part.ems
    return [_joined(line) for line in lines]


def _joined(line: Iterable[Run]) -> Sequence[Run]:
    joined: list[Run] = []
    for run in line:
        if joined and joined[-1].style == run.style:
            joined[-1] = Run(joined[-1].text + run.text, run.style)
        elif run.text:
            joined.append(run)
    return joined


def rectangle(left: float, top: float, width: float, height: float, style: str) -> str:
    """Return a rectangle."""
    return (
        f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" '
        f"{style}/>"
    )


def text(left: float, base: float, runs: Sequence[Run], style: str = "") -> str:
    """Return a line of text; *base* is its baseline."""
    spans = "".join(
        f"<tspan {run.style}>{escape(run.text, quote=False)}</tspan>"
        if run.style
        else escape(run.text, quote=False)
        for run in runs
    )
    space = f" {style}" if style else ""
    return f'<text x="{left:g}" y="{base:g}" xml:space="preserve"{space}>{spans}</text>'


def document(picture: Picture, title: str, font: str, size: float) -> str:
    """Return the SVG file of *picture*."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{picture.width:g}" '
        f'height="{picture.height:g}" viewBox="0 0 {picture.width:g} '
        f'{picture.height:g}" font-family="{font}" font-size="{size:g}" role="img">\n'
        f"<title>{escape(title)}</title>\n" + "\n".join(picture.parts) + "\n</svg>\n"
    )
