import socket
from unittest.mock import Mock

import nltk.data
import pytest
import Stemmer
from hypothesis import given
from hypothesis import strategies as st

import retrieval.analysis.language_analyzer
from retrieval import Article, split_sentences
from retrieval.analysis.analyzer import Analyzer
from retrieval.language.profile import LANGUAGES, OTHER, load_language
from tests.effort import LINEAR, ends_soon, giant_text, growth, needs_cpu_limit

analyzer = Analyzer()


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("Ukraine’s / Ukraine's security", "ukrain ukrain secur"),
        ("the workers’ rights", "worker right"),
        ("the U.S. President, US troops, tell us", "us_ presid us_ troop tell"),
        ("USA, U.S.A. and the United States", "us_ us_ us_"),
        ("US$3 or £4", "us_ 3 dollar 4 pound"),
        ("the WHO and who", "who_"),
        ("the U.K. and the UK", "uk uk"),
        ("$90 billion", "90 dollar billion"),
        ("$90bn, 90 billion dollars", "90 billion dollar 90 billion dollar"),
        ("5 €, €5m", "5 euro 5 million euro"),
        ("1,000,000 or 1\u00a0000\u202f000", "1000000 1000000"),
        ("50 %, 50%, 50 percent, 50 per cent", "50 percent " * 4),
        ("1.5 and 12:30", "1.5 12:30"),
        ("3rd, 1990s, 1990’s", "3 1990 1990"),
        ("10 a.m., 10am", "10 am_ 10 am_"),
        ("on 2022-05-31 and May 31, 2022", "2022 5 31 may 31 2022"),
        ("two-week, Putin-Zelenskyy", "two week putin zelenskyy"),
        ("e-mail and email, x-ray, F-16, COVID-19", "email email xray f16 covid 19"),
        ("Müller Łódź café Straße", "muller lodz cafe strass"),
        ("ﬁsh ｆｕｌｌ", "fish full"),
        ("co\u00adop zero\u200bwidth", "coop zerowidth"),
        ("C++, C# and .NET", "c++ c# .net"),
        ("AT&T, at&t", "at&t at&t"),
        ("Info@Example.org", "info@example.org"),
        ("https://www.example.org/bridges", "example.org bridg"),
        ("example.org.", "example.org"),
        ("😀 🇺🇦", "😀 🇺🇦"),
        ("北京大学", "北京 京大 大学"),
        ("東", "東"),
        ("O’Brien", "obrien"),
        ("I don’t know, they’ve left", "know left"),
        ("The cat and the dog", "cat dog"),
    ],
)
def test_a_text_becomes_terms(typed: str, terms: str) -> None:
    assert analyzer.terms(typed) == terms.split()


@pytest.mark.parametrize(
    ("language", "typed", "terms"),
    [
        ("french", "l’eau d'hiver", "eau hiv"),
        ("italian", "dell'acqua", "acqua"),
        ("german", "die Häuser, das Haus", "haus haus"),
        ("russian", "ёлка, елка", "елк елк"),
        ("arabic", "كِتَاب كتاب", "كتاب كتاب"),
        ("hungarian", "a házban", "haz"),
        ("turkish", "IŞIK ışık ISIK isik", "isik isik isik isik"),
        ("turkish", "Ankara'dan, İzmir’in ve kitapları", "ankar izmir kitap"),
        ("greek", "Οι ΓΕΦΥΡΕΣ, η γέφυρα", "γεφυρ γεφυρ"),
        ("hindi", "लड़कियों की किताबें और लड़की", "लड़क किताब लड़क"),
        ("polish", "Łódź, w mostach i most", "lodz most most"),
        ("polish", "chłopców i chłopcami", "chlopc chlopc"),
        ("czech", "na mostech, most", "most most"),
        ("persian", "کتاب‌ها و كتاب", "كتاب كتاب"),
        (OTHER, "Міст і міст", "міст і міст"),
    ],
)
def test_each_language_has_its_own_stems_and_stop_words(
    language: str, typed: str, terms: str
) -> None:
    assert analyzer.terms(typed, language) == terms.split()


@pytest.mark.parametrize(
    "words",
    [
        "organisation organization organisations organized",
        "colour color colours",
        "neighbouring neighboring",
        "defence defense",
        "travelled traveled",
        "centre center centres",
        "programme program programmes",
        "analyse analyze",
        "analysis analyses",
        "kilometres kilometers",
        "sceptical skeptical",
        "spoke speak spoken",
        "women woman",
        "advertise advertisement",
        "crisis crises",
    ],
)
def test_forms_and_spellings_of_a_word_meet(words: str) -> None:
    assert len(set(analyzer.terms(words))) == 1


@pytest.mark.parametrize(
    "words",
    [
        "international internal intern",
        "organization organ organic",
        "university universe universal",
        "evening even",
        "emergency emerge",
        "important import",
        "experience experiment",
        "several severe",
        "business busy",
        "moral morale",
        "informal inform",
        "conversion conversation converse",
        "officer office",
        "past paste",
        "tour tor",
        "prise prize",
        "devise device",
    ],
)
def test_distinct_words_stay_apart(words: str) -> None:
    assert len(set(analyzer.terms(words))) == len(words.split())


def test_no_mended_stem_is_one_that_snowball_gives_to_another_word() -> None:
    stem = Stemmer.Stemmer("english").stemWord
    for words in ("even", "intern", "organ", "polit", "univers", "emerg"):
        assert analyzer.terms(words) == [stem(words)]


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("did us help ukraine?", "us_ help ukrain"),
        ("us president", "us_ presid"),
        ("who is in the us", "us_"),
        ("which troops left the us?", "troop left us_"),
        ("us", "us_"),
        ("tell us about it", "tell"),
        ("what does it mean for us?", "mean"),
        ("what did they give us", "give"),
        ("TELL US ABOUT THE US", "tell us_"),
        ("WHO", "who_"),
    ],
)
def test_a_lower_case_us_in_a_question_is_the_country_where_it_can_be(
    question: str, terms: str
) -> None:
    found = [token.term for token in analyzer.question_tokens(question)]

    assert found == terms.split()


def test_a_question_is_analysed_in_every_language_present() -> None:
    tokens = analyzer.question_tokens("die Häuser", ["english", "german"])

    assert [token.term for token in tokens] == ["die", "hauser", "haus"]


def test_what_two_languages_agree_about_is_one_token() -> None:
    tokens = analyzer.question_tokens("Berlin", ["english", "german"])

    assert [(token.term, token.start, token.end) for token in tokens] == [
        ("berlin", 0, 6)
    ]


def test_a_token_points_at_the_characters_it_comes_from() -> None:
    text = "The ｆｕｌｌ price: $90bn, in Ukraine’s towns."

    spans = {(t.term, text[t.start : t.end]) for t in analyzer.tokens(text)}

    assert ("full", "ｆｕｌｌ") in spans
    assert {("90", "$90bn"), ("billion", "$90bn"), ("dollar", "$90bn")} <= spans
    assert ("ukrain", "Ukraine’s") in spans


def test_a_pair_points_at_its_two_characters() -> None:
    text = "in 北京大学"

    tokens = analyzer.tokens(text)

    assert [text[token.start : token.end] for token in tokens] == [
        "北京",
        "京大",
        "大学",
    ]


def test_words_are_the_tokens_and_the_stop_words() -> None:
    words = analyzer.words("Why were the Bridges closed?")

    assert [(word.form, word.term) for word in words if not word.stop] == [
        ("bridges", "bridg"),
        ("closed", "close"),
    ]
    assert [word.form for word in words if word.stop] == ["why", "were", "the"]
    assert "why" in load_language("english").question


@pytest.mark.parametrize("language", [*LANGUAGES, OTHER])
@given(text=st.text(max_size=100))
def test_any_text_can_be_analysed_in_any_language(language: str, text: str) -> None:
    start = 0
    for word in analyzer.words(text, language):
        assert word.term
        assert start <= word.start < word.end <= len(text)
        start = word.start
    kept = [word.term for word in analyzer.words(text, language) if not word.stop]
    assert analyzer.terms(text, language) == kept


@given(st.text(alphabet="aU.S $9,%’'-éß京 🇺\u0301", max_size=60))
def test_a_new_analyzer_reads_a_text_as_one_that_remembers(text: str) -> None:
    assert Analyzer().words(text) == analyzer.words(text)


def test_forgetting_changes_no_term(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrieval.analysis.language_analyzer, "MEMORY", 2)
    text = "The bridge over the river was closed, and the river was closed too."

    assert Analyzer().terms(text) == analyzer.terms(text)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("res-\ntoration", ["res", "torat", "restor"]),
        ("long-\r\n  term", ["long", "term", "longterm"]),
        ("Rhein-\nMain", ["rhein", "main"]),
        ("bridge -\nriver", ["bridg", "river"]),
        ("well-known", ["well", "know"]),
    ],
)
def test_a_word_broken_at_the_end_of_a_line_is_whole_and_in_parts(
    text: str, terms: list[str]
) -> None:
    assert analyzer.terms(text) == terms


HOSTILE = ["! ", "a", "[", "\u0301", "a\u0301\u0327", "\0", "\ud800", "a.b,"]
HOSTILE += ["漢", "1,", "x-", "x'", "a.b@", "www.", "ab-\n"]


def analyse(text: str) -> None:
    analyzer.terms(text)
    analyzer.question_words(text)


@pytest.mark.parametrize("unit", HOSTILE)
def test_the_steps_of_analysing_grow_no_faster_than_the_text(unit: str) -> None:
    assert growth(lambda size: analyse(unit * size)) < LINEAR


@pytest.mark.slow
@needs_cpu_limit
@pytest.mark.parametrize("unit", HOSTILE)
def test_a_giant_text_is_analysed_soon(unit: str) -> None:
    assert ends_soon(lambda: analyse(giant_text(unit)))


def test_nothing_is_downloaded_or_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    find = Mock(side_effect=AssertionError("looked for data"))
    monkeypatch.setattr(nltk.data, "find", find)
    monkeypatch.setattr(nltk.data, "load", find)
    monkeypatch.setattr(socket, "socket", Mock(side_effect=AssertionError("network")))
    article = Article("a.txt", "The U.S. bridge was closed. It is old, said Dr. Who.")

    sentences = split_sentences(article)

    assert [len(Analyzer().terms(sentence.text)) for sentence in sentences] == [3, 3]
    for language in LANGUAGES:
        assert Analyzer().terms("bridge", language)
    assert not find.called
