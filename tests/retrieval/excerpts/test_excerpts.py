import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.excerpts.excerpt import Excerpt, make_excerpt, merged
from retrieval.excerpts.passages import MOST_CHARACTERS, Passage, passage_around
from retrieval.excerpts.versions import choose_versions
from retrieval.index.collection import Collection
from retrieval.sentences.kinds import Span
from tests.effort import LINEAR, ends_soon, giant_text, growth, needs_cpu_limit
from tests.libraries import (
    collection_of,
    hostile_texts,
    laid_out_texts,
    plain_texts,
)


def spans_of(word: str) -> Callable[[str], list[Span]]:
    return lambda text: [m.span() for m in re.finditer(word, text)]


def chosen(
    ranked: Sequence[tuple[int, float]], *texts: str, k: int = 3
) -> list[tuple[str, tuple[str, ...]]]:
    """Return the text of each passage, and the other articles that say the same.

    Those that differ from a passage follow it.
    """
    collection = collection_of(*texts)
    passages = choose_versions(ranked, collection, k)
    versions = [v for p in passages for v in (p, *p.differing)]
    excerpts = [make_excerpt(v, collection, spans_of("dogs")) for v in versions]
    return [(excerpt.text, excerpt.also_in) for excerpt in excerpts]


def texts_of(ranked: Sequence[tuple[int, float]], *texts: str, k: int = 3) -> list[str]:
    return [text for text, _ in chosen(ranked, *texts, k=k)]


DOGS = "Dogs bark. They do so at night. Cats sleep. Birds sing. It rains. They eat."


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        (0, "Dogs bark."),
        (1, "Dogs bark. They do so at night."),
        (2, "Cats sleep."),
        (5, "It rains. They eat."),
    ],
)
def test_a_sentence_that_leans_takes_the_one_before_along(
    sentence: int, text: str
) -> None:
    assert texts_of([(sentence, 1.0)], DOGS) == [text]


def test_a_sentence_that_opens_its_paragraph_leans_on_nothing() -> None:
    assert texts_of([(1, 1.0)], "Dogs bark.\n\nThey do so at night.") == [
        "They do so at night."
    ]
    assert texts_of([(1, 1.0)], "Dogs bark.", "They do so at night.") == [
        "They do so at night."
    ]


def test_a_question_at_the_end_of_an_article_is_shown_alone() -> None:
    assert texts_of([(0, 1.0)], "Do dogs bark?", "Cats sleep.") == ["Do dogs bark?"]


def test_a_lead_in_is_left_out_where_it_is_too_long() -> None:
    long = "Dogs " + "and dogs " * 70 + "bark."

    assert texts_of([(1, 1.0)], f"{long} They sleep.") == ["They sleep."]


def test_strong_hits_that_touch_are_joined_and_keep_the_place_of_the_best() -> None:
    text = "Dogs bark. Cats sleep. Birds sing.\n\nMice rest."

    assert texts_of([(1, 9.0), (3, 8.0), (2, 7.0)], text) == [
        "Cats sleep. Birds sing.",
        "Mice rest.",
    ]


def test_a_weak_hit_beside_a_better_one_is_left_out() -> None:
    assert texts_of([(0, 10.0), (1, 6.0)], "Dogs bark. Cats sleep.") == ["Dogs bark."]


def test_hits_of_different_paragraphs_are_never_joined() -> None:
    assert texts_of([(0, 9.0), (1, 9.0)], "Dogs bark.\n\nCats sleep.") == [
        "Dogs bark.",
        "Cats sleep.",
    ]


def test_hits_are_not_joined_beyond_what_can_be_read_at_a_glance() -> None:
    long = "Dogs " + "and dogs " * 60 + "bark."

    assert texts_of([(0, 9.0), (1, 9.0)], f"{long} {long}") == [long]


def test_a_hit_between_two_passages_makes_them_one() -> None:
    text = "Dogs bark. Cats sleep. Birds sing."

    assert texts_of([(0, 9.0), (2, 8.0), (1, 7.0)], text) == [text]


def test_a_lead_in_that_stands_in_another_passage_makes_both_one() -> None:
    text = "Hm! Dogs bark. Cats sleep. They rest. They eat."

    [excerpt] = texts_of([(1, 9.0), (4, 9.0), (3, 9.0)], text)
    assert excerpt == "Dogs bark. Cats sleep. They rest. They eat."


def test_there_are_k_passages_at_most_and_a_joined_one_counts_once() -> None:
    ranked = [(0, 9.0), (1, 9.0), (2, 9.0), (3, 9.0)]
    text = "Dogs bark. Cats sleep.\n\nBirds sing.\n\nMice rest."

    assert texts_of(ranked, text, k=2) == ["Dogs bark. Cats sleep.", "Birds sing."]
    assert texts_of(ranked, text, k=0) == []
    assert texts_of([], text) == []


SAME = "Old dogs bark at night in Rome."


def test_what_another_article_has_said_is_only_named_there() -> None:
    ranked = [(1, 9.0), (0, 8.0), (2, 7.0)]

    assert chosen(ranked, f"{SAME}\n\nCats sleep.", SAME, f"At night, {SAME}") == [
        ("Cats sleep.", ()),
        (SAME, ("1.txt",)),
    ]
    assert chosen([(0, 9.0), (1, 8.0), (2, 7.0)], SAME, SAME, SAME) == [
        (SAME, ("1.txt", "2.txt"))
    ]


def test_what_any_hit_of_a_joined_passage_says_is_not_shown_again() -> None:
    ranked = [(0, 9.0), (1, 8.0), (2, 7.0), (3, 6.0)]

    text = f"{SAME} Cats sleep all day."
    assert chosen(ranked, text, text) == [(text, ("1.txt",))]


def test_a_sentence_that_was_only_taken_along_does_not_speak_for_its_excerpt() -> None:
    ranked = [(1, 9.0), (2, 8.0)]

    assert texts_of(ranked, f"{SAME} They rest.", SAME) == [
        f"{SAME} They rest.",
        SAME,
    ]


def test_an_article_that_says_the_same_twice_is_named_once() -> None:
    ranked = [(0, 9.0), (1, 8.0), (2, 7.0)]

    assert chosen(ranked, SAME, f"{SAME}\n\nAt night, {SAME}") == [(SAME, ("1.txt",))]


@pytest.mark.parametrize(
    "other",
    [
        "Old dogs bark at night in 1990 in Rome.",
        "Old dogs do not bark at night in Rome.",
        "Old dogs never bark at night in Rome.",
        "Old dogs don’t bark at night in Rome.",
        "Old dogs bark on Monday night in Rome.",
        "Old cats sleep all day in Rome.",
        "Old cats bark at night in Rome.",
        "Old dogs bark at night in Pisa.",
        "Old dogs bark at night in Rome and Pisa.",
        "Ann says old dogs bark at night in Rome.",
        "In Rome old dogs bark at night.",
    ],
)
def test_another_name_figure_denial_or_order_or_other_words_say_something_else(
    other: str,
) -> None:
    assert texts_of([(0, 9.0), (1, 8.0)], SAME, other) == [SAME, other]


@pytest.mark.parametrize("figures", [("3", "5"), ("May", "June"), ("two", "ten")])
def test_sentences_that_differ_in_a_figure_alone_are_both_shown(
    figures: tuple[str, str],
) -> None:
    one, other = (
        f"The house with the {figure} barking old dogs in Rome was sold on the market."
        for figure in figures
    )

    assert texts_of([(0, 9.0), (1, 8.0)], one, other) == [one, other]


@pytest.mark.parametrize(
    "statement",
    [
        "{} said that all the old dogs in the big town were to be fed at night.",
        "The mayor of {} said that all the old dogs in town were to be fed at night.",
        "That all the old dogs in town were to be fed at night was said by {}.",
        "“All the old dogs in town are to be fed at night”, {} said.",
    ],
)
@pytest.mark.parametrize(
    "names", [("Rome", "Pisa"), ("Ann", "Ann and Bob"), ("Old Bob", "Bob"), ("3", "4")]
)
def test_sentences_that_differ_in_a_name_alone_are_both_shown(
    statement: str, names: tuple[str, str]
) -> None:
    one, other = map(statement.format, names)

    assert texts_of([(0, 9.0), (1, 8.0)], one, other) == [one, other]


def test_who_does_it_to_whom_tells_sentences_apart() -> None:
    one = "In May the army of Rome attacked the army of Pisa at night."
    other = "In May the army of Pisa attacked the army of Rome at night."

    assert texts_of([(0, 9.0), (1, 8.0)], one, other) == [one, other]


@pytest.mark.parametrize(
    "other",
    [
        "Old dogs will bark at night in Rome!",
        "Old dogs often bark at night in Rome.",
        "Old dogs, as is known, bark at night in Rome.",
    ],
)
def test_a_word_more_that_is_no_name_says_the_same(other: str) -> None:
    assert chosen([(0, 9.0), (1, 8.0)], SAME, other) == [(SAME, ("1.txt",))]


def test_of_other_languages_only_the_very_words_say_the_same() -> None:
    one = "Die Hunde schlafen in der Nacht, weil wir es so wollen."
    other = "Die Hunde schlafen in der Nacht, weil sie es so wollen."

    assert texts_of([(0, 9.0), (1, 8.0)], one, other) == [one, other]
    assert chosen([(0, 9.0), (1, 8.0)], one, one) == [(one, ("1.txt",))]


def giant(words: str) -> tuple[Collection, str]:
    text = f"Cats {words.strip()}."
    collection = collection_of(text)
    assert len(collection.sentences) == 1
    return collection, text


@pytest.mark.parametrize("before", [0, 10, 300])
def test_a_giant_sentence_is_cut_between_words_around_its_matches(before: int) -> None:
    collection, text = giant("and cats " * before + "or dogs " * 3 + "and mice " * 300)

    excerpt = make_excerpt(Passage(0, 0, (0,), 1.0), collection, spans_of("dogs"))

    assert len(excerpt.text) <= MOST_CHARACTERS
    assert f" {excerpt.text} " in f" {text} "
    assert [excerpt.text[start:end] for start, end in excerpt.matches] == ["dogs"] * 3


def test_of_many_matches_the_part_with_the_most_is_shown() -> None:
    words = "or dogs " + "and cats " * 100 + "or dogs " * 4 + "and mice " * 100
    collection, _ = giant(words)

    excerpt = make_excerpt(Passage(0, 0, (0,), 1.0), collection, spans_of("dogs"))

    assert len(excerpt.matches) == 4


def test_a_giant_sentence_without_matches_shows_its_beginning() -> None:
    collection, text = giant("and mice " * 300)

    excerpt = make_excerpt(Passage(0, 0, (0,), 1.0), collection, spans_of("dogs"))

    assert text.startswith(excerpt.text)
    assert MOST_CHARACTERS - 10 < len(excerpt.text) <= MOST_CHARACTERS
    assert excerpt.matches == ()


def test_a_giant_word_is_cut_where_it_must_be() -> None:
    collection = collection_of("x" * 5000)

    excerpt = make_excerpt(Passage(0, 0, (0,), 1.0), collection, spans_of("x" * 5000))

    assert excerpt.text == "x" * MOST_CHARACTERS
    assert excerpt.matches == ()


def test_an_excerpt_knows_its_source_its_line_and_its_span() -> None:
    text = "Dogs\r\n\r\nDogs bark at night.\r\nCats sleep."
    collection = collection_of("Hm!", text)

    excerpt = make_excerpt(Passage(2, 2, (2,), 7.0), collection, spans_of("sleep"))

    assert excerpt.source == "1.txt"
    assert excerpt.line == 4
    assert text[excerpt.start : excerpt.end] == excerpt.text == "Cats sleep."
    assert excerpt.matches == ((5, 10),)
    assert excerpt.score == 7


FEES = """\
Fees

## Boathouse

| Plan | Monthly fee |
| --- | --- |
| Student | 130 |
| Adult | 260 |

Boathouse rules are on the wall, and the boathouse itself is locked at ten.

**Lockers:**

Every member may have a locker for all of the year, for 40 pounds a month.
"""


def excerpt_with(words: str, text: str) -> Excerpt:
    """Return the excerpt around the first sentence of *text* with *words*."""
    collection = collection_of(text)
    found = (n for n, each in enumerate(collection.sentences) if words in each.text)
    return make_excerpt(
        passage_around(next(found), 1.0, collection), collection, lambda _: []
    )


@pytest.mark.parametrize(
    ("words", "section", "heads"),
    [
        ("Adult", "Boathouse", "| Plan | Monthly fee |"),
        ("rules", None, None),
        ("member", "Lockers", None),
    ],
)
def test_an_excerpt_knows_its_heading_and_column_heads_unless_it_says_them(
    words: str, section: str | None, heads: str | None
) -> None:
    excerpt = excerpt_with(words, FEES)

    assert (excerpt.section, excerpt.heads) == (section, heads)


def test_the_letters_of_a_heading_within_a_word_do_not_say_it() -> None:
    text = f"Club\n\n## Tea\n\nThe steam is for {'all of the ' * 9}guests."

    assert excerpt_with("steam", text).section == "Tea"


@pytest.mark.parametrize(
    ("heading", "sentence", "section"),
    [
        ("Building", "Plans go to the board before building begins.", "Building"),
        ("Building", "Building: plans go to the board.", None),
        ("Fire bowls", "Only small fire bowls may be lit.", None),
    ],
)
def test_one_word_says_a_heading_only_where_an_excerpt_begins(
    heading: str, sentence: str, section: str | None
) -> None:
    text = f"Club\n\n## {heading}\n\n{sentence}"

    assert excerpt_with("l", text).section == section


def test_the_title_is_no_section() -> None:
    assert excerpt_with("bark", "All dogs\n\nThey bark at night.").section is None


def test_a_line_that_introduces_a_list_is_shown_once() -> None:
    items = [f"- the {word} of the house" for word in "abcdefghij"]
    short = "You need:\n" + "\n".join(items[:3])
    long = "You need:\n" + "\n".join(items)

    assert excerpt_with("the b", short).text == short
    assert excerpt_with("the b", short).heads is None
    assert excerpt_with("the b", long).text == items[1]
    assert excerpt_with("the b", long).heads == "You need:"


def test_a_question_is_not_the_section_of_the_answer_that_is_shown_with_it() -> None:
    text = "Club\n\n## Boathouse\n\nWhen is it open?\nFrom eight to ten.\n"

    excerpt = excerpt_with("From", text)
    assert excerpt.text == "When is it open?\nFrom eight to ten."
    assert excerpt.section == "Boathouse"


@settings(deadline=None)
@given(hostile_texts | laid_out_texts)
def test_what_stands_above_an_excerpt_is_of_the_article_and_not_of_the_excerpt(
    text: str,
) -> None:
    collection = collection_of(text)
    for number in range(len(collection.sentences)):
        passage = passage_around(number, 1.0, collection)
        excerpt = make_excerpt(passage, collection, lambda _: [])
        for words in filter(None, (excerpt.section, excerpt.heads)):
            assert words in text[: excerpt.start]
            assert words.strip()
            assert words.casefold() != excerpt.text.casefold()


@pytest.mark.parametrize(
    ("spans", "one"),
    [
        ([], []),
        ([(4, 6), (0, 2)], [(0, 2), (4, 6)]),
        ([(0, 2), (2, 4)], [(0, 4)]),
        ([(0, 9), (2, 4), (9, 10)], [(0, 10)]),
        ([(0, 2), (0, 2)], [(0, 2)]),
    ],
)
def test_spans_that_overlap_or_touch_are_one(
    spans: list[Span], one: list[Span]
) -> None:
    assert merged(spans) == one


def test_the_steps_of_cutting_grow_no_faster_than_a_giant_sentence() -> None:
    def cut(size: int) -> None:
        collection, _ = giant("and dogs " * size)
        make_excerpt(Passage(0, 0, (0,), 1.0), collection, spans_of("dogs"))

    assert growth(cut) < LINEAR


@pytest.mark.slow
@needs_cpu_limit
def test_a_giant_sentence_is_cut_soon() -> None:
    collection, _ = giant(giant_text("and dogs "))
    passage = Passage(0, 0, (0,), 1.0)

    assert ends_soon(lambda: make_excerpt(passage, collection, spans_of("dogs")))


@settings(deadline=None)
@given(
    st.lists(plain_texts | hostile_texts, min_size=1, max_size=3),
    st.integers(0, 5),
    st.data(),
)
def test_excerpts_are_short_slices_that_neither_overlap_nor_touch_in_a_paragraph(
    texts: list[str], k: int, data: st.DataObject
) -> None:
    collection = collection_of(*texts)
    order = data.draw(st.permutations(range(len(collection.sentences))))
    scores = st.lists(st.floats(6, 9), min_size=len(order), max_size=len(order))
    ranked = list(zip(order, sorted(data.draw(scores), reverse=True), strict=True))

    passages = choose_versions(ranked, collection, k)
    excerpts = [make_excerpt(p, collection, spans_of("dogs|b")) for p in passages]

    assert len(excerpts) <= k
    for one, other in pairwise(sorted(passages, key=lambda passage: passage.first)):
        paragraphs = collection.paragraph_of
        same_paragraph = paragraphs[one.last] == paragraphs[other.first]
        assert one.last + same_paragraph < other.first
    for excerpt in excerpts:
        assert excerpt.article.text[excerpt.start : excerpt.end] == excerpt.text
        assert 0 < len(excerpt.text) <= MOST_CHARACTERS
        assert excerpt.text == excerpt.text.strip()
        assert excerpt.source not in excerpt.also_in
        borders = [border for match in excerpt.matches for border in match]
        assert borders == sorted(set(borders)), "ordered, disjoint, never empty"
        assert all(0 <= border <= len(excerpt.text) for border in borders)


QUIET = (
    "Quiet hours begin at {}:00. No power tools may be used then, for our neighbours."
)


def differing(*texts: str, ranked: Sequence[int]) -> list[list[str]]:
    """Return the text of each passage before those that differ from it."""
    collection = collection_of(*texts)
    scores = [(sentence, 9.0) for sentence in ranked]
    passages = choose_versions(scores, collection, 3)
    return [
        [make_excerpt(v, collection, lambda _: []).text for v in (p, *p.differing)]
        for p in passages
    ]


def test_an_article_is_named_only_if_it_says_the_whole_excerpt() -> None:
    said, other = QUIET.format(22), f"Dogs bark here. {QUIET.format(22)[28:]}"

    assert chosen([(0, 9.0), (1, 9.0), (2, 8.0), (3, 8.0)], said, said) == [
        (said, ("1.txt",))
    ]
    [(_, also_in), *_] = chosen([(0, 9.0), (1, 9.0), (3, 8.0)], said, other)
    assert also_in == ()


def test_what_has_other_figures_is_shown_whole_with_what_it_differs_from() -> None:
    old, new = QUIET.format(23), QUIET.format(22)

    assert differing(new, old, ranked=[0, 1, 2, 3]) == [[new, old]]
    # The sentence that is the same found it.
    assert differing(new, old, ranked=[0, 1, 3]) == [[new, old]]


def test_what_differs_is_compared_with_what_stands_near_it() -> None:
    new, old = "Guests pay 9 pounds for a night.", "Guests pay 7 pounds for a night."

    shown = differing(new, f"{new}\n\nDogs bark.\n\n{old}", ranked=[0, 3])
    assert shown == [[new, old]]


def test_what_another_article_says_is_seen_however_many_passages_there_are() -> None:
    new, old = "Guests pay 9 pounds for a night.", "Guests pay 7 pounds for a night."
    texts = (f"{new}\n\nDogs bark.\n\nCats sleep.\n\nBirds sing.\n\nMice eat.", old)

    shown = differing(*texts, ranked=[0, 1, 2, 3, 4, 5])
    assert shown == [[new, old], ["Dogs bark."], ["Cats sleep."]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Guests pay 9 pounds.", "Guests may pay."),
        ("Guests pay from 9 to 12 pounds.", "Guests pay 9 pounds."),
        ("Guests pay 9 pounds.", "Guests do not pay 7 pounds."),
        ("Ann pays 9 pounds there.", "Bob pays 7 pounds there."),
        ("Monday 9 to 12", "Tuesday 9 to 17"),
        ("Adults 9.", "Adults 7."),
    ],
)
def test_only_what_has_other_figures_and_nothing_else_differs(
    one: str, other: str
) -> None:
    assert differing(one, other, ranked=[0, 1]) == [[one], [other]]


def test_what_differs_only_from_a_lesser_hit_is_left_out() -> None:
    texts = (
        "The old museum opened in 1901. The big zoo opened in 1902.",
        "The big zoo opened in 1903.",
    )

    assert texts_of([(0, 1.0), (1, 0.9), (2, 0.8)], *texts) == [texts[0]]


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (("1 March 2024", "1 March 2025"), "7"),
        (("1 March 2025", "1 March 2024"), "9"),
        (("1 March 2024", "spring"), "9"),
        (("spring", "1 March 2025"), "9"),
    ],
)
def test_the_latest_of_those_that_differ_comes_first(
    dates: tuple[str, str], first: str
) -> None:
    pays = "Guests pay {} pounds for a night."
    texts = (f"{dates[0]}\n\n{pays.format(9)}", f"{dates[1]}\n\n{pays.format(7)}")
    sentences = collection_of(*texts).sentences
    ranked = [n for n, sentence in enumerate(sentences) if "Guests" in sentence.text]

    [[shown, _]] = differing(*texts, ranked=ranked)
    assert shown == pays.format(first)
