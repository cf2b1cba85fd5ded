import pytest
from hypothesis import given

from bot.replies import Reply, Style, answer_reply, greeting, help_text, utf16_length
from retrieval import Answer, Article, Excerpt
from tests.strategies import answers

DOGS = Article("pets.txt", "Pets\n\nDogs bark at night. Cats sleep.")
EXCERPT = Excerpt(DOGS, 6, 25, ((0, 4),), 1.0)


def shown(reply: Reply, style: Style) -> list[str]:
    return [
        reply.text[mark.start : mark.end] for mark in reply.marks if mark.style is style
    ]


def test_sure_answer_is_the_quote_and_its_source() -> None:
    reply = answer_reply(Answer("dogs?", "high", (EXCERPT,)))

    assert reply.text == "Dogs bark at night.\npets.txt, line 3"
    assert shown(reply, Style.QUOTE) == ["Dogs bark at night."]
    assert shown(reply, Style.MATCH) == ["Dogs"]
    assert shown(reply, Style.SOURCE) == ["pets.txt, line 3"]


def test_unsure_answer_says_so_before_the_quotes() -> None:
    reply = answer_reply(Answer("dogs?", "low", (EXCERPT, EXCERPT)))

    assert reply.text.startswith("Not sure. The closest passages:\n\nDogs bark")
    assert len(shown(reply, Style.QUOTE)) == 2


def test_no_answer_is_said_in_words_without_a_quote() -> None:
    reply = answer_reply(Answer("hello", "none", ()))

    assert reply == Reply("The articles do not answer that.")


def test_long_file_name_shows_its_end() -> None:
    article = Article("folder/" * 100 + "pets.txt", DOGS.text)

    reply = answer_reply(Answer("?", "high", (Excerpt(article, 6, 25, (), 1.0),)))

    [source] = shown(reply, Style.SOURCE)
    assert source.startswith("…")
    assert source.endswith("folder/pets.txt, line 3")
    assert len(source) < 220


@pytest.mark.parametrize(
    ("articles", "words"),
    [(1, "1 article "), (2, "2 articles "), (1234, "1,234 articles ")],
)
def test_greeting_and_help_count_the_articles(articles: int, words: str) -> None:
    assert words in greeting(articles).text
    assert words in help_text(articles).text


@given(answers())
def test_quotes_and_matches_are_the_words_of_the_articles(answer: Answer) -> None:
    reply = answer_reply(answer)

    assert shown(reply, Style.QUOTE) == [excerpt.text for excerpt in answer.excerpts]
    assert shown(reply, Style.MATCH) == [
        excerpt.text[start:end]
        for excerpt in answer.excerpts
        for start, end in excerpt.matches
    ]


@given(answers())
def test_reply_that_must_be_short_leaves_out_the_last_excerpts(answer: Answer) -> None:
    whole = shown(answer_reply(answer), Style.QUOTE)

    reply = answer_reply(answer, most_units=4096)

    assert utf16_length(reply.text) <= 4096
    assert shown(reply, Style.QUOTE) == whole[: len(shown(reply, Style.QUOTE))]
