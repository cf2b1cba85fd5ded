import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.semantic.encoder import MOST_CHARACTERS, embeddable, normalised


@given(st.text(st.characters(exclude_categories=())))
def test_an_embeddable_text_is_one_short_line_of_characters(text: str) -> None:
    line = embeddable(text)

    assert len(line) <= MOST_CHARACTERS
    assert len(line.splitlines()) <= 1
    assert "\0" not in line
    assert line.encode().decode() == line


def test_a_vector_of_length_zero_stays_as_it_is() -> None:
    assert normalised([[3, 4], [0, 0]]).tolist() == [
        np.array([0.6, 0.8], np.float32).tolist(),
        [0, 0],
    ]
