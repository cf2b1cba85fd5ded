from bot.handlers.rate_limit import BUDGET, MOST_PEOPLE, Cost, RateLimit


def test_twenty_questions_a_minute_pass_and_the_next_waits_for_the_first() -> None:
    rate = RateLimit()

    assert [rate.seconds_to_wait(1, at) for at in range(20)] == [0] * 20
    assert rate.seconds_to_wait(1, 20) == 40
    assert rate.seconds_to_wait(1, 59.9) == 1
    assert rate.seconds_to_wait(1, 60) == 0
    assert rate.seconds_to_wait(1, 60) == 1


def test_each_person_has_their_own_count() -> None:
    rate = RateLimit()
    for _ in range(21):
        rate.seconds_to_wait(1, 0)

    assert rate.seconds_to_wait(2, 0) == 0


def test_there_is_one_notice_a_minute() -> None:
    rate = RateLimit()

    assert rate.is_first_notice(1, 0)
    assert not rate.is_first_notice(1, 59)
    assert rate.is_first_notice(2, 59)
    assert rate.is_first_notice(1, 60)


def test_who_asked_longest_ago_is_forgotten() -> None:
    rate = RateLimit()
    for _ in range(20):
        rate.seconds_to_wait(0, 0)
    for user_id in range(1, MOST_PEOPLE + 1):
        rate.seconds_to_wait(user_id, 0)

    assert rate.seconds_to_wait(0, 0) == 0


def test_who_asked_nothing_for_a_minute_is_forgotten() -> None:
    rate = RateLimit()
    for user_id in range(100):
        rate.seconds_to_wait(user_id, 0)
    rate.seconds_to_wait(100, 30)
    rate.is_first_notice(101, 40)
    assert len(rate) == 102
    rate.seconds_to_wait(0, 59)
    rate.seconds_to_wait(1, 60)

    # Those of 0 to 99 who asked again, the one of second 30, and the one told at 40.
    assert len(rate) == 4
    rate.seconds_to_wait(1, 1000)
    assert len(rate) == 1


def test_questions_that_had_to_wait_do_not_keep_a_person() -> None:
    rate = RateLimit()
    for _ in range(20):
        rate.seconds_to_wait(1, 0)
    assert rate.seconds_to_wait(1, 59) == 1
    rate.seconds_to_wait(2, 60)

    assert len(rate) == 1


def test_who_was_told_is_remembered_for_a_minute_after_that() -> None:
    rate = RateLimit()
    for _ in range(20):
        rate.seconds_to_wait(1, 0)
    assert rate.is_first_notice(1, 40)
    rate.seconds_to_wait(2, 99)

    assert not rate.is_first_notice(1, 99)
    assert len(rate) == 2


def test_taps_and_questions_share_a_budget() -> None:
    rate = RateLimit()
    taps = [rate.seconds_to_wait(1, at, Cost.TAP) for at in range(BUDGET // 2)]
    questions = [rate.seconds_to_wait(1, 30) for _ in range(BUDGET // 6)]

    assert {*taps, *questions} == {0}
    # Three taps leave the window before a question fits into it, one before a tap.
    assert rate.seconds_to_wait(1, 30) == 32
    assert rate.seconds_to_wait(1, 30, Cost.TAP) == 30


def test_a_clock_that_is_ahead_makes_nobody_wait_longer_than_a_window() -> None:
    rate = RateLimit()
    for _ in range(BUDGET):
        rate.seconds_to_wait(1, 3600, Cost.TAP)

    assert rate.seconds_to_wait(1, 0) == 60
    assert rate.seconds_to_wait(1, 60) == 0
