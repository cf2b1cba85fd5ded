from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given

from bot.answers.notices import help_reply
from bot.answers.pages import quotes_of
from bot.answers.replies import Reply, Style, heads_line, source_reply
from bot.locales.choice import strings_for
from retrieval import Answer, Article, Excerpt
from retrieval.query.correction import Correction
from retrieval.readers.document import Place
from tests.replies import answer_reply
from tests.strategies import answers

DOGS = Article("pets.txt", "Pets\n\nDogs bark at night. Cats sleep.")
ENGLISH = strings_for("en")
EXCERPT = Excerpt(DOGS, 6, 25, ((0, 4),), 1.0)


def shown(reply: Reply, style: Style) -> list[str]:
    return [
        reply.text[mark.start : mark.end] for mark in reply.marks if mark.style is style
    ]


def test_sure_answer_is_the_quote_and_its_source() -> None:
    reply = answer_reply(Answer("dogs?", "high", (EXCERPT,)), ENGLISH)

    assert reply.text == "Dogs bark at night.\npets.txt"
    assert shown(reply, Style.QUOTE) == ["Dogs bark at night."]
    assert shown(reply, Style.MATCH) == ["Dogs"]
    assert shown(reply, Style.SOURCE) == ["pets.txt"]


FEES = Article(
    "fees.md",
    "Boathouse\n\n| Plan | Monthly fee |\n| --- | --- |\n| Student | 130 |\n",
)
ROW = Excerpt(FEES, 48, 65, ((2, 9),), 1.0, heading=(0, 9), lead=(11, 33))


def test_a_row_stands_below_its_column_heads_and_above_its_heading() -> None:
    reply = answer_reply(Answer("student?", "high", (ROW,)), ENGLISH)

    assert reply.text == ("Plan | Monthly fee\n| Student | 130 |\nBoathouse · fees.md")
    assert shown(reply, Style.HEADS) == ["Plan | Monthly fee"]
    assert shown(reply, Style.QUOTE) == ["| Student | 130 |"]
    assert shown(reply, Style.MATCH) == ["Student"]


def test_columns_set_with_spaces_are_told_apart() -> None:
    article = Article("tolls.txt", "Cart\tToll  Days\nHay\t5  Mon")

    excerpt = Excerpt(article, 16, 26, (), 1.0, lead=(0, 15))
    assert heads_line(excerpt) == "Cart | Toll | Days"


SOURCE = replace(
    EXCERPT,
    article=replace(DOGS, link="https://example.org/pets"),
    title="All about pets",
    date=date(2025, 3, 14),
    heading=(0, 4),
)


def test_a_source_has_title_section_date_and_file() -> None:
    source = source_reply(SOURCE, ENGLISH)

    assert source.text == "All about pets › Pets · 14 Mar 2025 · pets.txt"
    [link] = [mark for mark in source.marks if mark.style is Style.LINK]
    assert source.text[link.start : link.end] == "All about pets"
    assert link.address == "https://example.org/pets"


def test_a_source_has_the_page_of_a_file_with_pages() -> None:
    paged = replace(DOGS, name="pets.pdf", pages=(Place(0, 1), Place(6, 2)))

    assert source_reply(replace(EXCERPT, article=paged), ENGLISH).text == (
        "p. 2 · pets.pdf"
    )


def test_the_console_names_the_file_and_the_line_first() -> None:
    source = source_reply(SOURCE, ENGLISH, on_console=True)

    assert source.text == "pets.txt, line 3 · All about pets › Pets · 14 Mar 2025"


def test_a_source_does_not_repeat_what_the_quote_says_or_the_title() -> None:
    said = replace(EXCERPT, title="Dogs bark")
    headed = replace(EXCERPT, title="PETS", heading=(0, 4))

    assert source_reply(said, ENGLISH).text == "pets.txt"
    assert source_reply(headed, ENGLISH).text == "PETS · pets.txt"


def test_the_date_of_a_year_is_the_year() -> None:
    dated = replace(EXCERPT, date=date(2024, 1, 1))

    assert source_reply(dated, ENGLISH).text == "2024 · pets.txt"
    german = source_reply(replace(dated, date=date(2024, 3, 1)), strings_for("de"))
    assert german.text == "1. März 2024 · pets.txt"


def test_a_long_title_and_a_long_heading_are_cut() -> None:
    article = Article("a.txt", f"{'very ' * 40}long\n\nDogs bark.")
    excerpt = replace(
        EXCERPT, article=article, start=206, end=216, title="so " * 30, heading=(0, 204)
    )

    title, _, section = source_reply(excerpt, ENGLISH).text.partition(" › ")
    assert title.endswith("so…")
    assert section.endswith("very… · a.txt")
    assert len(title) <= 40
    assert len(section) <= 48


def test_a_source_of_neighbouring_quotes_is_named_once() -> None:
    cats = replace(EXCERPT, start=26, end=37, matches=())

    reply = answer_reply(Answer("pets?", "high", (EXCERPT, cats)), ENGLISH)

    assert reply.text == "Dogs bark at night.\n\nCats sleep.\npets.txt"


def test_unsure_answer_says_so_before_the_quotes() -> None:
    reply = answer_reply(Answer("dogs?", "low", (EXCERPT, EXCERPT)), ENGLISH)

    assert reply.text.startswith("Not sure. The closest passages:\n\nDogs bark")
    assert len(shown(reply, Style.QUOTE)) == 2


def test_an_answer_without_a_matching_word_says_that_it_is_by_meaning_once() -> None:
    found = replace(EXCERPT, matches=(), evidence={"meaning": 9.0})
    both = (found, replace(found, matches=((0, 4),)))

    by_meaning = answer_reply(Answer("puppies?", "low", (found, found)), ENGLISH)
    by_words_too = answer_reply(Answer("puppies?", "low", both), ENGLISH)

    assert by_meaning.text.count("By meaning:") == 1
    assert by_meaning.text.startswith(
        "Not sure. The closest passages:\nBy meaning:\n\n"
    )
    assert "By meaning:" not in by_words_too.text


def test_a_quote_in_another_language_says_in_which_in_the_readers_own() -> None:
    answer = Answer("Hunde?", "high", (replace(EXCERPT, foreign_language="english"),))

    english = answer_reply(answer, ENGLISH)
    german = answer_reply(answer, strings_for("de"))

    assert english.text.startswith("In English:\nDogs bark at night.\n")
    assert german.text.startswith("Auf Englisch:\nDogs bark at night.\n")


def test_a_language_without_a_name_is_not_named() -> None:
    answer = Answer("Hunde?", "high", (replace(EXCERPT, foreign_language="other"),))

    assert answer_reply(answer, ENGLISH).text.startswith("Dogs bark at night.")


def test_no_answer_is_said_in_words_without_a_quote() -> None:
    reply = answer_reply(Answer("hello", "none", ()), ENGLISH)

    assert reply == Reply("The articles do not answer that.")


def test_words_that_stand_nowhere_are_named_unless_the_answer_is_sure() -> None:
    unsure = Answer("dogs of Atlantis", "low", (EXCERPT,), ("Atlantis",))
    nothing = Answer("Atlantis", "none", (), ("Atlantis",))
    sure = Answer("dogs of Atlantis", "high", (EXCERPT,), ("Atlantis",))

    assert "In no article: Atlantis" in answer_reply(unsure, ENGLISH).text
    assert "In no article: Atlantis" in answer_reply(nothing, ENGLISH).text
    assert "Atlantis" not in answer_reply(sure, ENGLISH).text


def test_another_spelling_that_was_searched_is_named() -> None:
    corrections = (Correction("dgos", "dogs"), Correction("nihgt", "night"))
    answer = Answer("dgos nihgt", "high", (EXCERPT,), (), corrections)

    reply = answer_reply(answer, ENGLISH)

    first, _, rest = reply.text.partition("\n\n")
    assert first == "Searched for dogs, night instead of dgos, nihgt."
    assert rest.startswith("Dogs bark")


def test_articles_that_say_the_same_are_named() -> None:
    excerpt = replace(EXCERPT, also_in=("a.txt", "b.txt", "c.txt", "d.txt"))

    reply = answer_reply(Answer("dogs", "high", (excerpt,)), ENGLISH)

    source = "pets.txt, also in a.txt, b.txt, c.txt"
    assert shown(reply, Style.SOURCE) == [source]


def test_excerpts_that_differ_are_shown_together_with_their_dates() -> None:
    old = replace(
        EXCERPT, article=Article("old.txt", DOGS.text), date=date(2022, 2, 12)
    )
    excerpt = replace(EXCERPT, differing=(old,), date=date(2025, 3, 9))

    reply = answer_reply(Answer("dogs", "high", (excerpt,)), ENGLISH)

    assert reply.text.startswith("These differ:\nDogs bark at night.\n")
    assert shown(reply, Style.SOURCE) == [
        "9 Mar 2025 · pets.txt",
        "12 Feb 2022 · old.txt",
    ]


def test_long_file_name_shows_its_end() -> None:
    article = Article("folder/" * 100 + "pets.txt", DOGS.text)

    excerpt = Excerpt(article, 6, 25, (), 1.0)
    reply = answer_reply(Answer("?", "high", (excerpt,)), ENGLISH)

    [source] = shown(reply, Style.SOURCE)
    assert source.startswith("…")
    assert source.endswith("folder/pets.txt")
    assert len(source) < 220


@pytest.mark.parametrize(
    ("language", "articles", "words"),
    [
        ("en", 1, "1 article,"),
        ("en", 1234, "1,234 articles,"),
        ("de", 1, "1 Artikel,"),
        ("de", 1234, "1.234 Artikel,"),
    ],
)
def test_help_counts_the_articles(language: str, articles: int, words: str) -> None:
    reply = help_reply(articles, datetime.now(UTC), "bot", strings_for(language))

    assert words in reply.text
    assert len(reply.text.splitlines()) <= 10


@given(answers())
def test_quotes_and_matches_are_the_words_of_the_articles(answer: Answer) -> None:
    reply = answer_reply(answer, ENGLISH)

    excerpts = list(quotes_of(answer.excerpts))
    assert shown(reply, Style.QUOTE) == [excerpt.text for excerpt in excerpts]
    matching = {
        excerpt.text[start:end]
        for excerpt in excerpts
        for start, end in excerpt.matches
    }
    assert matching.issuperset(shown(reply, Style.MATCH))
