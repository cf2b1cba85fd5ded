from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.stem.snowball import SnowballStemmer

from retrieval.english import stem, stem_in_python

nltk_stem = SnowballStemmer("english").stem

EXCEPTIONS = (
    "skis skies dying lying tying idly gently ugly early only singly sky news howe "
    "atlas cosmos bias andes inning innings outing outings canning cannings herring "
    "herrings earring earrings proceed proceeds proceeded proceeding exceed exceeds "
    "exceeded exceeding succeed succeeds succeeded succeeding"
)
SUFFIXES = (
    "s es ies ied sses us ss ed edly eed eedly ing ingly at bl iz y ly e l ll tional "
    "enci anci abli entli izer ization ational ation ator alism aliti alli fulness "
    "ousli ousness iveness iviti biliti bli ogi logi fulli lessli li alize icate iciti "
    "ical ful ness ative al ance ence er ic able ible ant ement ment ent ism ate iti "
    "ous ive ize ion sion tion"
)
beginnings = st.sampled_from(["", "gener", "commun", "arsen"])
letters = st.text(alphabet="aeiouybcdglnrstwxz", max_size=6)
endings = st.lists(st.sampled_from(SUFFIXES.split()), max_size=3).map("".join)
made_up = st.tuples(beginnings, letters, endings).map("".join)


@given(made_up)
def test_a_word_has_the_stem_that_nltk_gives_it(word: str) -> None:
    assert stem(word) == nltk_stem(word)
    assert word in EXCEPTIONS.split() or stem_in_python(word) == nltk_stem(word)


@given(st.text(alphabet="abeiosßäπяאx", max_size=9).map(str.lower), endings)
def test_a_word_in_other_letters_has_the_stem_that_nltk_gives_it(
    beginning: str, ending: str
) -> None:
    assert stem(beginning + ending) == nltk_stem(beginning + ending)


def test_well_known_words_have_the_stems_that_nltk_gives_them() -> None:
    data = resources.files("retrieval").joinpath("data", "english_words.txt")
    words = data.read_text(encoding="utf-8").split()
    for ending in ("", "s", "ed", "ing", "ly", "ation", "ness"):
        inflected = [word + ending for word in words[::3]]
        inflected = sorted({*inflected}.difference(EXCEPTIONS.split()))

        stems = [*map(nltk_stem, inflected)]
        assert [*map(stem, inflected)] == stems
        assert [*map(stem_in_python, inflected)] == stems


@pytest.mark.parametrize("word", EXCEPTIONS.split())
def test_an_exception_has_the_stem_that_nltk_gives_it(word: str) -> None:
    assert stem(word) == nltk_stem(word)


@pytest.mark.parametrize("size", [1, 2, 3, 254, 255, 256, 257, 300])
@pytest.mark.parametrize("ending", ["", "s", "ing", "izing", "ated", "y", "ization"])
def test_words_may_be_short_or_long(size: int, ending: str) -> None:
    word = ("ban" * 100 + ending)[-size:]

    assert stem(word) == stem_in_python(word) == nltk_stem(word)
