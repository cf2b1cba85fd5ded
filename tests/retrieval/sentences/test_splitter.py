from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retrieval import Article, Sentence, split_sentences
from retrieval.language.profile import load_language
from retrieval.sentences.punkt import Punkt, tokenizer
from retrieval.sentences.rules import Borders
from retrieval.sentences.splitter import paragraph_splitter
from tests.effort import LINEAR, ends_soon, giant_text, growth, needs_cpu_limit


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(Article("a.txt", text))]


@pytest.mark.parametrize(
    "sentences",
    [
        ["One.", "Two."],
        ["Who?", "Me!", "Really…", "Yes."],
        ["Wow!!!", "What?!", "No."],
        ["The U.S. Senate met at 5 p.m. on Jan. 5 in St. Petersburg."],
        ["He lives in the U.S.", "The law is old there."],
        ["Dr. Ann Example and Mr. B. C. Muster vs. Muster Inc. came."],
        ["Vitamin C.", "It is good."],
        ["See Fig. 3 and No. 5 on p. 12.", "No.", "It fell."],
        ["It is 3.5 m long.", "It has 1.000 pages."],
        ["“Stop!” he said.", "“Go.”", "She left."],
        ["They heard “no.”", "“Yes,” she said."],
        ["(He left.)", "Then it rained."],
        ["both sides… taking part in it.", "Or so…", "Then they left."],
        ["It works... or not.", "Yes."],
        ["It fell.[3]", "It rose.[citation needed]", "It stood.¹", "It ended."],
        ["1. Mix it.", "2. Bake it.", "a) Eat it."],
        ["P.S. I am moving."],
        ["As J. A. Muster wrote.", "A bridge fell (a.k.a. The Bridge)."],
        ["So (n - 1)! is even.", "It is."],
        ["She works for Yahoo! in London."],
        ["It is fine :-)", "Thanks."],
        ["A line above", "**********", "Another line."],
        ["“What is it?”, asked the boy."],
        ["人人生而自由。", "他说：“好的。”", "真的吗？"],
        ["「行く。」と言った。", "雨が降った。"],
        ["यह एक वाक्य है।", "यह दूसरा है।"],
        ["هل هذا صحيح؟", "نعم."],
        ["ខ្ញុំទៅ។", "គាត់នៅ។"],
        ["ဤသည်အိမ်။", "သူသည်ကြီး။"],
        ["གཉིས་ཡོད།", "ང་འགྲོ།"],
        ["ይህ ቤት ነው።", "እሱ የት ነው፧", "ልጆቹ እዚህ ናቸው።"],
        ["Πού είναι;", "Εδώ είναι."],
        ["Սա տուն է։", "Նա մեծ է:", "Լավ է։"],
        ["The court (9th Cir. 2008) agreed.", "It is over."],
        ["See 15 U.S.C. § 77 and Fed. R. Civ. P. 56.", "It is law."],
        ["It follows ref. [4] and sec. [2.1].", "See Eq. (4).", "It is new."],
        ["Dev. & Res. comes from Oslo.", "She begins."],
        ["A song (feat. L. Example) is new (prod. by Fat Ray).", "It sold."],
        ["It rose (Suppl. Fig. 2).", "(He left.)", "The town (pop. 300) fell."],
        ["He paid.", "[He] said so.", "§ 5 is new.", "20 people came."],
        ["He ran 5 km.", "20 people came in 1990.", "3 left."],
        ["“Is it late?” Harriet asked.", "“It has sunk!” Paul exclaimed.", "No."],
        ["He said “no” and “is it late?”", "Harriet asked Ann to go."],
        ["He met Ann Muster. & Sons there.", "She begins."],
        ["“Are you sure?”", "Harriet looked at him.", "“Go!”", "She asked why."],
        ["Yahoo! has cut jobs.", "Wow!", "it is late."],
    ],
)
def test_a_paragraph_is_cut_where_sentences_end(sentences: list[str]) -> None:
    assert texts(" ".join(sentences)) == sentences


WORDS = [
    *("bridge", "Mr", "etc", "U.S", "J", "12", "1.5", "no", "(it", "it)", "2dr", "İ"),
    *("bridge's", "so..", "Eh?..", "sec.-gen", "[1]", "%", "", "_"),
]
AFTER = [
    *(
        " The",
        " the",
        " Muster",
        " muster,",
        " Muster?!",
        " Muster,?!",
        " The.",
        " etc.",
        " 12",
        " I",
    ),
    *(" “The", " it's", " 人", "”", ")", ":", "*"),
]


@pytest.mark.parametrize("word", WORDS)
def test_the_quick_answer_about_a_stop_is_the_one_of_punkt(word: str) -> None:
    english = load_language("english")
    ours, punkt = Punkt(english), tokenizer(english)

    for stop, after in product(".!?…", AFTER):
        own = punkt.text_contains_sentbreak(word + stop + after)
        assert ours.ends_sentence(word, stop, after) is own, stop + after


PIECES = st.tuples(
    st.sampled_from(
        [
            *(
                "The",
                "the",
                "It fell",
                "No",
                "no",
                "Mr",
                "iv",
                "IV",
                "tv",
                "Yahoo",
                "5",
            ),
            *(
                "1973",
                "(1973)",
                "U.S",
                "“No",
                "(It",
                "[a]",
                "²",
                ":-)",
                "-----",
                "at.The",
            ),
            *("é", "İ", "(the end)", "it's", "x-ray", "²a", "bridge", "**"),
        ]
    ),
    st.sampled_from(["", *([".", ".", "?", "!", "…", "...", ".”", '."', ".)", ".--"])]),
    st.sampled_from([" ", " ", " ", "  ", "\n", "", "\u00a0"]),
).map("".join)
paragraphs = st.lists(PIECES, max_size=8).map("".join).map(str.strip)


@settings(max_examples=200)
@given(paragraphs)
@example("It fell .”It. The end.")
@example(" .”It. The end.")
@example("(It fell.)-- No.")
def test_stops_are_found_where_punkt_finds_them(text: str) -> None:
    english = load_language("english")

    spans = [(a, b) for a, b in Punkt(english).spans(text) if text[a:b].strip()]
    assert spans == list(tokenizer(english).span_tokenize(text))


@settings(max_examples=500)
@given(paragraphs, st.sampled_from(["english", "german", "french", "russian"]))
@example("It fell. [a] The end.", "english")
@example("It fell ----- The end.", "english")
@example("(It. 1973. The.)", "english")
def test_a_plain_border_is_the_one_that_all_rules_find(
    text: str, language: str
) -> None:
    by_rules = Borders(load_language(language)).spans(text)
    assert paragraph_splitter(language).spans(text, 0, len(text)) == by_rules


def test_sentences_that_are_glued_together_are_cut() -> None:
    text = "They bark at night.The dogs sleep by day...I hear them on node.js.org."

    assert texts(text) == [
        "They bark at night.",
        "The dogs sleep by day...",
        "I hear them on node.js.org.",
    ]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("german", ["Am 3. Oktober kam Dr. Muster.", "Es gab ca. 5 Mio. Gäste usw."]),
        ("german", ["„Was ist das?“, fragte sie.", "„Gut.“"]),
        ("german", ["Nach § 433 BGB i. V. m. § 280 BGB gilt das.", "§ 5 gilt."]),
        ("german", ["Er kam i. J. 1990 an.", "Das war z. T. 20 Meter hoch."]),
        ("german", ["Es kostet einschl. Porto 5 Euro.", "Elizabeth II. war da."]),
        ("dutch", ["Het besluit d.d. 04-11-2019 is oud.", "Dat is 8 mln. euro."]),
        ("french", ["M. Exemple habite ici.", "Voir p. 12 du livre."]),
        ("french", ["Il part.", "« Où est la gare ? » demanda-t-il.", "Ici."]),
        ("hindi", ["डॉ. शर्मा घर गए।", "वे थके थे।"]),
        ("turkish", ["1466 yılında öldü.", "16. ve 17. yüzyıl geldi."]),
        ("russian", ["А. С. Пушкин жил на ул. Садовой.", "В 1820 г. Он уехал."]),
        ("spanish", ["¿Qué es?", "El Sr. Ejemplo vive en EE.UU. desde 1990."]),
    ],
)
def test_each_language_has_its_own_abbreviations(
    language: str, sentences: list[str]
) -> None:
    text = " ".join(sentences)

    assert [
        text[a:b] for a, b in paragraph_splitter(language).spans(text, 0, len(text))
    ] == sentences


PROSE = "The bridge was closed on Tuesday, and nobody knows when it will be open again."


def test_titles_headings_and_bylines_are_context_and_not_sentences() -> None:
    text = f"The bridge\nBy Ann Example\n{PROSE}\nWhat comes next\n{PROSE} It is old."

    sentences = split_sentences(Article("a.txt", text))

    assert [(sentence.text, sentence.paragraph) for sentence in sentences] == [
        (PROSE, 0),
        (PROSE, 1),
        ("It is old.", 1),
    ]
    headings = [text[slice(*s.heading)] for s in sentences if s.heading]
    assert headings == ["The bridge", "What comes next", "What comes next"]


def test_a_text_without_headings_has_sentences_without_one() -> None:
    [sentence] = split_sentences(Article("a.txt", PROSE))

    assert sentence.heading is None


@pytest.mark.parametrize(
    "text", ["The bridge", "By Ann Example", "- -", "By Ann Example\n- -"]
)
def test_an_article_without_prose_falls_back_to_its_lines(text: str) -> None:
    assert texts(text) == text.split("\n")


@pytest.mark.parametrize("text", ["", "   \n\t\r\n "])
def test_a_blank_article_has_no_sentence(text: str) -> None:
    assert texts(text) == []


def test_a_sentence_can_be_made_of_a_span_alone() -> None:
    assert Sentence(Article("a.txt", "One. Two."), 5, 9).text == "Two."


def test_sentences_are_values() -> None:
    sentence, same = (Sentence(Article("a.txt", "One. Two."), 5, 9) for _ in range(2))

    assert {sentence, same} == {sentence}
    with pytest.raises(AttributeError):
        sentence.start = 0  # type: ignore[misc]


def test_a_sentence_of_a_hard_wrapped_text_keeps_its_line_break() -> None:
    line = "the council met again on Friday and talked about the old stone bridge"
    text = "When " + "\n".join([line] * 7) + ".\n"

    [sentence] = texts(text)
    assert sentence == text.strip()


@given(st.text(max_size=300))
def test_sentences_are_in_order_and_disjoint_and_not_blank(text: str) -> None:
    end = 0
    for sentence in split_sentences(Article("a.txt", text)):
        assert end <= sentence.start < sentence.end
        assert sentence.text == sentence.text.strip()
        end = sentence.end


@given(st.text(alphabet="aB1 .!?…”“。:)[]-*", max_size=200))
def test_a_paragraph_loses_nothing_but_white_space(paragraph: str) -> None:
    spans = paragraph_splitter("english").spans(paragraph, 0, len(paragraph))

    joined = "".join(paragraph[start:end] for start, end in spans)
    assert "".join(joined.split()) == "".join(paragraph.split())


@given(st.text(alphabet="aB .!\n", max_size=200))
def test_splitting_twice_gives_the_same(text: str) -> None:
    article = Article("a.txt", text)

    assert split_sentences(article) == split_sentences(article)


HOSTILE = ["! ", "a", "[", "\u0301", "\0", "\ud800", "a.b,", ". ", "A. ", "” ", "a\n"]
HOSTILE += [".” ", "- ", "x! ", "By A", "a.[1] "]


@pytest.mark.parametrize("unit", HOSTILE)
def test_the_steps_of_splitting_grow_no_faster_than_the_text(unit: str) -> None:
    def split(size: int) -> None:
        split_sentences(Article("a.txt", unit * size))

    assert growth(split) < LINEAR


@pytest.mark.slow
@needs_cpu_limit
@pytest.mark.parametrize("unit", HOSTILE)
def test_a_giant_text_is_split_soon(unit: str) -> None:
    assert ends_soon(lambda: split_sentences(Article("a.txt", giant_text(unit))))
