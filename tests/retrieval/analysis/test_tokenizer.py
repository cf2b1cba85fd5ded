import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis.tokenizer import form_pattern, forms_of

# What forms are made of, and what may stand around and between them.
UNITS = (
    "United States per cent 5 $ € £ % bn m $5 5% USA U.S. a e-mail x' ʼtis n't ’s été "
    "\u0301 \u200b 北京 ที่ カ゛ 1\u00a0000 000 1,000 st am , . ... ; : ( ) “ ” \" ' _ - "
    "– www. x.org http://a.b i@b.co @ C++ c# .NET AT&T \ud800 😀 🇺🇦 word ABCDEFGHIJKLMN"
)
SPACES = ["", "", " ", " ", "  ", ", ", "\n", "\t", "\u00a0", "\u2009", "\r\n"]
units = st.sampled_from([*UNITS.split(" "), *SPACES])
texts = st.lists(units, max_size=30).map("".join)


@given(texts | st.text(max_size=60))
def test_forms_are_what_the_pattern_finds(text: str) -> None:
    assert forms_of(text) == [m.group() for m in form_pattern().finditer(text)]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("the United  States", ["the", "United  States"]),
        ("United\nStates", ["United\nStates"]),
        ("United, States", ["United", "States"]),
        ("5 per cent of 5 bn, or $ 5", ["5", "per cent", "of", "5 bn", "or", "$ 5"]),
        ("5 km, 5 m €", ["5", "km", "5 m €"]),
        ("10 %, 10, %", ["10 %", "10"]),
        ("1\u00a0000 1 000, 1990 500", ["1\u00a0000", "1 000", "1990", "500"]),
        ("(“Word”), she said.", ["Word", "she", "said"]),
        ("www.. www.x.", ["www..", "www.x."]),
        ("U.S., U.S. A", ["U.S.", "U.S.", "A"]),
    ],
)
def test_a_form_may_have_spaces_in_it(text: str, forms: list[str]) -> None:
    assert forms_of(text) == forms
