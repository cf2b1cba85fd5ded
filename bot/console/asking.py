"""Questions on the console: one, one per line of a pipe, or at a prompt."""

import sys
import time
from collections.abc import Iterable, Iterator

from bot.answers.catalogue import Catalogue
from bot.answers.notices import talk_line
from bot.answers.pages import find_at_once
from bot.answers.small_talk import small_talk
from bot.locales.choice import strings_for
from retrieval.retriever import BaseRetriever

from .shows import Show

PROMPT = "? "
FAREWELLS = frozenset({"exit", "quit"})

_STRINGS = strings_for("en")


def ask(question: str, retriever: BaseRetriever, *, k: int, show: Show) -> bool:
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
    texts: Iterable[str], retriever: BaseRetriever, *, k: int, show: Show
) -> bool:
    catalogue = Catalogue(retriever)
    any_found = False
    for text in texts:
        began = time.perf_counter()
        if talk := small_talk(text):
            show.said(text, talk_line(talk, _STRINGS))
        elif len(catalogue.asked_for(text)) > 1:
            show.listed(text, catalogue)
            any_found = True
        else:
            found = catalogue.summary(text) or find_at_once(text, retriever, k=k)
            show.found(found, time.perf_counter() - began)
            any_found |= not found.is_empty
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
