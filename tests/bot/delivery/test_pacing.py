from bisect import bisect_left

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pacing import CHAT_LIMIT, GROUP_LIMIT, MOST_IDLE_CHATS, Pace, Window

moments = st.lists(st.floats(0, 100), max_size=60).map(sorted)


def most_within(seconds: float, times: list[float]) -> int:
    """Return the most of the sorted *times* that lie within any *seconds*."""
    return max(
        (bisect_left(times, t + seconds) - i for i, t in enumerate(times)), default=0
    )


@given(moments, st.integers(1, 5), st.integers(1, 20))
def test_no_window_holds_more_than_its_limit(
    wanted: list[float], most: int, seconds: int
) -> None:
    window = Window(most, seconds)
    given_out = [window.reserve(moment) for moment in wanted]

    # A little less, for sums of floats are not exact.
    assert most_within(seconds - 1e-6, given_out) <= most
    assert given_out == sorted(given_out)
    assert all(got >= want for got, want in zip(given_out, wanted, strict=True))


@given(moments)
def test_a_message_within_the_limits_is_not_held_up(wanted: list[float]) -> None:
    window = Window(3, 10)
    for moment in wanted[:3]:
        assert window.reserve(moment) == moment


def test_a_chat_may_have_a_short_burst_and_then_about_one_a_second() -> None:
    pace = Pace(29)
    times = [pace.reserve_in_chat(1, now=0) for _ in range(20)]

    assert times[:3] == [0, 0, 0]
    assert most_within(CHAT_LIMIT[1] - 1e-6, times) == 3
    assert times[-1] < 20


def test_a_group_gets_twenty_a_minute() -> None:
    pace = Pace(29)
    times = [pace.reserve_in_chat(-1, now=0) for _ in range(60)]

    assert most_within(60, times) == 20
    assert times[-1] > 2 * GROUP_LIMIT[1]


def test_a_pause_is_for_one_chat_and_the_longest_counts() -> None:
    pace = Pace(29)
    pace.pause(1, 50)
    pace.pause(1, 20)

    assert pace.paused_until(1, now=0) == 50
    assert pace.paused_until(2, now=0) <= 0


def test_rate_zero_holds_nothing_up_but_what_telegram_orders() -> None:
    pace = Pace(0)
    pace.pause(1, 50)

    assert {pace.reserve_in_chat(1, now=5) for _ in range(50)} == {5}
    assert {pace.reserve(now=5) for _ in range(50)} == {5}
    assert pace.paused_until(1, now=5) == 50


def test_a_chat_that_is_not_idle_is_remembered_among_many() -> None:
    pace = Pace(29)
    pace.pause(0, 50)
    for _ in range(3):
        pace.reserve_in_chat(1, now=9)
    for chat in range(2, 2 * MOST_IDLE_CHATS):
        pace.reserve_in_chat(chat, now=0)
    pace.reserve_in_chat(-1, now=10)

    assert pace.paused_until(0, now=10) == 50
    assert pace.reserve_in_chat(1, now=10) > 10
