import pytest

from bot.answers.shortening import clipped, shortened
from retrieval import Article, Excerpt

TEXT = "Cats sleep all day. Dogs bark at night. Birds sing at dawn. Fish say nothing."


def excerpt(match: str) -> Excerpt:
    start = TEXT.index(match)
    span = (start, start + len(match))
    return Excerpt(Article("pets.txt", TEXT), 0, len(TEXT), (span,), 1.0)


@pytest.mark.parametrize(
    ("match", "most", "text"),
    [
        ("bark", 100, TEXT),
        ("bark", 50, "Dogs bark at night. Birds sing at dawn."),
        ("bark", 30, "Dogs bark at night."),
        ("Fish", 45, "Birds sing at dawn. Fish say nothing."),
    ],
)
def test_sentences_around_the_match_are_kept(match: str, most: int, text: str) -> None:
    part = shortened(excerpt(match), most)

    assert part.text == text
    assert part.text[slice(*part.matches[0])] == match
    assert part.article.text[part.start : part.end] == text


def test_a_sentence_is_cut_at_white_space_only_when_it_is_very_long() -> None:
    text = "Dogs " + "bark and " * 400 + "sleep."
    whole = Excerpt(Article("pets.txt", text), 0, len(text), ((0, 4),), 1.0)

    assert shortened(whole, 900, sentence_units=5000) == whole
    part = shortened(whole, 900)
    assert 1000 < len(part.text) <= 3000
    assert part.text.endswith((" bark", " and"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Dogs bark", "Dogs bark"),
        ("Dogs \n bark", "Dogs bark"),
        ("Dogs bark at night", "Dogs bark…"),
        ("Dogsbarkatnight", "Dogsbarka…"),
    ],
)
def test_words_are_clipped_to_a_length(text: str, shown: str) -> None:
    assert clipped(text, 10) == shown
