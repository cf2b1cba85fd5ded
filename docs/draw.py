"""Draws and writes all of docs/, and the table of the README, from real output.

    python docs/draw.py

It needs ``pip install -e '.[dev,docs]'``. Results of benchmarks are drawn, not
measured; ``docs/measure.py`` measures them.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from docs.drawing import plots, reference, results
from docs.drawing.pages import filled
from docs.drawing.question import Followed, evidence_picture
from docs.drawing.scenes import pictures
from docs.drawing.settings import settings_table

DOCS = Path(__file__).parent
PICTURES = DOCS / "pictures"
API = DOCS / "api.md"


def main() -> None:
    """Write every file."""
    for path, content in drawn():
        path.write_text(content, encoding="utf-8")
    plots.draw(PICTURES)


def drawn() -> Iterator[tuple[Path, str]]:
    """Yield each file but the plots, and what it should hold."""
    for name, svg in pictures():
        yield PICTURES / f"{name}.svg", svg
    followed = Followed()
    yield PICTURES / "evidence.svg", evidence_picture(followed.hits)
    yield API, reference.page()
    blocks = {**followed.blocks(), **results.blocks(), "settings": settings_table()}
    for path in [DOCS.parent / "README.md", *sorted(DOCS.glob("*.md"))]:
        if path != API:
            yield path, filled(path.read_text(encoding="utf-8"), blocks)


if __name__ == "__main__":
    main()
