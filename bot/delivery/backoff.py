"""How long to wait before a retry."""

_MOST_EXPONENT = 64
"""Prevents an overflow after hours of failures; *longest* is reached long before."""


def backoff(
    failures: int, *, first: float = 0.5, growth: float = 2.0, longest: float = 3.0
) -> float:
    """Return the seconds to wait after earlier *failures*: 0.5, 1, 2, 3, 3 ..."""
    return min(longest, first * growth ** min(failures, _MOST_EXPONENT))
