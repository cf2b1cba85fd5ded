import pytest
import Stemmer
from hypothesis import given
from hypothesis import strategies as st

from retrieval.language.detection import language_of, told_language
from retrieval.language.profile import LANGUAGES, OTHER, load_language

SAMPLES = {
    "arabic": "كان الجو باردا في المدينة هذا الصباح، وقد خرج الناس إلى السوق.",
    "czech": "Most byl včera uzavřen, protože v něm byly trhliny.",
    "danish": "Broen blev lukket i går, fordi der var revner i den.",
    "dutch": "De brug werd gisteren gesloten omdat er scheuren in zaten.",
    "english": "The bridge was closed because there were cracks in it.",
    "finnish": "Silta suljettiin eilen, koska siinä oli halkeamia.",
    "french": "Le pont a été fermé hier parce qu'il y avait des fissures.",
    "german": "Die Brücke wurde gestern gesperrt, weil sie Risse hat.",
    "greek": "Η γέφυρα έκλεισε χθες επειδή είχε ρωγμές.",
    "hindi": "पुल कल बंद कर दिया गया क्योंकि उसमें दरारें थीं।",
    "hungarian": "A hidat tegnap lezárták, mert repedések voltak rajta.",
    "italian": "Il ponte è stato chiuso ieri perché c'erano delle crepe.",
    "norwegian": "Broen ble stengt i går fordi det var sprekker i den.",
    "persian": "پل دیروز بسته شد چون ترک داشت.",
    "polish": "Most został wczoraj zamknięty, ponieważ były w nim pęknięcia.",
    "portuguese": "A ponte foi fechada ontem porque havia fendas na pedra.",
    "romanian": "Podul a fost închis ieri pentru că avea crăpături în piatră.",
    "russian": "Мост закрыли вчера, потому что в нём были трещины.",
    "spanish": "El puente fue cerrado ayer porque había grietas en la piedra.",
    "swedish": "Bron stängdes i går eftersom det var sprickor i den.",
    "turkish": "Köprü dün kapatıldı, çünkü taşlarında çatlaklar vardı ve tehlikeliydi.",
}
FOREIGN = {
    "Azerbaijani": "Körpü dünən bağlandı, çünki onun daşlarında çatlar var idi və bu "
    "çox təhlükəli idi, ona görə indi camaat çayı bərə ilə keçir və hər yarım saatdan "
    "bir növbə gözləyir.",
    "Chinese": "昨天大桥因为有裂缝而关闭，现在只有渡船。",
    "Croatian": "Most je zatvoren jer su u njemu bile pukotine, a na obali sada čeka "
    "trajekt koji prevozi ljude preko rijeke svakih pola sata sve do večeri, ali ne i "
    "po noći kada se ne vidi.",
    "Georgian": "ხიდი გუშინ დაიკეტა, რადგან მასში ბზარები იყო.",
    "Hebrew": "הגשר נסגר אתמול כי היו בו סדקים.",
    "Latvian": "Tiltu vakar slēdza, jo tajā bija plaisas, tāpēc tagad pa upi kursē "
    "prāmis, kas pārved cilvēkus ik pēc pusstundas līdz pat vēlam vakaram.",
    "Marathi": "काल पूल बंद केला कारण त्याला तडे गेले होते आणि बाळ मोठ्या वेळी खेळत होते, "
    "सगळे लोक डोळे मिटून बसले.",
    "Ukrainian": "Міст закрили вчора, тому що в ньому були тріщини.",
    "Urdu": "پل کل بند کر دیا گیا کیونکہ اس میں دراڑیں تھیں۔",
}


def test_snowball_has_a_stemmer_for_each_language() -> None:
    assert set(LANGUAGES) <= set(Stemmer.algorithms())
    assert set(SAMPLES) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_tells_its_language(language: str) -> None:
    assert language_of(SAMPLES[language]) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_capitals_and_names_of_another_script_do_not_change_the_language(
    language: str,
) -> None:
    other = "(«Мост»)" if language != "russian" else "(“Bridge”)"

    assert language_of(f"{SAMPLES[language].upper()} {other}") == language


@pytest.mark.parametrize("language", FOREIGN)
def test_a_language_that_is_not_known_is_not_taken_for_another(language: str) -> None:
    assert language_of(FOREIGN[language]) == OTHER


@pytest.mark.parametrize("text", ["", "1, 2, 3.", "NATO", "One. Two.", "Łódź 1998"])
def test_a_text_that_does_not_tell_is_english(text: str) -> None:
    assert language_of(text) == "english"


@pytest.mark.parametrize("times", [1, 3])
def test_names_of_another_language_do_not_change_the_language(times: int) -> None:
    text = "The trains from Łódź and Gdańsk to the sea were late because of the snow. "
    more = (
        "Nobody knew when they would go on, and there was nothing to eat or to read. "
    )

    assert language_of((text + 2 * more) * times) == "english"


def test_many_letters_of_another_language_outweigh_words_of_a_known_one() -> None:
    text = "the ģimenes ķīlis and the ūdens of the ļoti jaukā cilvēka in the pļava " * 3

    assert language_of(text) == OTHER


@pytest.mark.parametrize("name", [*LANGUAGES, OTHER])
def test_word_lists_are_in_lower_case_and_without_final_stops(name: str) -> None:
    language = load_language(name)

    words = language.stop | language.starters | language.abbreviations
    assert all(word == word.lower() and word.rstrip(".") == word for word in words)
    assert language.never_final <= language.abbreviations


@given(st.text(max_size=100))
def test_every_text_has_a_language(text: str) -> None:
    assert language_of(text) in {*LANGUAGES, OTHER}


@pytest.mark.parametrize("mark", ["", "?", " ?", "!!"])
@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("wie kündige ich", "german"),
        ("how do i cancel", "english"),
        # "was" is a function word of English and of German.
        ("kette springt was tun", None),
        ("opening hours", None),
    ],
)
def test_a_question_tells_its_language_with_any_mark(
    question: str, language: str | None, mark: str
) -> None:
    assert told_language(question + mark) == language
