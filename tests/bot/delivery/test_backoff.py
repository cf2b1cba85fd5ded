from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.backoff import backoff

SECONDS = st.floats(0.01, 100)


def test_out_of_reach_telegram_is_asked_every_three_seconds_in_the_end() -> None:
    assert [backoff(failures) for failures in range(5)] == [0.5, 1, 2, 3, 3]


@given(st.integers(0, 10**9), SECONDS, st.floats(1, 10), SECONDS)
def test_a_pause_grows_up_to_the_longest(
    failures: int, first: float, growth: float, longest: float
) -> None:
    def pause(failures: int) -> float:
        return backoff(failures, first=first, growth=growth, longest=longest)

    assert pause(0) == min(first, longest)
    assert pause(failures) <= pause(failures + 1) <= longest
    assert pause(3) == min(longest, first * growth**3)
