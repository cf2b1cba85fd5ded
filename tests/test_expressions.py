"""No regular expression takes exponential or cubic time, whatever the text is."""

from functools import partial

import pytest

from tests.effort import ends_soon, needs_cpu_limit
from tests.expressions import Expression, all_expressions, hostile_texts, run


def run_all(expression: Expression) -> None:
    for text in hostile_texts(expression, seed=0):
        run(expression, text)


@pytest.mark.slow
@needs_cpu_limit
def test_no_expression_takes_long_on_what_it_nearly_matches() -> None:
    slow = [
        expression
        for expression in all_expressions()
        if not ends_soon(partial(run_all, expression))
    ]

    assert slow == []


@pytest.mark.slow
@needs_cpu_limit
@pytest.mark.parametrize("pattern", [r"(a+)+b", r"By(?:\s\w+|\sIn)*\.", r"(?:a|a)*c"])
def test_an_expression_that_takes_exponential_time_is_noticed(
    pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.effort.CPU_SECONDS", 0.5)

    assert not ends_soon(lambda: run_all(Expression("here", pattern, 0)))
