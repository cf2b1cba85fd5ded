"""How long to wait before something that failed is tried again."""

_MOST_EXPONENT = 64
"""Keeps the power a number after hours of failures; the longest pause comes before."""


def backoff(
    failures: int, *, first: float = 0.5, growth: float = 2.0, longest: float = 3.0
) -> float:
    """Return the seconds to wait after so many earlier *failures* in a row.

    The defaults are for a Telegram out of reach: `backoff(0)` to `backoff(4)` are 0.5,
    1, 2, 3 and 3 seconds.
    """
    return min(longest, first * growth ** min(failures, _MOST_EXPONENT))
