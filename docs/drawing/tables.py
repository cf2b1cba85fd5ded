"""Tables and code in Markdown."""

from collections.abc import Iterable, Sequence


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def code(language: str, lines: str) -> str:
    """Return a block of code in Markdown."""
    return f"```{language}\n{lines}\n```"
