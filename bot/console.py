"""Answers on the console: to one question, to one per line, or at a prompt."""

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import TextIOWrapper

from rich.console import Console
from rich.progress import Progress
from rich.text import Text

from bot.answers.replies import Style, answer_reply, remark
from bot.locales.choice import strings_for
from retrieval import Answer, Excerpt, Retriever
from retrieval.library.builder import ReportProgress
from retrieval.library.library import Contents
from retrieval.printable import escaped, printable, printable_lines

PROMPT = "? "
FAREWELLS = frozenset({"exit", "quit"})

_STRINGS = strings_for("en")

_RICH_STYLES = {
    Style.QUOTE: "",
    Style.MATCH: "bold yellow",
    Style.SOURCE: "dim",
    Style.NAME: "",
}

_LINE_BREAK = re.compile(r"\r\n|\r|\n")

Show = Callable[[Answer, float], None]
"""Prints an answer, given the seconds that it took."""


def set_up_streams() -> None:
    """Use UTF-8 in pipes, and replace what cannot be encoded or decoded."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        assert isinstance(stream, TextIOWrapper)
        encoding = None if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="replace")


def ask(question: str, retriever: Retriever, *, k: int, show: Show) -> bool:
    """Answer *question* or, if it is blank, the questions that are piped or typed.

    Returns whether any answer was found; always True at a prompt.
    """
    if question.strip():
        return _answer_all([question], retriever, k=k, show=show)
    if sys.stdin.isatty():
        _answer_all(typed_questions(), retriever, k=k, show=show)
        return True
    return _answer_all(piped_questions(), retriever, k=k, show=show)


def _answer_all(
    questions: Iterable[str], retriever: Retriever, *, k: int, show: Show
) -> bool:
    any_found = False
    for question in questions:
        began = time.perf_counter()
        answer = retriever.answer(question, k=k)
        show(answer, time.perf_counter() - began)
        any_found |= answer.confidence != "none"
    return any_found


def typed_questions() -> Iterator[str]:
    """Yield what a user types at a prompt until Ctrl-D, ``quit`` or ``exit``."""
    # Imported here because a single question needs no prompt.
    from prompt_toolkit import PromptSession
    from prompt_toolkit.output import create_output

    session: PromptSession[str] = PromptSession(output=create_output(sys.stderr))
    while True:
        try:
            line = session.prompt(PROMPT).strip()
        except EOFError:
            return
        if line.casefold() in FAREWELLS:
            return
        if line:
            yield line


def piped_questions() -> Iterator[str]:
    """Yield the lines of standard input that are not blank, as they arrive."""
    for line in sys.stdin:
        if question := line.strip():
            yield question


@contextmanager
def progress() -> Iterator[ReportProgress]:
    """Show on standard error how much of a library is built, and the time left."""
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("Analysing", total=None)

        def report(done: int, total: int) -> None:
            step = "Analysing" if done < total else "Saving"
            bar.update(task, description=step, completed=done, total=total)

        yield report


def show_contents(contents: Contents) -> None:
    """Print what a library holds, and to standard error which files it leaves out."""
    for reason in contents.left_out:
        print(printable(f"Left out {reason}"), file=sys.stderr)
    lines = {
        "articles": f"{contents.articles:,} from {contents.folder}",
        "sentences": f"{contents.sentences:,}",
        "terms": f"{contents.terms:,}",
        "size": f"{contents.size:,} bytes",
        "version": f"{contents.version}, analysis {contents.analysis}, "
        f"format {contents.format}",
        "search": "C" if contents.is_compiled else "NumPy",
    }
    for name, value in lines.items():
        print(printable(f"{name:<10} {value}"))


def choose_show(*, as_json: bool, explain: bool) -> Show:
    """Return the function that prints answers; a terminal shows replies as Telegram."""
    if as_json:
        return show_json
    if explain:
        return show_evidence
    return show_reply if sys.stdout.isatty() else show_lines


def show_reply(answer: Answer, _: float) -> None:
    """Print the reply as on Telegram; with colours unless NO_COLOR is set."""
    reply = answer_reply(answer, _STRINGS)
    text = Text(printable_lines(reply.text))
    if not os.environ.get("NO_COLOR"):
        for mark in reply.marks:
            text.stylize(_RICH_STYLES[mark.style], mark.start, mark.end)
    console = Console(highlight=False)
    # The terminal wraps long lines, so that they can be copied as one.
    console.print(text, "", sep="\n", soft_wrap=True)


def show_lines(answer: Answer, _: float) -> None:
    """Print ``file:line: text`` for each excerpt; remarks go to standard error."""
    if words := remark(answer, _STRINGS).text:
        print(printable_lines(words), file=sys.stderr)
    for excerpt in answer.excerpts:
        # One excerpt, one line: the article may have broken it.
        text = _LINE_BREAK.sub(" ", excerpt.text)
        print(printable(f"{excerpt.source}:{excerpt.line}: {text}"), flush=True)


def show_json(answer: Answer, seconds: float) -> None:
    """Print one JSON object on one line; README says what its keys hold."""
    record = {
        "question": answer.question,
        "confidence": answer.confidence,
        "excerpts": [_record(excerpt) for excerpt in answer.excerpts],
        "took_ms": round(seconds * 1000, 3),
    }
    print(escaped(json.dumps(record, ensure_ascii=False)), flush=True)


def show_evidence(answer: Answer, seconds: float) -> None:
    """Print the lines of `show_lines`, each followed by the parts of its score."""
    show_lines(replace(answer, excerpts=()), seconds)
    for excerpt in answer.excerpts:
        show_lines(Answer(answer.question, "high", (excerpt,)), seconds)
        pieces = sorted(excerpt.evidence.items(), key=lambda item: -abs(item[1]))
        for name, value in pieces:
            if value:
                print(f"{value:>12.2f}  {name.replace('_', ' ')}")
        print(f"{excerpt.score:>12.2f}  in all", flush=True)


def _record(excerpt: Excerpt) -> dict[str, object]:
    return {
        "text": excerpt.text,
        "source": excerpt.source,
        "start": excerpt.start,
        "end": excerpt.end,
        "line": excerpt.line,
        "score": round(excerpt.score, 6),
        "matches": excerpt.matches,
    }
