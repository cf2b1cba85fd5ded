from pathlib import Path

import pytest

from retrieval import Article, Retriever, read_articles

PETS = Article("pets.txt", "Dogs bark at night. " * 20)


@pytest.mark.parametrize(
    ("articles", "error", "words"),
    [
        (["Dogs bark."], TypeError, "Article objects, .* not str"),
        ("Dogs bark.", TypeError, "Article objects, .* not str"),
        ([PETS, PETS], ValueError, "two articles have the name 'pets.txt'"),
    ],
)
def test_what_is_no_folder_of_articles_is_refused_at_once(
    articles: list[Article], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        Retriever(articles)


@pytest.mark.parametrize("groups", ["truce", ["truce, ceasefire"], [("a", 1)], [()]])
def test_what_is_no_group_of_synonyms_is_refused_at_once(
    groups: list[tuple[str, ...]],
) -> None:
    with pytest.raises(TypeError, match="synonyms must be groups of strings"):
        Retriever([PETS], groups)


@pytest.mark.parametrize(
    ("question", "k", "error"), [(None, 3, TypeError), ("dogs", -1, ValueError)]
)
def test_a_wrong_question_is_refused_at_once(
    question: str, k: int, error: type[Exception]
) -> None:
    retriever = Retriever([PETS])

    for ask in (retriever.answer, retriever.search):
        with pytest.raises(error):
            ask(question, k)


def test_a_folder_may_be_named_by_a_string(tmp_path: Path) -> None:
    (tmp_path / "pets.txt").write_text(PETS.text)

    assert read_articles(str(tmp_path)) == [PETS]


def test_an_article_is_shown_by_its_name_length_and_opening() -> None:
    shown = repr(PETS)

    assert shown.startswith("Article('pets.txt', 400 characters: 'Dogs bark")
    assert len(shown) < 120
