import signal
from collections.abc import AsyncIterator

import pytest
from hypothesis import settings

from .telegram_server import TelegramServer

# There are some hundred laws: at the default of 100 examples each they would take more
# than the two minutes that the whole suite may. A deadline would make them fail where
# the machine is busy, or where the first example loads the word lists.
settings.register_profile("suite", max_examples=25, deadline=None)
# pytest --hypothesis-profile=deep
settings.register_profile("deep", max_examples=1_000, deadline=None)
settings.load_profile("suite")

# A shell starts what runs in the background with Ctrl-C ignored, and so would be the
# programs that tests start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server
