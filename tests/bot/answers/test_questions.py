from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.follow_ups import Question
from bot.answers.pages import Found, find, find_at_once, pages_of, quotes_of
from bot.answers.questions import split_questions
from bot.answers.small_talk import Talk, normalised, small_talk
from retrieval import Answer, Article, Excerpt, Retriever
from tests.effort import LINEAR, ends_soon, giant_text, growth, needs_cpu_limit

WHO = "Who is the mayor?"
WHEN = "When do dogs bark?"
DOGS = [
    Article(f"{place}.txt", f"Dogs bark in the {place}.")
    for place in ("garden", "hall", "kitchen", "park")
]


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        (WHO, [WHO]),
        ("who is the mayor", ["who is the mayor"]),
        (f"{WHO} {WHEN}", [WHO, WHEN]),
        (f"{WHO}\n{WHEN}", [WHO, WHEN]),
        (f"Dogs are loud. {WHEN} {WHO}", [f"Dogs are loud. {WHEN}", WHO]),
        (f"Dogs are loud. {WHEN}", [f"Dogs are loud. {WHEN}"]),
        (f"{WHO} I need it for school.", [f"{WHO} I need it for school."]),
        (f"Really? {WHO}", [f"Really? {WHO}"]),
        (f"Hello! How are you? {WHO}", [WHO]),
        (f"Hi, {WHO}", [WHO]),
        (f"{WHO} Thanks!", [WHO]),
        (f"Rutte, {WHO}", [f"Rutte, {WHO}"]),
        ("Does https://a.org/?b=c d exist?", ["Does https://a.org/?b=c d exist?"]),
        (
            "when do you open and where can i park?",
            ["when do you open", "where can i park?"],
        ),
        (f"Who is the mayor, and {WHEN}", ["Who is the mayor", WHEN]),
        ("is it open and can i park", ["is it open", "can i park"]),
        ("deposit for a bike and where is it", ["deposit for a bike", "where is it"]),
        ("wann öffnet ihr und wo ist es", ["wann öffnet ihr", "wo ist es"]),
        ("when and where do dogs bark", ["when and where do dogs bark"]),
        ("tell me who and where he is", ["tell me who and where he is"]),
        ("where do cats and dogs bark", ["where do cats and dogs bark"]),
        ("what may and can i do", ["what may and can i do"]),
        ("i lost it and where is it", ["i lost it and where is it"]),
        ("من هو؟ متى كان ذلك؟", ["من هو؟", "متى كان ذلك؟"]),
    ],
)
def test_a_message_is_split_into_its_questions(text: str, questions: list[str]) -> None:
    assert split_questions(text) == questions


@given(st.text())
def test_only_greetings_and_thanks_get_lost_when_a_message_is_split(text: str) -> None:
    questions = split_questions(text)

    kept = "".join("".join(questions).split())
    assert small_talk(text) or kept
    for word in kept.split():
        assert word in "".join(text.split())


@pytest.mark.parametrize(
    ("text", "talk"),
    [
        ("Hello!", Talk.HELLO),
        ("  HELLO  there 👋", Talk.HELLO),
        ("hallo", Talk.HELLO),
        ("Grüß Gott", Talk.HELLO),
        ("thanks :-)", Talk.THANKS),
        ("vielen Dank", Talk.THANKS),
        ("Who are you?", Talk.WHO),
        ("hello bot", Talk.HELLO),
        ("ok", Talk.FINE),
        ("ok thank you, bye!", Talk.GOODBYE),
        ("ok cool thanks mate", Talk.THANKS),
        ("Dear bot, thanks!", Talk.THANKS),
        ("hi, who are you?", Talk.WHO),
        ("You are stupid!", Talk.INSULT),
        ("hi you idiot", Talk.INSULT),
        ("du bist doof", Talk.INSULT),
        ("bot", None),
        ("all there", None),
        ("thanks for the fish", None),
        ("what is this menu", None),
        ("fine", None),
        ("ok " * 9, None),
        ("what’s this", None),
        ("Help!", Talk.HELP),
        ("?", Talk.HELP),
        ("🤔", Talk.HELP),
        ("❤️", Talk.HELP),
        ("Hello Kitty", None),
        ("Who are you looking for?", None),
        ("help for Ukraine", None),
        ("你好", None),
    ],
)
def test_small_talk_is_known_by_exact_phrases(text: str, talk: Talk | None) -> None:
    assert small_talk(text) is talk


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Who’s that?!", "whos that"),
        ("GRÜSSE, Straße", "grüsse strasse"),
        # Vowel signs are marks: they belong to the word.
        ("नमस्ते दुनिया", "नमस्ते दुनिया"),
        # The mark that makes a heart red belongs to nothing that is kept.
        ("❤️ dogs ❤️", "dogs"),
    ],
)
def test_of_a_text_the_words_count_with_their_marks(text: str, words: str) -> None:
    assert normalised(text) == words


@given(st.text())
def test_normalising_again_changes_nothing(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


def test_a_question_has_four_pages_at_most_and_each_excerpt_once() -> None:
    texts = [f"Dogs bark in the {chr(97 + number)}-house." for number in range(26)]
    articles = [Article(f"{n}.txt", text) for n, text in enumerate(texts)]

    found = find(Question("dogs bark"), Retriever(articles), per_page=3)

    assert len(found.pages) == 4
    assert len({len(page) for page in found.pages}) == 1
    shown = [excerpt.source for page in found.pages for excerpt in page]
    assert len(set(shown)) == len(shown) > 4


@pytest.mark.parametrize(
    ("length", "is_long", "is_too_long"),
    [(300, False, False), (301, True, False), (2000, True, False), (2001, True, True)],
)
def test_a_long_text_is_known_by_its_characters(
    length: int, is_long: bool, is_too_long: bool
) -> None:
    found = Found(Question("a" * length), (Answer("", "none", ()),), ((),))

    assert (found.is_long, found.is_too_long) == (is_long, is_too_long)


def test_blanks_around_a_question_are_not_what_is_too_long_to_read() -> None:
    found = find_at_once(f"{' ' * 5000}do dogs bark{' ' * 5000}", Retriever(DOGS), k=1)

    assert found.pages[0]


def test_a_text_that_is_too_long_is_searched_whole_for_one_passage_a_page() -> None:
    text = f"Where are they? {'why ' * 500}? And what about dogs?"

    found = find(Question(text), Retriever(DOGS), per_page=3)

    [answer] = found.answers
    assert answer.question == text
    assert all(len(page) <= 1 for page in found.pages)


PARKING = [
    Article("dogs.txt", "Dogs bark in the garden.\n\nDogs eat meat at noon."),
    Article("cars.txt", "Cars park in the yard.\n\nCars leave the yard at noon."),
]


def test_two_questions_share_the_excerpts_and_the_best_of_each_come_first() -> None:
    text = "where do dogs bark and where do cars park"

    found = find_at_once(text, Retriever(PARKING), k=3)

    [page] = found.pages
    assert [excerpt.text for excerpt in page[:2]] == [
        "Dogs bark in the garden.",
        "Cars park in the yard.",
    ]
    assert len(page) == 3
    assert [answer.question for answer in found.answers] == [
        "where do dogs bark",
        "where do cars park",
    ]
    assert len(find_at_once(text, Retriever(PARKING), k=1).pages[0]) == 2


@pytest.mark.parametrize("question", ["when do they go", "when"])
def test_a_question_that_refers_back_is_searched_with_the_subject_before(
    question: str,
) -> None:
    text = f"where do the cars park and {question}"

    _, second = find_at_once(text, Retriever(PARKING), k=2).answers

    assert second.question == question
    assert second.excerpts[0].source == "cars.txt"


def test_a_question_with_a_subject_of_its_own_is_searched_as_it_is() -> None:
    text = "where do the cars park and which horse sleeps standing"

    _, second = find_at_once(text, Retriever(PARKING), k=2).answers

    assert second.excerpts == ()


def test_what_answers_two_questions_second_is_on_the_page_once() -> None:
    text = "what do dogs do and where are dogs"

    [page] = find_at_once(text, Retriever(PARKING[:1]), k=4).pages

    bark, eat = "Dogs bark in the garden.", "Dogs eat meat at noon."
    assert [excerpt.text for excerpt in page] == [bark, bark, eat]


def test_of_a_text_of_any_length_only_the_beginning_is_read() -> None:
    found = find_at_once("dogs " * 1000, Retriever(DOGS), k=3)

    [answer] = found.answers
    assert found.is_cut_off
    assert answer.question == "dogs " * 818 + "dogs"
    assert not find_at_once("dogs", Retriever(DOGS), k=3).is_cut_off


def test_a_text_of_any_length_takes_linear_time() -> None:
    retriever = Retriever(DOGS)

    def task(size: int) -> Found:
        text = f"{'and where do dogs bark ' * size}?"
        assert small_talk(text) is None
        return find_at_once(text, retriever, k=3)

    assert growth(task) < LINEAR


def test_excerpts_that_differ_are_on_one_page() -> None:
    first, second = (
        Excerpt(Article("a.txt", "Dogs bark."), 0, 10, (), 1.0) for _ in range(2)
    )
    group = replace(second, differing=(first, first, first))

    pages = list(pages_of([first, group, first], per_page=3))

    assert [len(page) for page in pages] == [1, 1, 1]
    assert len(list(quotes_of(pages[1]))) == 3


def test_a_page_has_900_characters_unless_one_sentence_is_longer() -> None:
    lengths = [300, 300, 300, 1, 600, 301, 1500, 5]
    excerpts = [
        Excerpt(Article("a.txt", f"{'a' * (length - 1)}."), 0, length, (), 1.0)
        for length in lengths
    ]

    pages = pages_of(excerpts, per_page=3)

    shown = [[len(excerpt.text) for excerpt in page] for page in pages]
    assert shown == [[300, 300, 300], [1, 600], [301], [1500], [5]]


HOSTILE = [
    "a? ? ",
    "? ",
    "a ",
    " and what",
    "\N{COMBINING ACUTE ACCENT}\N{COMBINING DOT BELOW}",
    "ﷺ",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_message_is_split_in_linear_time(unit: str) -> None:
    assert growth(lambda size: split_questions(f"a? {unit * size}")) < LINEAR


@pytest.mark.slow
@needs_cpu_limit
@pytest.mark.parametrize("unit", HOSTILE)
def test_a_giant_message_is_split_soon(unit: str) -> None:
    assert ends_soon(lambda: split_questions(f"a? {giant_text(unit)}"))
