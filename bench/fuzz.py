"""Hostile input for as long as time allows: a longer run of what tests check briefly.

    python bench/fuzz.py regexes|libraries|payloads [--seconds N] [--seed N]

regexes: every regular expression on texts that it nearly matches. libraries: saved
libraries damaged in place. payloads: forged buttons and deep links. Prints how many
were tried and what failed, by seed; the exit status is 1 if anything did.
"""

import argparse
import logging
import random
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bot.answers.answerer import Answering
from bot.answers.links import Link, read_payload
from bot.answers.records import Records
from bot.chat.article_list import list_page
from bot.chat.keyboards import Action, Press, read_press
from bot.locales.choice import strings_for
from retrieval import Retriever, read_articles
from tests.damage import TEXTS, Workshop, check
from tests.effort import ends_soon
from tests.expressions import Expression, all_expressions, hostile_texts, run

PAYLOADS_AT_ONCE = 1000

Case = tuple[str, Callable[[], None]]
"""What is tried, and a function that raises an error if it fails."""


def main() -> int:
    """Try what the command line says; return the exit status."""
    options = _options()
    # Damage makes numbers meaningless, and is logged each time it is mended.
    warnings.simplefilter("ignore", RuntimeWarning)
    logging.disable(logging.CRITICAL)
    end = time.monotonic() + options.seconds
    tried = failed = 0
    with tempfile.TemporaryDirectory() as name:
        for title, case in CASES[options.kind](Path(name), options.seed):
            if time.monotonic() >= end:
                break
            tried += 1
            try:
                case()
            except Exception as error:
                failed += 1
                print(f"{title}: {type(error).__name__}: {error}")
    print(f"{tried} runs, {failed} failed")
    return int(failed > 0)


def regexes(_: Path, first_seed: int) -> Iterator[Case]:
    """Yield each expression with hostile texts, again and again."""
    expressions = all_expressions()
    for seed in count(first_seed):
        for expression in expressions:
            title = f"seed {seed}, {expression.place}"
            yield title, partial(_run_expression, expression, seed)


def _run_expression(expression: Expression, seed: int) -> None:
    def run_all() -> None:
        for text in hostile_texts(expression, seed):
            run(expression, text)

    if not ends_soon(run_all):
        raise TimeoutError(expression.pattern)


def libraries(folder: Path, first_seed: int) -> Iterator[Case]:
    """Yield damaged libraries without end."""
    workshop = Workshop(folder)
    for seed in count(first_seed):
        yield f"seed {seed}", partial(check, workshop, seed)


def payloads(folder: Path, first_seed: int) -> Iterator[Case]:
    """Yield forged buttons and links without end, PAYLOADS_AT_ONCE in a run."""
    workshop = Workshop(folder)
    retriever = Retriever(read_articles(workshop.articles))
    answering = Answering(retriever, Records(folder, bot_id=1), k=3)
    for seed in count(first_seed):
        yield f"seed {seed}", partial(_open_all, answering, random.Random(seed))


def _open_all(answering: Answering, draw: random.Random) -> None:
    for _ in range(PAYLOADS_AT_ONCE):
        _open(answering, _forged(_payload(answering, draw), draw))


def _payload(answering: Answering, draw: random.Random) -> str:
    first, second, third = (draw.choice([0, 1, 3, 99, 10**9, -1]) for _ in range(3))
    version = draw.choice([answering.version, "0" * 8])
    if draw.random() < 0.5:
        return Link(version, first, second, third).payload()
    action = draw.choice(list(Action))
    checksum = draw.choice(["", "0" * 8])
    return Press(action, version, checksum, first, second, third).data()


def _forged(payload: str, draw: random.Random) -> str:
    """Return *payload*, in half of all cases with other characters in one place."""
    place = draw.randrange(len(payload))
    inserted = draw.choice(["", "-", ":", "9" * 12, "\0", "٣", "\ud800", "a"])
    end = place + draw.randint(0, 3)
    return draw.choice([payload, payload[:place] + inserted + payload[end:]])


def _open(answering: Answering, payload: str) -> None:
    """Show what *payload* leads to, which is part of an article if it is anything."""
    press = read_press(payload)
    if press and press.action is Action.LIST and press.version == answering.version:
        list_page(answering, press.page, strings_for("en"))
    link = read_payload(payload)
    if link is None or not answering.has(link):
        return
    if link.is_whole:
        texts = [step.text for step in answering.steps(link.article)]
    else:
        texts = [answering.excerpt(link).text]
    assert all(any(text in article for article in TEXTS) for text in texts)


CASES = {"regexes": regexes, "libraries": libraries, "payloads": payloads}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("kind", choices=CASES)
    parser.add_argument("--seconds", type=float, default=60, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the first")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
