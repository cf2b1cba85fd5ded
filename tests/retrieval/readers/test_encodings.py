import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import Unreadable
from retrieval.readers.encodings import decode

GERMAN = "Ein schöner Gruß aus Köln: Die Straße führt über den Fluß, sagt Käthe."
FRENCH = "L’été à Genève, où l’œuvre naît, ça commence très tôt, dès février."
SPANISH = "¿Qué pasará mañana? El niño cumplió tres años en Málaga, según Inés."
PORTUGUESE = "A reunião começará às três; não há ninguém, só as crianças e o avô."
DANISH = "Smørrebrød på bordet er også godt, når åen løber gennem byen i går."
ICELANDIC = "Það er gott að búa við ána, þar sem fjöllin ber við himin á vorin."
CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy, když se večer vracel z pole."
POLISH = "Zażółć gęślą jaźń, a później idź na łąkę, gdzie śpią małe żółwie."
HUNGARIAN = "Az őrült kőműves újra felépítette a házat, mielőtt a tűz elérte."
CROATIAN = "Čovjek žali što nije došao ranije, jer će uskoro pasti mrak u šumi."
TURKISH = "İstanbul’da güneşli bir gün için çağrı yapıldı, ışıklar söndürüldü."
LITHUANIAN = "Šį rytą ėjau į mokyklą ir sutikau žmogų, kuris nešė didelį krepšį."
LATVIAN = "Glāžšķūņa rūķīši dzērumā čiepj, bet ģimene jau sēž pie lielā galda."
RUSSIAN = "Это обычный русский текст о погоде и о городе, в котором живут люди."
GREEK = "Αυτό είναι ένα απλό κείμενο για τον καιρό και για την πόλη μας σήμερα."
ARABIC = "هذا نص بسيط عن الطقس في مدينتنا اليوم وعن الناس الذين يعيشون فيها."
JAPANESE = "これは私たちの町の天気についての簡単な文章です。今日は晴れです。"
CHINESE = "这是一篇关于我们城市天气的简单文章。今天天气晴朗，明天可能会下雨。"
KOREAN = "이것은 우리 도시의 날씨에 관한 간단한 글입니다. 오늘은 맑습니다."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *[(t, "cp1252") for t in (GERMAN, FRENCH, SPANISH, PORTUGUESE)],
        *[(t, "cp1252") for t in (DANISH, ICELANDIC)],
        *[(t, "cp1250") for t in (CZECH, POLISH, HUNGARIAN, CROATIAN)],
        *[(t, "iso8859-2") for t in (CZECH, POLISH, HUNGARIAN, CROATIAN)],
        (TURKISH, "cp1254"),
        *[(t, "cp1257") for t in (LITHUANIAN, LATVIAN)],
        *[(RUSSIAN, page) for page in ("cp1251", "koi8-r", "cp866", "iso8859-5")],
        *[(GREEK, page) for page in ("cp1253", "iso8859-7")],
        (ARABIC, "cp1256"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "iso2022_jp"),
        (CHINESE, "gb18030"),
        (KOREAN, "euc_kr"),
    ],
)
def test_a_code_page_is_known_by_the_letters_it_makes(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "text",
    ["“café”", "© Example Ltd, 2020", "It costs £38 – see § 4.", "5 µm ± 1", "naïve"],
)
def test_a_few_signs_are_read_as_western_european(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


@given(
    st.sampled_from([GERMAN, RUSSIAN, GREEK, "Plain words.", "«»", "🐝 buzz"]),
    st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]),
)
def test_a_byte_order_mark_gives_the_encoding_and_is_no_text(
    text: str, encoding: str
) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", [GERMAN, RUSSIAN, GREEK, "Plain words."])
@pytest.mark.parametrize(
    "encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
)
def test_wide_characters_are_known_without_a_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@given(st.text(st.characters(exclude_characters="\0\x1b\ufeff", codec="utf-8")))
def test_utf_8_is_always_read_as_such(text: str) -> None:
    assert decode(text.encode()) == text


def test_utf_8_with_few_errors_is_not_taken_for_a_code_page() -> None:
    text = RUSSIAN * 3

    assert decode(text.encode() + b" \xff") == f"{text} \ufffd"


@pytest.mark.parametrize("data", [bytes(range(0x80, 0x100)), b"\xff\xfeA"])
def test_bytes_that_no_encoding_explains_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="its encoding is unknown"):
        decode(data)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except Unreadable:
        return

    assert len(text) <= len(data)
