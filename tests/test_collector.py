import gc

import pytest

from retrieval import collector


def pause_and_fail() -> None:
    with collector.paused():
        assert not gc.isenabled()
        raise ValueError("reason")


@pytest.mark.parametrize("is_enabled", [True, False])
def test_after_a_pause_the_collector_is_as_it_was(is_enabled: bool) -> None:
    was_enabled = gc.isenabled()
    (gc.enable if is_enabled else gc.disable)()
    try:
        with pytest.raises(ValueError, match="reason"):
            pause_and_fail()

        assert gc.isenabled() == is_enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()
