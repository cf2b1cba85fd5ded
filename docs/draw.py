"""Draws and writes all of docs/ that is made from real output.

    python docs/draw.py

It needs ``pip install -e '.[dev,docs]'``. Results of benchmarks are drawn, not measured:
that does ``docs/measure.py``.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from docs.drawing.scenes import pictures

DOCS = Path(__file__).parent


def main() -> None:
    for name, svg in pictures():
        (DOCS / "pictures" / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
