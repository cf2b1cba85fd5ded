"""Imports run only against the flow of the data, as the packages' maps draw it."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
import retrieval

ROOT = Path(__file__).parent.parent
PACKAGES = {"bot": bot, "retrieval": retrieval}


def modules_in_order(package: str) -> list[str]:
    """Return the modules that the docstring of *package* lists, a line each."""
    _, _, listed = (PACKAGES[package].__doc__ or "").partition("flows:\n\n")
    return re.findall(r"^(\w+) +\S", listed, re.MULTILINE)


def imports_of(path: Path) -> Iterator[str]:
    """Yield what a module imports: ``.name`` from its package, else the first name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").split(".")[0]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module] if node.module else [a.name for a in node.names]
            yield from (f".{name}" for name in names)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_map_of_a_package_lists_all_its_modules(package: str) -> None:
    files = {path.stem for path in (ROOT / package).glob("*.py")} - {"__init__"}

    assert set(modules_in_order(package)) == files


@pytest.mark.parametrize("package", PACKAGES)
def test_a_module_imports_only_those_above_it(package: str) -> None:
    order = modules_in_order(package)
    compiled = [path.stem for path in (ROOT / package).glob("*.c")]
    wrong = [
        f"{module} imports {imported[1:]}"
        for index, module in enumerate(order)
        for imported in imports_of(ROOT / package / f"{module}.py")
        if imported.startswith(".") and imported[1:] not in [*order[:index], *compiled]
    ]

    assert wrong == []


def test_retrieval_knows_nothing_of_the_bot_or_of_telegram() -> None:
    imported = {
        name for path in (ROOT / "retrieval").glob("*.py") for name in imports_of(path)
    }

    assert imported.isdisjoint({"bot", "telegram", "rich", "pydantic_settings"})


def test_names_for_users_exist() -> None:
    assert all(hasattr(retrieval, name) for name in retrieval.__all__)


@pytest.mark.parametrize(
    ("module", "unneeded"),
    [
        ("retrieval", {"nltk"}),
        ("bot.cli", {"retrieval", "numpy", "telegram", "rich"}),
    ],
)
def test_nothing_is_loaded_before_it_is_needed(module: str, unneeded: set[str]) -> None:
    program = f"import sys, {module}; print(*sys.modules)"

    output = subprocess.check_output([sys.executable, "-c", program], cwd=ROOT)

    assert unneeded.isdisjoint(output.decode().split())
