"""Results -> plots. What a plot shows is also its description, for programs."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from . import results

if TYPE_CHECKING:
    from matplotlib.axes import Axes

QUALITY = ("R@1", "R@3", "R@5", "R@10")
_DESCRIPTION = "{http://purl.org/dc/elements/1.1/}description"
# Points of each line, or heights of each group of bars, by its label.
Lines = Mapping[str, Mapping[str, float]]


def points() -> Mapping[str, Mapping[str, Lines]]:
    """Return by plot and panel what is to be seen."""
    return {
        "speed": {
            "A whole answer": _by_size("size"),
            "BM25 alone, same terms": _by_size("bm25"),
        },
        "quality": {
            "5,292 questions about 24 articles": {
                row["engine"]: {column: float(row[column]) for column in QUALITY}
                for row in results.load("answers").rows
            }
        },
    }


def _by_size(kind: str) -> Lines:
    lines: dict[str, dict[str, float]] = {}
    for size, result in results.by_size(kind):
        for row in result.rows:
            line = lines.setdefault(row["engine"], {})
            line[str(size)] = float(row["p50 ms"])
    return lines


def description_of(svg: Path) -> object:
    """Return what a plot says that it shows."""
    found = ElementTree.parse(svg).find(f".//{_DESCRIPTION}")
    return None if found is None or not found.text else json.loads(found.text)


def draw(folder: Path) -> None:
    """Write all plots."""
    # An extra, which tests of what the plots show do without.
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "excerpt-bot"}
    for name, panels in points().items():
        figure = Figure(figsize=(10, 4), layout="constrained")
        for axes, (title, lines) in zip(
            figure.subplots(1, len(panels), squeeze=False)[0],
            panels.items(),
            strict=True,
        ):
            _PANELS[name](axes, lines)
            axes.set_title(title, fontsize=11)
            axes.set_axisbelow(True)
            axes.legend(
                fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=4
            )
        metadata = {"Date": None, "Description": json.dumps(panels)}
        figure.savefig(folder / f"{name}.svg", metadata=metadata)


def _draw_speed(axes: "Axes", lines: Lines) -> None:
    for label, line in lines.items():
        style = {"linewidth": 3} if results.OURS in label else {"linestyle": "--"}
        sizes = [int(size) for size in line]
        axes.plot(sizes, list(line.values()), marker="o", label=label, **style)
    axes.set(xscale="log", yscale="log", xlabel="sentences", ylabel="median, ms")
    axes.grid(alpha=0.3)


def _draw_quality(axes: "Axes", lines: Lines) -> None:
    width = 0.8 / len(lines)
    for number, (label, bars) in enumerate(lines.items()):
        places = [place + number * width for place in range(len(bars))]
        axes.bar(places, list(bars.values()), width, label=label)
    axes.set_xticks([n + 0.4 - width / 2 for n in range(len(QUALITY))], QUALITY)
    axes.set(ylim=(0, 1), ylabel="share of questions")
    axes.grid(axis="y", alpha=0.3)


_PANELS = {"speed": _draw_speed, "quality": _draw_quality}
