"""The sentences that say most of an article."""

from hypothesis import given, settings

from retrieval import Article, Excerpt, Retriever
from retrieval.excerpts.summary import LONGEST, MOST
from tests.effort import LINEAR, growth
from tests.libraries import articles_of, hostile_texts

TEXT = """Old lighthouses

Lighthouses warned ships of rocks before radio was known. Their keepers lit lamps at \
dusk. Ships saw the lamps of lighthouses from twenty miles away. It was lonely work. \
Do keepers still live there? Today lighthouses warn ships of rocks with electric lamps.

Gulls eat chips in the harbour. Keepers of lighthouses were replaced by electric lamps.
"""


def summary(text: str) -> list[str]:
    article = Article("a.txt", text)
    return [excerpt.text for excerpt in Retriever([article]).summary(article)]


def test_a_summary_has_the_central_sentences_in_reading_order() -> None:
    assert summary(TEXT) == [
        "Ships saw the lamps of lighthouses from twenty miles away.",
        "Today lighthouses warn ships of rocks with electric lamps.",
        "Keepers of lighthouses were replaced by electric lamps.",
    ]


def test_a_summary_says_nothing_twice() -> None:
    twice = "Keepers of old lighthouses lit the lamps at dusk."
    text = f"{twice} {twice} Ships saw the lamps from twenty miles away. {twice}"

    assert summary(text) == [twice, "Ships saw the lamps from twenty miles away."]


def test_a_summary_leaves_out_what_cannot_stand_alone() -> None:
    text = f"Do the old keepers light electric lamps? They light lamps for old ships. \
{'Keepers light lamps ' * 40}. Old keepers light all the electric lamps."

    assert summary(text) == ["Old keepers light all the electric lamps."]


def test_rows_of_a_table_are_in_a_summary_only_where_there_is_nothing_else() -> None:
    table = "| plan | price | box |\n|---|---|---|\n| full plan | nine pounds | yes |\n"
    prose = "Members choose a plan with a box. Visitors pay for a plan by the day. \
Students get the full plan for half of the price."

    assert all(text.endswith(".") for text in summary(f"{table}\n{prose}"))
    assert summary("- old keepers light electric lamps\n- ships see bright lamps afar")


def test_sentences_that_cannot_stand_alone_sum_up_an_article_that_has_no_others() -> (
    None
):
    assert summary("Dogs\n\nThey bark. Do they bite?") == [
        "They bark.",
        "Do they bite?",
    ]


def test_a_longer_article_has_a_longer_summary() -> None:
    rows = [f"Alpha{n} beta{n} gamma{n} meet the old delta{n}." for n in range(40)]
    text = " ".join(rows)

    assert len(summary(text)) == MOST


def test_rows_of_a_table_are_summed_up_below_its_column_heads() -> None:
    article = Article("prices.txt", "Item;Price;Unit\nApples;2;kilo\nPears;3;kilo\n")

    excerpts = Retriever([article]).summary(article)

    assert {excerpt.heads for excerpt in excerpts} == {"Item;Price;Unit"}


def test_another_article_has_no_summary() -> None:
    retriever = Retriever(articles_of(TEXT))

    assert retriever.summary(Article("0.txt", "Dogs bark.")) == ()


@given(hostile_texts)
@settings(deadline=None, max_examples=50)
def test_a_summary_of_any_article_is_a_few_of_its_sentences(text: str) -> None:
    article = Article("a.txt", text)

    excerpts = Retriever([article]).summary(article)
    assert len(excerpts) <= MOST
    for excerpt in excerpts:
        assert isinstance(excerpt, Excerpt)
        assert 0 < len(excerpt.text) <= LONGEST
    assert list(excerpts) == sorted(excerpts, key=lambda excerpt: excerpt.start)


def test_a_summary_takes_linear_time() -> None:
    retrievers = {
        size: Retriever(articles_of("Old dogs bark at the big red gate. " * size))
        for size in (250, 500, 4000)
    }

    def task(size: int) -> object:
        retriever = retrievers[size]
        return retriever.summary(retriever.articles[0])

    assert growth(task) < LINEAR
