"""All regular expressions of the project, and texts that make them slow.

    python -m tests.expressions

Prints them as JSON. It runs in a process of its own, since expressions are compiled
when modules are imported, or on first use.
"""

import ast
import json
import os
import pkgutil
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from importlib import import_module
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from tests.programs import ROOT

TOPS = ("retrieval", "bot")
# One runs the program, the others need a C compiler; none holds an expression.
NOT_IMPORTED = ("bot.__main__", "retrieval.bm25.native", "retrieval.bm25._native")
_COMPILE = re.compile
FUNCTIONS = (
    *("compile", "search", "match", "fullmatch", "split", "findall", "finditer"),
    *("sub", "subn"),
)

MOST_CHARACTERS = 2000
"""The length of hostile texts: quadratic time is short for it, cubic time is not."""

TEXT = """A Title of 9 March 2025

By Ann Example

Fig. 2: A map of Rome

# Part one

“Why?” asked Dr. A. B. Muster. The U.S. paid $1,200 at 10:30 a.m.; we don't know!
- In 1990 it was 50% (see https://a.org/?b=c) of 2022-05-31. It organised e.g.
l'homme's 3km run. The RTX4090 of a Ph.D. in R & D weighs 12.500 g.
1. Weißbier, 北京大学, the USA. IV. And so on... He said “Stop!” and left. \N{DOG FACE}
"""
LONG = f"Dogs bark {'and bark ' * 500} at night."
QUESTIONS = (
    "Do dogs bark at night?",
    "Was it res-\ntored?",
    *("Who is Ann Exampel?", "how many dogs are there in the USA, and why?", "us law"),
    *(
        "WHO IS ANN EXAMPLE AND WHAT DOES SHE DO?",
        "what is the size of it",
        "Tell me when the brigde colapsed, please",
        "l'homme",
    ),
)


TEXTS_PER_REPEAT = 60

_REPEATS = (
    *(_constants.MAX_REPEAT, _constants.MIN_REPEAT),
    _constants.POSSESSIVE_REPEAT,
)


class Expression(NamedTuple):
    """A regular expression, and where it is used: "bot/settings.py:42"."""

    place: str
    pattern: str
    flags: int


def all_expressions() -> list[Expression]:
    """Return the expressions of the project; fails if one was not reached."""
    command = [sys.executable, "-m", __name__]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return [Expression(*found) for found in json.loads(done.stdout)]


def hostile_texts(expression: Expression, seed: int) -> Iterator[str]:
    """Yield texts for each part that may repeat: what may come before, the part
    repeated, and a wrong ending.
    """
    draw = random.Random(seed)
    tree = _parser.parse(expression.pattern, expression.flags)
    repeats = list(_repeats(tree))
    for repeat in repeats:
        for _ in range(TEXTS_PER_REPEAT):
            unit = "".join(_match(repeat[2], draw) for _ in range(draw.randint(1, 2)))
            unit = draw.choice([unit, unit.title()])[:50] or "a"
            ending = draw.choice(["!", "\0", "\n", "a", "1", " ", ".", ""])
            times = draw.choice([30, MOST_CHARACTERS // len(unit)])
            yield f"{_before(tree, repeat, draw)}{unit * times}{ending}"


def run(expression: Expression, text: str) -> None:
    """Do with *text* all that can be done with *expression*."""
    compiled = re.compile(expression.pattern, expression.flags)
    compiled.fullmatch(text)
    for _ in compiled.finditer(text):
        pass


def _repeats(tree: Any) -> Iterator[Any]:
    """Yield (least, most, repeated) of the parts that may repeat."""
    for operator, argument in tree:
        if operator in _REPEATS and argument[1] > 1:
            yield argument
        for below in _below(operator, argument):
            yield from _repeats(below)


def _before(tree: Any, repeat: Any, draw: random.Random) -> str:
    """Return a text that *tree* matches before it comes to *repeat*."""
    before = ""
    for operator, argument in tree:
        if argument is repeat:
            break
        for below in _below(operator, argument):
            if any(inner is repeat for inner in _repeats(below)):
                return before + _before(below, repeat, draw)
        before += _one(operator, argument, draw)
    return before


def _below(operator: Any, argument: Any) -> list[Any]:
    c = _constants
    if operator in _REPEATS:
        return [argument[2]]
    if operator is c.BRANCH:
        return list(argument[1])
    if operator is c.SUBPATTERN:
        return [argument[-1]]
    if operator is c.ATOMIC_GROUP:
        return [argument]
    return []


def _match(tree: Any, draw: random.Random) -> str:
    """Return a text that *tree* matches, unless it has assertions."""
    return "".join(_one(operator, argument, draw) for operator, argument in tree)


def _one(operator: Any, argument: Any, draw: random.Random) -> str:
    c = _constants
    if operator is c.LITERAL:
        return chr(argument)
    if operator in (c.NOT_LITERAL, c.ANY):
        return draw.choice("aA1 .")
    if operator is c.IN:
        return _member(argument, draw)
    if operator in _REPEATS:
        least, most, repeated = argument
        times = draw.randint(least, min(most, least + 2))
        return "".join(_match(repeated, draw) for _ in range(times))
    below = _below(operator, argument)
    return _match(draw.choice(below), draw) if below else ""


_SAMPLES = {
    "CATEGORY_SPACE": " \n\t",
    "CATEGORY_DIGIT": "17",
    "CATEGORY_WORD": "aZ9_é",
    "CATEGORY_NOT_SPACE": "a.",
    "CATEGORY_NOT_DIGIT": "a ",
    "CATEGORY_NOT_WORD": " .-",
}


def _member(members: Any, draw: random.Random) -> str:
    if members[0][0] is _constants.NEGATE:
        return draw.choice("aA1 .,'é\n")
    operator, argument = draw.choice(members)
    if operator is _constants.RANGE:
        return chr(draw.randint(*argument))
    if operator is _constants.CATEGORY:
        return draw.choice(_SAMPLES[str(argument)])
    return chr(argument)


class _Recorder:
    """Records the expressions that modules of the project hand to `re`."""

    def __init__(self) -> None:
        self.found: dict[Expression, None] = {}
        for name in FUNCTIONS:
            setattr(re, name, partial(self._call, getattr(re, name)))

    def _call(
        self, function: Callable[..., Any], pattern: Any, *arguments: Any, **named: Any
    ) -> Any:
        frame = sys._getframe(1)
        module = str(frame.f_globals.get("__name__"))
        if module.partition(".")[0] in TOPS:
            place = f"{module.replace('.', '/')}.py:{frame.f_lineno}"
            compiled = _COMPILE(pattern, _flags(function, arguments, named))
            expression = compiled.pattern
            if isinstance(expression, bytes):
                expression = expression.decode("latin-1")
            self.found[Expression(place, expression, compiled.flags)] = None
        return function(pattern, *arguments, **named)


def _flags(
    function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]
) -> int:
    if function.__name__ == "compile" and arguments:
        return int(arguments[0])
    return int(named.get("flags", 0))


def calls() -> Iterator[tuple[str, int, int]]:
    """Yield (file, first line, last line) of each use of `re` in the project."""
    for top in TOPS:
        for path in sorted(ROOT.joinpath(top).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _is_use(node.func):
                    file = path.relative_to(ROOT).as_posix()
                    yield file, node.lineno, node.end_lineno or node.lineno


def _is_use(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
        and function.attr in FUNCTIONS
    )


def _use_everything() -> None:
    for top in TOPS:
        package = import_module(top)
        for module in pkgutil.walk_packages(package.__path__, f"{top}."):
            if module.name not in NOT_IMPORTED:
                import_module(module.name)

    from bot.answers.questions import split_questions
    from bot.errors import SettingsError
    from bot.settings import read_settings
    from retrieval import Article, Retriever

    texts = (TEXT, "Der Hund bellt nicht, weil wir z. B. am 3. Mai essen.", LONG)
    articles = [Article(f"{n}.txt", text) for n, text in enumerate(texts)]
    retriever = Retriever(articles)
    for question in QUESTIONS:
        retriever.answer(question)
        split_questions(question)
    # A wrong value may hold a secret, which is looked for.
    os.environ |= {"TELEGRAM_BOT_TOKEN": "1:a", "EXCERPTS": "a1" * 20}
    with suppress(SettingsError):
        read_settings()


def main() -> None:
    """Print all expressions."""
    recorder = _Recorder()
    _use_everything()
    places = [found.place.rsplit(":", 1) for found in recorder.found]
    unreached = [
        f"{file}:{first}"
        for file, first, last in calls()
        if not any(p == file and first <= int(line) <= last for p, line in places)
    ]
    if unreached:
        raise SystemExit(f"Not reached by {__file__}: {', '.join(unreached)}")
    sys.stdout.write(json.dumps(list(recorder.found)))


if __name__ == "__main__":
    main()
