from bot.rate import MOST_PEOPLE, RateLimit


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
