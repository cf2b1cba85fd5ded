"""What `retrieval` exports can be used from its docstrings and its types alone."""

import dataclasses
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest

import retrieval
from retrieval import Library, Retriever
from tests.programs import ROOT

EXPORTED = {name: getattr(retrieval, name) for name in retrieval.__all__}
CLASSES = {name: each for name, each in EXPORTED.items() if inspect.isclass(each)}

API = ROOT / "docs" / "api.md"

FOR_THE_BOT = {"collection", "matches", "of", "use"}
"""Methods of `Retriever` and `ArticleIndex` that hand out their inner parts."""


def methods(owner: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, member in inspect.getmembers_static(owner):
        if not name.startswith("_"):
            function = member.fget if isinstance(member, property) else member
            function = getattr(function, "__func__", function)
            if inspect.isfunction(function):
                yield name, function


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, each in EXPORTED.items():
        if inspect.isclass(each):
            yield from ((f"{name}.{method}", does) for method, does in methods(each))
        elif inspect.isfunction(each):
            yield name, each


def arguments_of(owner: type) -> list[str]:
    """Return the names that the docstring of a class must explain."""
    if dataclasses.is_dataclass(owner):
        return [field.name for field in dataclasses.fields(owner)]
    if fields := getattr(owner, "_fields", ()):
        return [*fields]
    is_abstract = getattr(owner, "_is_protocol", False)
    if is_abstract or issubclass(owner, Exception) or "__init__" not in vars(owner):
        return []
    return [*inspect.signature(owner).parameters]


def unexplained(names: list[str], doc: str | None) -> list[str]:
    return [name for name in names if not re.search(rf"\b{name}\b", doc or "")]


@pytest.mark.parametrize("name", CLASSES)
def test_the_docstring_of_a_class_names_all_that_it_is_made_of(name: str) -> None:
    doc = CLASSES[name].__doc__

    assert doc
    # Such would be the one that the language makes for dataclasses and tuples.
    assert not doc.startswith(f"{name}(")
    if name != "ArticleIndex":
        assert unexplained(arguments_of(CLASSES[name]), doc) == []


@pytest.mark.parametrize(("name", "function"), [*functions()])
def test_the_docstring_of_a_function_names_all_its_arguments(
    name: str, function: Callable[..., Any]
) -> None:
    names = [each for each in inspect.signature(function).parameters if each != "self"]

    assert function.__doc__
    assert (
        unexplained([each for each in names if each != "cls"], function.__doc__) == []
    )


@pytest.mark.parametrize(("name", "function"), [*functions()])
def test_the_types_of_what_is_returned_are_exported(
    name: str, function: Callable[..., Any]
) -> None:
    if name.rpartition(".")[2] in FOR_THE_BOT:
        return
    returned = str(get_type_hints(function).get("return"))
    ours = set(re.findall(r"\bretrieval\.[\w.]*?\.?(\w+)(?![\w.])", returned))

    assert ours <= set(retrieval.__all__)


@pytest.mark.skipif(not API.exists(), reason="the page is not written yet")
def test_the_page_of_the_api_has_all_that_is_exported() -> None:
    named = re.findall(r"^### (\w+)$", API.read_text(encoding="utf-8"), re.M)

    assert sorted(named) == sorted(retrieval.__all__)


def test_six_lines_answer_a_question_from_a_saved_library(tmp_path: Path) -> None:
    articles, data = str(tmp_path / "articles"), str(tmp_path / "data")
    Path(articles).mkdir()
    Path(articles, "pets.txt").write_text("Dogs bark at night.")

    Library(data).refresh(articles)
    [excerpt] = Retriever.open(data).answer("When do dogs bark?").excerpts

    assert (excerpt.source, excerpt.line) == ("pets.txt", 1)
    assert excerpt.text == "Dogs bark at night."
