from retrieval import Article, Retriever
from retrieval.semantic.passages import passage_texts


def texts_of(text: str, name: str = "rules.md", title: str | None = None) -> list[str]:
    retriever = Retriever([Article(name=name, text=text, title=title)])
    return [*passage_texts(retriever.collection)]


def test_a_sentence_is_embedded_with_its_title_and_heading() -> None:
    text = "Intro.\n\n## Opening hours\n\nThe boathouse is open until 8 pm.\n"

    assert texts_of(text, title="Boat club")[-1] == (
        "Boat club | Opening hours: The boathouse is open until 8 pm."
    )


def test_the_name_of_the_file_stands_for_a_missing_title() -> None:
    assert texts_of("Dogs bark at night.", "club/pets.txt")[0] == (
        "pets: Dogs bark at night."
    )


def test_a_row_is_embedded_with_the_heads_of_its_columns() -> None:
    text = "| Size | Price |\n| --- | --- |\n| small | 3 |\n| large | 5 |\n"

    assert "Price" in texts_of(text, title="Prices")[-1]
