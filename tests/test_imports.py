"""Imports run only against the flow of data, as the maps of the packages draw it."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

import pytest

import bot
import retrieval
from tests.programs import ROOT

TOPS = ("retrieval", "bot")
ROOMS = [
    path.parent.relative_to(ROOT)
    for top in TOPS
    for path in sorted(ROOT.joinpath(top).rglob("__init__.py"))
]


def members_of(room: Path) -> set[str]:
    """Return the names of the modules and rooms in *room*."""
    inside = ROOT.joinpath(room).iterdir()
    return {
        path.stem
        for path in inside
        if (path.suffix == ".py" and path.stem != "__init__")
        or path.joinpath("__init__.py").exists()
    }


def map_of(room: Path) -> list[str]:
    """Return what the docstring of *room* lists, a line each."""
    docstring = import_module(".".join(room.parts)).__doc__ or ""
    _, _, listed = docstring.partition("flows:\n\n")
    return re.findall(r"^(\w+) +\S", listed, re.MULTILINE)


def imports_of(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield the modules that a module imports, as parts of their full names."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = (*above, *(node.module or "").split("."))
            parts = tuple(part for part in module if part)
            yield from ((*parts, alias.name) for alias in node.names)


def modules_in(*tops: str) -> list[Path]:
    return [path for top in tops for path in sorted(ROOT.joinpath(top).rglob("*.py"))]


def imports_upwards(path: Path) -> Iterator[str]:
    """Yield what *path* imports that does not stand above it in a map."""
    own = path.relative_to(ROOT).with_suffix("").parts
    if own[-1] == "__init__":
        return
    for imported in imports_of(path):
        shared = shared_rooms(own, imported)
        if not shared:
            continue
        order = map_of(Path(*shared))
        name = imported[len(shared)] if len(imported) > len(shared) else ""
        # A compiled module has no place in a map, nor has a name of the room itself.
        if name in order and order.index(name) >= order.index(own[len(shared)]):
            yield ".".join(imported)


def shared_rooms(one: Sequence[str], other: Sequence[str]) -> Sequence[str]:
    """Return the longest run of packages that both names begin with."""
    shared: list[str] = []
    for first, second in zip(one[:-1], other, strict=False):
        if first != second:
            break
        shared.append(first)
    return shared


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_the_map_of_a_package_lists_all_that_is_in_it(room: Path) -> None:
    listed = map_of(room)

    assert set(listed) == members_of(room)
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("path", modules_in(*TOPS), ids=lambda p: str(p.name))
def test_a_module_imports_only_what_stands_above_it_in_the_maps(path: Path) -> None:
    assert list(imports_upwards(path)) == []


def test_retrieval_knows_nothing_of_the_bot_or_of_telegram() -> None:
    imported = {
        name[0] for path in modules_in("retrieval") for name in imports_of(path)
    }

    assert imported.isdisjoint({"bot", "telegram", "rich", "pydantic_settings"})


def test_the_tests_mirror_the_packages() -> None:
    rooms = {room for room in ROOMS if len(room.parts) > 1}
    mirrored = {
        path.parent.relative_to(ROOT / "tests")
        for top in TOPS
        for path in ROOT.joinpath("tests", top).rglob("test_*.py")
    }

    assert rooms - mirrored == set()
    assert mirrored - rooms <= {Path(top) for top in TOPS}


def test_names_for_users_exist_and_are_sorted() -> None:
    assert all(hasattr(retrieval, name) for name in retrieval.__all__)
    assert list(retrieval.__all__) == sorted(retrieval.__all__)
    assert bot.__doc__


@pytest.mark.parametrize(
    ("module", "unneeded"),
    [
        ("retrieval", {"nltk", "markdown_it", "charset_normalizer", "lxml"}),
        ("bot.cli", {"retrieval", "numpy", "telegram", "rich"}),
        ("bot.console.asking", {"nltk", "telegram"}),
    ],
)
def test_nothing_is_loaded_before_it_is_needed(module: str, unneeded: set[str]) -> None:
    program = f"import sys, {module}; print(*sys.modules)"

    output = subprocess.check_output([sys.executable, "-c", program], cwd=ROOT)

    assert unneeded.isdisjoint(output.decode().split())
