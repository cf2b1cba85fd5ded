"""Thai has no stops: its spaces are where sentences end."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval import Article, split_sentences
from retrieval.sentences.clauses import READABLE, clauses

WORD = "กรุงเทพมหานครเป็นเมืองหลวงของประเทศ"
texts = st.lists(st.sampled_from([WORD, "ๆ", "10", "AI", "ก", " "]), max_size=60)


def test_a_long_text_is_cut_at_spaces() -> None:
    text = " ".join([WORD] * 9)

    sentences = split_sentences(Article("a.txt", text))

    assert len(sentences) == 3
    assert all(sentence.text.startswith(WORD) for sentence in sentences)


def test_a_short_text_is_whole() -> None:
    assert clauses(f"{WORD} {WORD}", (0, 2 * len(WORD) + 1)) == [(0, 2 * len(WORD) + 1)]


def test_spaces_around_numbers_and_latin_words_and_after_a_repetition_stay() -> None:
    text = f"{WORD} 10 {WORD} AI {WORD}ๆ {WORD} {WORD}"

    first, second = clauses(text, (0, len(text)))
    assert text[slice(*second)] == WORD
    assert text[slice(*first)] == text[: -len(WORD) - 1]


@given(texts.map("".join))
def test_clauses_lose_nothing_but_spaces_and_cutting_them_again_changes_nothing(
    text: str,
) -> None:
    parts = clauses(text, (0, len(text)))

    joined = "".join(text[start:end] for start, end in parts)
    assert joined.replace(" ", "") == text.replace(" ", "")
    for start, end in parts:
        assert end - start <= READABLE or clauses(text, (start, end)) == [(start, end)]
