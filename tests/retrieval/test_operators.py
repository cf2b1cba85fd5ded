import pytest

from retrieval import Answer, Article, Retriever

RULES = "House rules\n\nDogs bark at night. Dogs may sleep in the hall.\n\nCats sleep."
PETS = "Pets\n\nDogs sleep by day, and cats bark at night.\n\nThe dog must bark."
RETRIEVER = Retriever(
    [Article("rules/2021.txt", RULES), Article("pets.txt", PETS), Article("a.txt", "")]
)


def answer(question: str) -> Answer:
    return RETRIEVER.answer(question)


def test_words_in_quotation_marks_stand_side_by_side_in_every_excerpt() -> None:
    found = answer('"bark at night"')

    assert len(found.excerpts) == 2
    assert all("bark at night" in excerpt.text for excerpt in found.excerpts)
    assert found.unused == ()


def test_a_word_is_left_out_in_all_its_forms() -> None:
    found = answer("dogs -bark")

    assert [e.text for e in found.excerpts] == ["Dogs may sleep in the hall."]


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("sleep in:rules", "rules/2021.txt"),
        ('sleep in:"house rules"', "rules/2021.txt"),
        ("sleep in:2021", "rules/2021.txt"),
        ("sleep in:pets", "pets.txt"),
    ],
)
def test_only_articles_with_that_title_or_path_are_quoted(
    question: str, source: str
) -> None:
    found = answer(question)

    assert {excerpt.source for excerpt in found.excerpts} == {source}
    assert found.unused == ()


@pytest.mark.parametrize(
    "operator", ["-dogs", "in:nothing", '"night at bark"', '"bark wolves"']
)
def test_an_operator_that_would_leave_nothing_is_named_and_passed_over(
    operator: str,
) -> None:
    found = answer(f"dogs {operator}")

    assert found.excerpts
    assert found.unused == (operator,)


def test_operators_may_be_combined() -> None:
    found = answer('"at night" in:pets -dogs')

    assert found.unused == ("-dogs",)
    assert {excerpt.source for excerpt in found.excerpts} == {"pets.txt"}


def test_an_article_is_searched_though_others_have_more_of_the_words() -> None:
    others = [Article(f"{n}.txt", "Dogs bark. " * 9) for n in range(300)]
    last = Article("zoo.txt", "Zoo\n\nIn the zoo many old wolves and a dog live.")

    [hit] = Retriever([*others, last]).search("dogs bark in:zoo")

    assert hit.sentence.article.name == "zoo.txt"
