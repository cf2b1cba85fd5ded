import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Article, Excerpt, Retriever, read_articles, split_sentences
from retrieval.excerpts.passages import MOST_CHARACTERS
from retrieval.ranking.scorer import WEIGHTS
from tests.effort import LINEAR, ends_soon, giant_text, growth, needs_cpu_limit
from tests.libraries import articles_of, hostile_texts, plain_texts

SEEDS = Retriever(read_articles(Path(__file__).parents[2] / "seeds"))

PETS = """Pets

Dogs bark at night. They wake the cats. Cats sleep by day.

Ann Example feeds 12 dogs in Rome since 3 May 1990. A dog costs $1,200."""
BIRDS = "Birds\n\nBirds sing in the morning. “We love them,” said Bob Muster."


def retriever_of(*texts: str) -> Retriever:
    return Retriever(articles_of(*texts))


def best(question: str, *texts: str) -> str:
    return retriever_of(*texts).search(question)[0].sentence.text


def test_a_hit_is_a_sentence_of_an_article_with_its_score_and_evidence() -> None:
    retriever = retriever_of(PETS, BIRDS)

    hit = retriever.search("Who feeds the dogs?")[0]

    sentence = hit.sentence
    assert sentence.article is retriever.articles[0]
    assert PETS[sentence.start : sentence.end] == sentence.text
    assert sentence.text == "Ann Example feeds 12 dogs in Rome since 3 May 1990."
    assert set(hit.evidence) == {"outdated", *(piece.__name__ for piece in WEIGHTS)}
    assert sum(hit.evidence.values()) == pytest.approx(hit.score)


def test_an_answer_repeats_the_question_and_quotes_with_source_and_line() -> None:
    answer = retriever_of(BIRDS, PETS).answer("Who feeds the dogs?")

    assert answer.question == "Who feeds the dogs?"
    assert answer.confidence == "high"
    excerpt = answer.excerpts[0]
    assert excerpt.text == "Ann Example feeds 12 dogs in Rome since 3 May 1990."
    assert (excerpt.source, excerpt.line) == ("1.txt", 5)
    assert PETS[excerpt.start : excerpt.end] == excerpt.text
    matches = [excerpt.text[start:end] for start, end in excerpt.matches]
    assert matches == ["feeds", "dogs"]


@pytest.mark.parametrize("k", [0, 1, 2, 100])
def test_there_are_as_many_hits_and_excerpts_as_asked_for_at_most(k: int) -> None:
    retriever = retriever_of("Dogs bark.\n\nDogs sleep.\n\nDogs eat.")

    assert len(retriever.search("dogs", k=k)) == min(k, 3)
    assert len(retriever.answer("dogs", k=k).excerpts) == min(k, 3)


def test_fewer_excerpts_are_the_first_of_more() -> None:
    question = "What did Macron say about a ceasefire?"

    hits = SEEDS.search(question, k=20)
    assert SEEDS.search(question, k=5) == hits[:5]


def test_of_equal_sentences_the_earlier_one_comes_first() -> None:
    twice = "Dogs bark.\n\nDogs bark."

    hits = retriever_of(twice, twice).search("dogs bark")

    assert [(hit.sentence.article.name, hit.sentence.start) for hit in hits] == [
        ("0.txt", 0),
        ("0.txt", 12),
        ("1.txt", 0),
        ("1.txt", 12),
    ]


@pytest.mark.parametrize("texts", [(), ("",), ("!!!",), ("the of and",), ("Who?",)])
@pytest.mark.parametrize("question", ["", "?", "dogs", "the of", "How many dogs?"])
def test_where_there_is_nothing_to_find_nothing_is_found(
    texts: tuple[str, ...], question: str
) -> None:
    retriever = retriever_of(*texts)

    answer = retriever.answer(question)
    assert retriever.search(question) == []
    assert (answer.confidence, answer.excerpts) == ("none", ())


@pytest.mark.parametrize("question", ["", "?!", "the of and", "What is it?", "How?"])
def test_a_question_of_stop_words_has_no_answer(question: str) -> None:
    answer = SEEDS.answer(question)

    assert (answer.confidence, answer.excerpts, answer.unknown) == ("none", (), ())


@pytest.mark.parametrize("question", ["Do dogs bark?", "dogs", "bark!", "DOGS BARK"])
def test_a_library_of_one_sentence_answers_with_it(question: str) -> None:
    answer = retriever_of("Dogs bark.").answer(question)

    assert answer.confidence == "high"
    assert [excerpt.text for excerpt in answer.excerpts] == ["Dogs bark."]


def test_a_library_of_one_sentence_does_not_answer_what_it_does_not_say() -> None:
    answer = retriever_of("Dogs bark.").answer("What is the capital of France?")

    assert (answer.confidence, answer.excerpts) == ("none", ())
    assert answer.unknown == ("capital", "France")


def test_a_term_of_no_sentence_is_named_and_does_not_stand_in_the_way() -> None:
    answer = retriever_of(PETS, BIRDS).answer("Do Wolves or dogs bark at night?")

    assert answer.unknown == ("Wolves",)
    assert answer.excerpts[0].text.startswith("Dogs bark at night.")


def test_a_term_of_every_sentence_is_found_and_does_not_decide() -> None:
    text = "Dogs bark. Dogs sleep.\n\nDogs eat. All dogs rest."
    retriever = retriever_of(text)

    assert len(retriever.search("dogs")) == 4
    assert retriever.search("Do dogs eat?")[0].sentence.text == "Dogs eat."


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Ann Example", "Ann Example feeds 12 dogs in Rome since 3 May 1990."),
        ("muster", "“We love them,” said Bob Muster."),
        ("ROME", "Ann Example feeds 12 dogs in Rome since 3 May 1990."),
    ],
)
def test_a_question_that_is_a_name_finds_who_bears_it(name: str, sentence: str) -> None:
    answer = retriever_of(PETS, BIRDS).answer(name)

    assert answer.confidence == "high"
    assert answer.excerpts[0].text == sentence


@pytest.mark.parametrize(
    "question", ["$1,200", "1200 dollars", "$ 1200?", "what costs 1,200 dollars"]
)
def test_a_figure_is_found_however_it_is_written(question: str) -> None:
    assert best(question, PETS, BIRDS) == "A dog costs $1,200."


@pytest.mark.parametrize("question", ["1990", "May 1990", "3 May", "since 3rd May"])
def test_a_date_is_found(question: str) -> None:
    assert best(question, PETS, BIRDS).endswith("since 3 May 1990.")


@pytest.mark.parametrize(
    "question",
    [
        "Who said “We love them”?",
        'who said "we love them"?',
        "Who said 'we love them'?",
        "«We love them» -- who?",
    ],
)
def test_quotes_in_a_question_find_what_they_quote(question: str) -> None:
    assert best(question, PETS, BIRDS) == "“We love them,” said Bob Muster."


def test_a_question_of_two_thousand_characters_is_answered() -> None:
    told = "I have read a lot about the world and still wonder about one thing. " * 29
    question = f"{told}Who feeds 12 dogs in Rome?"

    hits = retriever_of(PETS, BIRDS).search(question)

    assert len(question) > 1990
    assert hits[0].sentence.text.startswith("Ann Example feeds 12 dogs")


@pytest.mark.parametrize(
    "question",
    ["Wer ist Mark Rutte?", "¿Qué dijo Mark Rutte?", "Qui est Mark Rutte ?"],
)
def test_a_question_in_another_language_finds_the_names(question: str) -> None:
    assert "Mark Rutte" in SEEDS.answer(question).excerpts[0].text


def test_words_of_another_language_leave_the_answer_unsure() -> None:
    assert SEEDS.answer("¿Qué dijo Mark Rutte?").confidence == "low"


@pytest.mark.parametrize("question", ["Что это?", "北京在哪里？", "أين القط؟", "😂"])
def test_a_question_in_another_script_has_no_answer(question: str) -> None:
    assert SEEDS.answer(question).confidence == "none"


def test_each_article_is_read_and_searched_in_its_own_language() -> None:
    german = "Die Hunde bellten nachts, weil die Katze auf dem Dach nicht schlief."
    retriever = retriever_of(german, PETS)

    [excerpt] = retriever.answer("Bellt der Hund?", k=1).excerpts

    assert excerpt.text == german
    matches = [excerpt.text[start:end] for start, end in excerpt.matches]
    assert matches == ["Hunde", "bellten"]


def test_a_sentence_that_is_asked_for_is_its_own_first_hit() -> None:
    sentences = [s for article in SEEDS.articles for s in split_sentences(article)]

    missed = [s for s in sentences if SEEDS.search(s.text, k=1)[0].sentence != s]
    assert len(sentences) > 100
    assert missed == []


@pytest.mark.parametrize(
    "question",
    [
        "hello",
        "good morning",
        "How are you?",
        "tell me a joke",
        "asdf qwer zxcv",
        "xkcd 927 blorp",
        "aaaaaaaaaaaaaaaaaaaa",
        "What is the capital of Mongolia?",
        "How do I bake bread?",
        "Who won the world cup?",
        "What is the weather in Washington?",
        "What is the population of Ukraine?",
    ],
)
def test_what_the_articles_do_not_tell_is_never_sure(question: str) -> None:
    assert SEEDS.answer(question).confidence != "high"


def test_context_adds_the_sentences_before_and_after_and_marks_the_excerpt() -> None:
    retriever = retriever_of(PETS, BIRDS)
    [excerpt] = retriever.answer("When do cats sleep?", k=1).excerpts

    context = retriever.context(excerpt, reach=1)

    assert excerpt.text == "Cats sleep by day."
    assert context.text == (
        "They wake the cats. Cats sleep by day.\n\n"
        "Ann Example feeds 12 dogs in Rome since 3 May 1990."
    )
    [(start, end)] = context.matches
    assert context.text[start:end] == excerpt.text
    assert (context.source, context.score) == (excerpt.source, excerpt.score)


def test_context_stands_under_the_heading_above_its_first_sentence() -> None:
    dogs = f"Dogs bark{' a lot' * 20}."
    text = f"Pets\n\n## Kennel\n\n{dogs}\n\n## Basket\n\nCats sleep.\n"
    retriever = Retriever([Article("pets.txt", text)])
    [excerpt] = retriever.answer("do cats sleep", k=1).excerpts

    assert excerpt.section == "Basket"
    assert retriever.context(excerpt).section == "Kennel"


def test_context_ends_where_the_article_does() -> None:
    retriever = retriever_of(BIRDS, PETS)
    [excerpt] = retriever.answer("Do cats sleep by day?", k=1).excerpts

    context = retriever.context(excerpt, reach=100)

    assert context.text == PETS.removeprefix("Pets\n\n")


def test_context_that_reaches_nowhere_is_the_excerpt() -> None:
    retriever = retriever_of(PETS)
    [excerpt] = retriever.answer("Do cats sleep by day?", k=1).excerpts

    assert retriever.context(excerpt, reach=0).text == excerpt.text


def test_version_tells_articles_apart_and_not_retrievers() -> None:
    texts = [(), ("Dogs.",), ("Dogs!",), ("Dogs.", "Cats."), ("Cats.", "Dogs.")]

    versions = [retriever_of(*each).version for each in texts]

    assert versions == [retriever_of(*each).version for each in texts]
    assert len(set(versions)) == len(texts)
    assert all(len(version) == 8 for version in versions)
    assert set("".join(versions)) <= set("0123456789abcdef")


def test_version_tells_a_renamed_article() -> None:
    one, other = (Retriever([Article(name, "Dogs.")]) for name in ("a", "b"))

    assert one.version != other.version


def test_version_tells_where_one_part_ends_and_the_next_begins() -> None:
    one = Retriever([Article("a", "bc"), Article("d", "e")])
    other = Retriever([Article("ab", "c"), Article("d", "e")])

    assert one.version != other.version


QUESTIONS = [
    "Who is Mark Rutte?",
    "How many people were killed in the war?",
    "When did Russia annex Crimea?",
    "北京 emoji 😂",
    "",
    "Why did Trump scold Zelenskyy in February?",
]


@pytest.mark.parametrize(
    ("text", "corrections"),
    [
        # Neither part, one part and both parts are words of the articles.
        ("The airstrike was at night.", [("air strike", "airstrike")]),
        ("The airstrike was in the air.", [("air strike", "airstrike")]),
        ("The airstrike was a strike.", [("air strike", "airstrike")]),
        ("The airstrike was a strike from the air.", []),
    ],
)
def test_two_words_are_read_as_their_compound_unless_the_articles_have_both(
    text: str, corrections: list[tuple[str, str]]
) -> None:
    assert [*retriever_of(text).answer("air strike").corrections] == corrections


def test_threads_that_share_a_retriever_get_what_one_gets() -> None:
    alone = [SEEDS.answer(question) for question in QUESTIONS]
    # A new one, so that the threads meet over all that is made when first needed.
    shared = Retriever(SEEDS.articles)
    together = threading.Barrier(8)

    def ask_all(first: int) -> list[object]:
        together.wait()
        order = [*range(first, len(QUESTIONS)), *range(first)] * 5
        answers = {number: shared.answer(QUESTIONS[number]) for number in order}
        return [answers[number] for number in range(len(QUESTIONS))]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask_all, [n % len(QUESTIONS) for n in range(8)]))
    assert found == [alone] * 8


HOSTILE = ["dogs", "dogs ", "dogs. ", "How many ", "“", "us "]


@pytest.mark.parametrize("unit", HOSTILE)
def test_the_steps_of_answering_grow_no_faster_than_the_question(unit: str) -> None:
    assert growth(lambda size: SEEDS.answer(unit * size)) < LINEAR


@pytest.mark.slow
@needs_cpu_limit
@pytest.mark.parametrize("unit", HOSTILE)
def test_a_giant_question_is_answered_soon(unit: str) -> None:
    assert ends_soon(lambda: SEEDS.answer(giant_text(unit)))


TEXTS = plain_texts | hostile_texts
LIBRARIES = st.lists(TEXTS, max_size=3)


def check(excerpts: Sequence[Excerpt]) -> None:
    for excerpt in excerpts:
        assert excerpt.text == excerpt.article.text[excerpt.start : excerpt.end]
        assert 0 < len(excerpt.text) <= MOST_CHARACTERS
        borders = [border for match in excerpt.matches for border in match]
        assert borders == sorted(set(borders)), "ordered, disjoint, never empty"
        assert all(0 <= border <= len(excerpt.text) for border in borders)
    for one, other in pairwise(sorted(excerpts, key=lambda e: (e.source, e.start))):
        assert one.source != other.source or one.end <= other.start


@settings(deadline=None)
@given(LIBRARIES, TEXTS, st.integers(1, 5))
def test_any_question_to_any_articles_has_a_lawful_answer(
    texts: list[str], question: str, k: int
) -> None:
    answer = retriever_of(*texts).answer(question, k=k)

    check(answer.excerpts)
    assert len(answer.excerpts) <= k
    assert (answer.confidence == "none") == (not answer.excerpts)
    assert all(word in question for word in answer.unknown)


@settings(deadline=None)
@given(LIBRARIES, TEXTS)
def test_hits_are_sentences_once_each_sorted_by_score(
    texts: list[str], question: str
) -> None:
    hits = retriever_of(*texts).search(question, k=50)

    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    spans = {(hit.sentence.article.name, hit.sentence.start) for hit in hits}
    assert len(spans) == len(hits)


@pytest.mark.slow
@settings(deadline=None)
@given(LIBRARIES, TEXTS, TEXTS)
def test_one_more_article_leaves_every_excerpt_a_slice(
    texts: list[str], more: str, question: str
) -> None:
    articles = articles_of(*texts, more)

    before = Retriever(articles[:-1]).answer(question).excerpts
    after = Retriever(articles).answer(question).excerpts

    check(before)
    check(after)
    assert {excerpt.article for excerpt in after} <= set(articles)


@settings(deadline=None)
@given(LIBRARIES, TEXTS, st.integers(0, 4))
def test_context_is_a_slice_that_holds_the_excerpt(
    texts: list[str], question: str, reach: int
) -> None:
    retriever = retriever_of(*texts)

    for excerpt in retriever.answer(question).excerpts:
        context = retriever.context(excerpt, reach=reach)
        [(start, end)] = context.matches
        assert context.start <= excerpt.start < excerpt.end <= context.end
        assert context.text[start:end] == excerpt.text


def first_excerpt(question: str, **texts: str) -> tuple[str, str]:
    articles = [Article(name.replace("_", " "), text) for name, text in texts.items()]
    excerpt = Retriever(articles).answer(question).excerpts[0]
    return excerpt.source, excerpt.text


RULES = (
    "House rules\n\nQuiet hours are from {} to {}. Dogs are not allowed in the yard."
)
OTHER_RULES = (
    "Kitchen\n\nFood stays in the kitchen, and the fridge is emptied on Friday."
)


def test_the_words_of_a_heading_find_what_stands_below_it() -> None:
    faq = (
        "# Questions\n\n## How do I cancel?\n\nSend an e-mail before the 20th. Then it "
        "ends.\n\n## Is there parking?\n\nNo. Bikes go in the shed.\n"
    )

    assert first_excerpt("how do i cancel", faq=faq, other=OTHER_RULES)[1].startswith(
        "Send an e-mail"
    )
    assert first_excerpt("parking", faq=faq, other=OTHER_RULES)[1].startswith("No.")


def test_a_row_is_found_by_its_column_heads() -> None:
    table = (
        "# Plans\n\n| Plan | Monthly fee |\n| --- | --- |\n| Full | £38 |\n"
        "| Student | £15 |\n"
    )

    question = "monthly fee for the student plan"
    assert first_excerpt(question, table=table)[1] == "| Student | £15 |"


@pytest.mark.parametrize("first", ["old", "new"])
def test_of_two_that_say_the_same_the_newer_comes_first(first: str) -> None:
    old = RULES.format("23:00", "06:00").replace("rules", "rules, 12 February 2022")
    new = RULES.format("22:00", "07:00").replace("rules", "rules, 9 March 2025")
    texts = {"a": old, "b": new} if first == "old" else {"a": new, "b": old}

    _, text = first_excerpt("quiet hours", **texts, c=OTHER_RULES)

    assert "22:00" in text


def test_a_question_is_shown_with_what_follows_it() -> None:
    rules = "Break something? Tell us. You pay only if you were reckless with it."

    _, text = first_excerpt("what if I break something", rules=rules, c=OTHER_RULES)

    assert text.startswith("Break something? Tell us.")


def test_a_year_in_the_question_chooses_the_version_of_that_year() -> None:
    old = "Rules 2021\n\nMembers may vote from the age of 18."
    new = "Rules 2024\n\nMembers may vote from the age of 16."

    articles = [Article("rules-2021.txt", old), Article("rules-2024.txt", new)]
    retriever = Retriever(articles)

    [named] = retriever.answer("from what age may members vote, rules 2021").excerpts
    [latest] = retriever.answer("from what age may members vote").excerpts
    assert (named.source, named.differing[0].source) == (
        "rules-2021.txt",
        "rules-2024.txt",
    )
    assert latest.source == "rules-2024.txt"


def test_a_word_or_two_that_open_an_answer_are_quoted_with_what_follows() -> None:
    faq = "Opening\n\nYes! The door is open from nine. Ring the bell."

    assert first_excerpt("open daily?", faq=faq)[1].startswith("Yes! The door")


def test_a_word_that_no_article_has_finds_those_that_look_like_it() -> None:
    rules = "Rules\n\nComplaints\n\nTalk to the board first, or write a letter."

    name, text = first_excerpt("how do i complain", rules=rules, other=OTHER_RULES)

    assert (name, text[:7]) == ("rules", "Talk to")


def test_words_are_near_each_other_across_the_ends_of_sentences() -> None:
    far = "Owls hoot. " * 9
    retriever = Retriever([Article("a.txt", f"It is dark. Seas rise.\n{far}Seas!")])

    [near] = retriever.sentences_near("dark. Seas", 10)
    assert near.text == "It is dark."
    assert retriever.sentences_near("dark xyzzy", 10) == [near]
    assert retriever.sentences_near("xyzzy", 10) == []
