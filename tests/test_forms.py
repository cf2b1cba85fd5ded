from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.forms import Reader, form_pattern

# What forms are made of, and what may stand around and between them.
UNITS = (
    "United States per cent 5 $ € £ % bn m $5 5% USA U.S. a e-mail x' ʼtis n't ’s été "
    "\u0301 \u200b 北京 ที่ カ゛ 1\u00a0000 000 1,000 st am , . ... ; : ( ) “ ” \" ' _ - "
    "– www. x.org http://a.b i@b.co @ C++ c# .NET AT&T \ud800 😀 🇺🇦 word ABCDEFGHIJKLMN"
)
SPACES = ["", "", " ", " ", "  ", ", ", "\n", "\t", "\u00a0", "\u2009", "\r\n"]
units = st.sampled_from([*UNITS.split(" "), *SPACES])
texts = st.lists(units, max_size=30).map("".join)


def flat_reader() -> Reader[list[str]]:
    return Reader(lambda form: [form], lambda forms: list(chain.from_iterable(forms)))


reader = flat_reader()


@given(texts | st.text(max_size=60))
def test_piece_by_piece_the_forms_are_those_of_the_whole_text(text: str) -> None:
    forms = [match.group() for match in form_pattern().finditer(text)]

    assert reader.read(text) == flat_reader().read(text) == forms


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
def test_a_form_may_have_spaces_in_it(text: str, forms: list[str]) -> None:
    for word in text.split():
        reader.read(word)

    assert reader.read(text) == forms


def test_a_form_in_a_known_piece_is_not_read_again() -> None:
    forms: list[str] = []

    def read(form: str) -> str:
        forms.append(form)
        return form

    reader = Reader(read, "".join)
    reader.read("bark, bark.")
    reader.read("bark. Bark, bark")

    assert forms == ["bark", "bark", "Bark"]
