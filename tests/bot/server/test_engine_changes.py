import pytest

from bot.server import engine_changes
from bot.server.engine_changes import changes_in_engine
from retrieval.engine.retriever import EngineRetriever


class Failing(EngineRetriever):
    """Fails at first to say whether it has changed."""

    def __init__(self) -> None:
        self._errors: list[Exception] = [KeyError("responses"), RuntimeError("lost")]

    def has_changed(self) -> bool:
        if self._errors:
            raise self._errors.pop()
        return True


async def test_a_change_is_noticed_after_errors_that_nobody_expected(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engine_changes, "CHECK_SECONDS", 0)
    retriever = Failing()
    changes = changes_in_engine(lambda: retriever)

    await anext(changes)

    assert caplog.text.count("cannot be asked for changes") == 2
