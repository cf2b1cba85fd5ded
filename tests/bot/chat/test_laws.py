"""No message that leaves breaks a limit, whatever articles and questions hold."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.answerer import Answering, step_with, with_hit
from bot.answers.follow_ups import Question
from bot.answers.links import read_payload
from bot.answers.notices import article_reply, articles_reply, shortcomings_reply
from bot.answers.pages import Found, grouped, pages_of
from bot.answers.quotes import context_reply, excerpt_reply, message_reply
from bot.answers.records import Records, Shortcomings
from bot.answers.replies import found_reply
from bot.answers.reply import Reply, Style
from bot.answers.shortening import shortened
from bot.chat.entities import OutgoingMessage, to_message
from bot.chat.keyboards import (
    Action,
    Below,
    Press,
    buttons_below,
    list_buttons,
    person_checksum,
    read_press,
    reading_buttons,
)
from bot.chat.sending import Buttons
from bot.handlers.commands import MOST_OF_A_KIND
from bot.locales.choice import LANGUAGES
from retrieval import Answer, Article, Excerpt, Retriever
from retrieval.links import checked_link
from retrieval.printable import printable_lines
from retrieval.query.correction import Correction
from tests.strategies import BAIT, answers, excerpts, names, texts
from tests.telegram_server.keyboards import check_inline_keyboard
from tests.telegram_server.texts import formatted_text

languages = st.sampled_from(list(LANGUAGES))
baits = st.sampled_from(BAIT)
articles = st.dictionaries(
    names,
    st.builds("{}\n{}".format, baits | st.just(""), texts).filter(str.strip),
    min_size=1,
    max_size=12,
).map(lambda found: [Article(name, text) for name, text in found.items()])
words = baits | st.sampled_from(
    ["word", "word? word word?", "😂", "é", "\u202eword", "a\0b"]
)
questions = st.lists(words | st.text(max_size=20), min_size=1, max_size=150).map(
    lambda parts: " ".join(parts)[:4096]
)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    records = Records(tmp_path_factory.mktemp("data"), 1000)
    yield records
    records.close()


def check(reply: Reply, buttons: Buttons = None) -> None:
    message = to_message(reply)
    message["text"].encode()
    assert printable_lines(message["text"]) == message["text"]
    entities = [entity.to_dict() for entity in message["entities"]]
    assert formatted_text(message["text"], entities)["text"]
    for bait in BAIT:
        assert bait not in alive(message)
    if buttons:
        check_inline_keyboard(buttons.to_dict())


def alive(message: OutgoingMessage) -> str:
    """Return what Telegram makes links in, besides quotes."""
    units = message["text"].encode("utf-16-le")
    for entity in message["entities"]:
        if entity.type in {"code", "blockquote", "expandable_blockquote"}:
            start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
            units = units[:start] + b"\n\0" * entity.length + units[end:]
    return units.decode("utf-16-le")


def quotes(reply: Reply) -> list[str]:
    styles = (Style.QUOTE, Style.FOLDED, Style.CONTEXT)
    return [reply.text[m.start : m.end] for m in reply.marks if m.style in styles]


@pytest.mark.slow
@given(articles, questions, languages, st.booleans())
@settings(deadline=None, max_examples=60)
def test_every_page_about_any_articles_keeps_the_limits_and_the_words(
    records: Records,
    articles: list[Article],
    question: str,
    language: str,
    in_group: bool,
) -> None:
    strings = LANGUAGES[language]
    answering = Answering(Retriever(articles), records, k=3)
    found = answering.find(Question(question), in_group=in_group)
    by_name = {article.name: article.text for article in articles}

    for number in range(len(found.pages)):
        reply = found_reply(found, number, strings)
        version = answering.version
        buttons = buttons_below(found, number, Below(version, strings, in_group))
        check(reply, buttons)
        shown = found.quotes(number)
        assert quotes(reply) == [excerpt.text for excerpt in shown]
        for excerpt in shown:
            steps = answering.steps(answering.number_of(excerpt))
            step = with_hit(steps[step_with(excerpt, steps)], excerpt)
            check(context_reply(step, strings))
            assert step.text in by_name[step.source]
            assert step.matches


@given(answers(), questions, languages, st.integers(1, 10))
def test_every_page_of_any_answer_keeps_the_limits(
    answer: Answer, question: str, language: str, per_page: int
) -> None:
    strings = LANGUAGES[language]
    pages = tuple(pages_of(answer.excerpts, per_page)) or ((),)
    found = Found(Question(question), (answer,), pages)

    for page in range(len(pages)):
        buttons = buttons_below(found, page, Below("0" * 8, strings, in_group=False))
        check(found_reply(found, page, strings), buttons)
    for number in range(1, len(pages)):
        assert len(pages[number]) == 1 or 0 < len(found.quotes(number)) <= per_page


@given(st.lists(answers(), min_size=2, max_size=3), languages)
def test_several_answers_keep_the_limits(found: list[Answer], language: str) -> None:
    strings = LANGUAGES[language]
    short = tuple(
        Answer(
            "/stop 😂 word " * 500,
            answer.confidence,
            tuple(grouped(e, 900, sentence_units=900) for e in answer.excerpts[:1]),
        )
        for answer in found
    )
    page = tuple(excerpt for answer in short for excerpt in answer.excerpts)

    check(found_reply(Found(Question("?"), short, (page,), 7), 0, strings))


@given(
    answers(),
    st.lists(baits | st.text(max_size=300), max_size=100),
    st.lists(baits | st.text(max_size=300), max_size=100),
    languages,
)
def test_any_number_of_words_and_corrections_keeps_the_limits(
    answer: Answer, unknown: list[str], typed: list[str], language: str
) -> None:
    corrections = tuple(Correction(word, word[::-1]) for word in typed)
    answer = replace(answer, unknown=tuple(unknown), corrections=corrections)
    pages = tuple(pages_of(answer.excerpts, 10)) or ((),)

    check(found_reply(Found(Question("?"), (answer,), pages), 0, LANGUAGES[language]))


@given(articles, languages)
@settings(deadline=None, max_examples=60)
def test_any_article_can_be_listed_and_opened(
    records: Records, articles: list[Article], language: str
) -> None:
    strings = LANGUAGES[language]
    answering = Answering(Retriever(articles), records, k=3)
    titles = answering.titles

    reply = articles_reply(answering.labels, first=0, count=8, strings=strings)
    check(reply, list_buttons(len(articles), 0, answering.version, strings))
    for number, article in enumerate(articles):
        beginning = answering.beginning(number)
        check(article_reply(titles[number], beginning, strings))
        assert article.text[beginning.start : beginning.end] == beginning.text


counted = st.lists(st.tuples(questions, st.integers(1, 10**9)), max_size=MOST_OF_A_KIND)


@given(st.builds(Shortcomings, counted, counted, counted))
def test_any_questions_that_were_not_answered_well_can_be_listed(
    shortcomings: Shortcomings,
) -> None:
    for strings in LANGUAGES.values():
        check(shortcomings_reply(shortcomings, strings))


@given(excerpts(), st.integers(10, 1000))
def test_a_shortened_excerpt_is_short_and_a_slice(excerpt: Excerpt, most: int) -> None:
    part = shortened(excerpt, most, sentence_units=most)

    assert len(part.text.encode("utf-16-le", "surrogatepass")) // 2 <= most
    assert part.text in excerpt.text
    assert all(0 <= start < end <= len(part.text) for start, end in part.matches)
    for start, end in part.matches[:1]:
        assert part.text[start:end] in excerpt.text


@given(
    st.sampled_from(Action),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.sampled_from(["", person_checksum(1)]),
    st.sampled_from(["", "0a1b2c"]),
    st.integers(1, 10**6),
    languages,
)
def test_a_button_brings_back_what_it_carries(
    action: Action,
    page: int,
    item: int,
    asker: str,
    shown: str,
    steps: int,
    language: str,
) -> None:
    strings = LANGUAGES[language]
    press = Press(action, "0123abcd", "f" * 8, page, item, item, asker, shown)

    assert read_press(press.data()) == press
    check_inline_keyboard(reading_buttons(press, steps, strings).to_dict())


@given(st.text() | st.from_regex(r"1-[0-9a-f]{8}-\d+-\d+-\d+"))
def test_any_payload_of_a_link_is_read_or_refused(payload: str) -> None:
    link = read_payload(payload)

    assert link is None or read_payload(link.payload()) == link


addresses = st.sampled_from(
    [
        "https://example.org/a?b=1#c",
        "http://user:secret@example.org",
        "tg://resolve?domain=news",
        "javascript:alert(1)",
        "https://",
        "file:///etc/passwd",
    ]
)


@given(addresses | st.text(), names, texts.filter(str.strip))
def test_a_link_leads_where_the_article_says_and_nowhere_else(
    address: str, name: str, text: str
) -> None:
    article = Article(name, text, link=address)
    excerpt = Excerpt(article, 0, len(text), (), 1.0, title="Unlike anything else")

    message = to_message(excerpt_reply(excerpt, LANGUAGES["en"]))
    links = [e.url for e in message["entities"] if e.type == "text_link"]
    assert links == ([address] if checked_link(address) else [])
    for link in links:
        assert link
        assert link.startswith(("http://", "https://", "tg://"))
        assert "@" not in link.split("/")[2]


DEEP = "/".join(["😂" * 60] * 5)


def below(heading: str, excerpt: Excerpt) -> Excerpt:
    """Return *excerpt* below a heading, and below a table's head with these words."""
    above = f"{heading}\n{heading}\n"
    return replace(
        excerpt,
        article=replace(excerpt.article, text=above + excerpt.article.text),
        start=excerpt.start + len(above),
        end=excerpt.end + len(above),
        heading=(0, len(heading)),
        lead=(len(heading) + 1, len(above) - 1),
    )


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("per_page", [1, 3, 10])
def test_the_longest_names_and_words_leave_room_for_every_excerpt(
    language: str, per_page: int
) -> None:
    twins = tuple(f"{DEEP}{n}.txt" for n in range(5))
    excerpts = [
        below(
            DEEP, Excerpt(Article(f"{DEEP}{n}.txt", text), 0, len(text), (), 1, twins)
        )
        for n, text in enumerate(["😂" * 45] * 10 + ["😂" * 1500])
    ]
    words = tuple("😂" * 100 for _ in range(10))
    corrections = tuple(Correction(word, word) for word in words)
    answer = Answer("?", "low", tuple(excerpts), words, corrections)
    pages = tuple(pages_of(answer.excerpts, per_page))

    for number, page in enumerate(pages):
        reply = found_reply(
            Found(Question("😂" * 3000), (answer,), pages), number, LANGUAGES[language]
        )
        check(reply)
        assert quotes(reply) == [excerpt.text for excerpt in page]


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_three_answers_of_the_greatest_length_fit_into_a_message(language: str) -> None:
    strings = LANGUAGES[language]
    words = tuple("😂" * 100 for _ in range(10))
    article = Article(f"{DEEP}.txt", "😂" * 450)
    excerpt = below(DEEP, Excerpt(article, 0, 450, (), 1.0, (f"{DEEP}/2.txt",) * 3))
    corrections = tuple(Correction(word, word) for word in words)
    answer = Answer("😂" * 999, "low", (excerpt,), words, corrections)
    found = Found(Question("?"), (answer,) * 3, ((excerpt,) * 3,), 7)

    reply = found_reply(found, 0, strings)

    check(reply)
    assert quotes(reply) == [excerpt.text] * 3


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_long_excerpts_that_differ_leave_out_what_they_stand_under(
    language: str,
) -> None:
    text = "word " * 90
    article = Article(f"{DEEP}.txt", text)
    excerpt = Excerpt(article, 0, len(text), (), 1.0, (f"{DEEP}.txt",) * 5)
    excerpt = below(f"{'heading ' * 40}| x", excerpt)
    whole = replace(excerpt, differing=(excerpt,) * 2)
    strings = LANGUAGES[language]

    check(message_reply(grouped(whole, 900, sentence_units=900), strings))
    check(message_reply(excerpt, strings))
    assert "heading" in message_reply(excerpt, strings).text


@given(names, texts.filter(str.strip), st.booleans(), st.integers(0, 3))
def test_any_inline_result_keeps_the_limits(
    name: str, text: str, listed: bool, differing: int
) -> None:
    article = Article(name, text)
    excerpt = Excerpt(article, 0, len(text), (), 1.0, (f"{DEEP}.txt",) * 5)
    excerpt = below(DEEP, excerpt)
    excerpt = replace(excerpt, differing=(excerpt,) * differing)
    short = grouped(excerpt, 900, sentence_units=900)
    strings = LANGUAGES["en"]

    check(
        article_reply(name, short, strings) if listed else message_reply(short, strings)
    )
