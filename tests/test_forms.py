import pytest

from retrieval.forms import forms_of


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("the United  States", ["the", "United  States"]),
        ("United\nStates", ["United\nStates"]),
        ("United, States", ["United", "States"]),
        ("5 per cent of 5 bn, or $ 5", ["5", "per cent", "of", "5 bn", "or", "$ 5"]),
        ("5 km, 5 m €", ["5", "km", "5 m €"]),
        ("10 %, 10, %", ["10 %", "10"]),
        ("1\u00a0000 1 000", ["1\u00a0000", "1", "000"]),
        ("(“Word”), she said.", ["Word", "she", "said"]),
        ("www.. www.x.", ["www..", "www.x."]),
        ("U.S., U.S. A", ["U.S.", "U.S.", "A"]),
    ],
)
def test_a_form_may_have_spaces_and_stops_in_it(text: str, forms: list[str]) -> None:
    assert forms_of(text) == forms
