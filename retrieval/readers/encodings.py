"""The bytes of a text file -> its text."""

import codecs
import math
from collections import Counter
from collections.abc import Mapping
from string import ascii_letters

from retrieval.errors import Unreadable

# UTF-32 first: its little-endian mark starts with the UTF-16 mark.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
# Encodings of several bytes a character, and the place of those that are mostly NUL.
_UTF_32 = (("utf-32-le", (2, 3)), ("utf-32-be", (0, 1)))
_UTF_16 = (("utf-16-le", 1), ("utf-16-be", 0))
# The least share of NULs there. In UTF-16 texts in scripts other than Latin only blanks
# and digits have a NUL, but it is in that place.
_MOSTLY = 0.95
_FEW_NULS = 0.02

# The letters of languages beyond ASCII, the most frequent first. The likeliest language
# decides for its code page; of equals, the first.
_LATIN = {
    "cp1252": (
        "éèàêçùâîôûëïœæ",
        "äüöß",
        "óíáéñúü",
        "ãçáéíóêõúâàôü",
        "óéàíèçòúïü",
        "èàùòéì",
        "øåæé",
        "äåöé",
        "ëéïèöü",
        "íðáþóöéúæý",
    ),
    "cp1250": (
        "íáéěšýžřčůúňóťď",
        "áíéčšžýúľťôňďäóŕĺ",
        "łąęóżśćńź",
        "áéöóőüíúű",
        "ăîâşţ",
        "čšžćđ",
    ),
    "cp1254": ("ışğüçöiâî",),
    "cp1257": ("āīšēūņļģķžč", "ėšųžįąūęč", "äõöüšž"),
}
_LATIN["iso8859-2"] = _LATIN["cp1250"]
_PUNCTUATION = "\xa0’‘“”„–—…«»•§°©®™€£·¿¡ªº½µ±\xd7"
_PUNCTUATION_SHARE = 0.02
_STRANGE_SHARE = 1e-4
# Western European texts, and mere signs, are more frequent than their letters tell.
_COMMON = {"cp1252": 4.0}
# A text is in a Latin script if its characters beyond ASCII are at least this likely on
# average; where they are more than this share of its letters, at least that likely.
_LEAST = math.log(0.005)
_LATIN_SHARE = 0.3
_LEAST_ABOVE = math.log(0.02)

_OTHER_SCRIPTS = [
    *("cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp866", "cp855", "mac_cyrillic"),
    *("cp1253", "iso8859_7", "mac_greek", "cp1255", "iso8859_8", "cp1256", "iso8859_6"),
    *("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp874"),
]
# How many bytes show the encoding.
_SAMPLE_BYTES = 1 << 16
# So many characters of UTF-8 outweigh one error.
_CHARACTERS_PER_ERROR = 20


def decode(data: bytes) -> str:
    """Return the text of *data*; raises Unreadable if no encoding fits.

    A byte-order mark gives the encoding. Without one it is UTF-16 or UTF-32 if NULs
    show it, else UTF-8, else the code page that makes the likeliest letters.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding)
    if encoding := _wide_encoding(data[:_SAMPLE_BYTES]):
        return _decoded(data, encoding)
    if b"\x1b$" in data and data.isascii():
        return _decoded(data, "iso2022_jp")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _damaged_utf8(data) or _decoded(data, _code_page(data))


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("its encoding is unknown") from error


def _wide_encoding(sample: bytes) -> str:
    """Return the encoding of a text whose NULs are where one has them, else ""."""
    nuls = sample.count(0)
    if nuls < _FEW_NULS * len(sample):
        return ""
    for encoding, places in _UTF_32:
        enough = _MOSTLY * len(sample) / 4
        if all(sample[place::4].count(0) > enough for place in places):
            return encoding
    for encoding, place in _UTF_16:
        if sample[place::2].count(0) > _MOSTLY * nuls:
            return encoding
    return ""


def _damaged_utf8(data: bytes) -> str | None:
    """Return the text of UTF-8 with few errors, each as U+FFFD."""
    text = data.decode("utf-8", "replace")
    first_bytes = sum(map(data.count, range(0xC2, 0xF5)))
    errors = text.count("\ufffd")
    return text if errors * _CHARACTERS_PER_ERROR < first_bytes else None


def _code_page(data: bytes) -> str:
    """Return the code page of *data*; raises Unreadable if none fits."""
    counts = {byte: count for byte, count in Counter(data).items() if byte >= 0x80}
    beyond = sum(counts.values())
    letters = beyond + sum(map(data.count, ascii_letters.encode()))
    fits = {page: _likelihood(page, counts) + _COMMON.get(page, 0.0) for page in _LATIN}
    latin = max(fits, key=fits.__getitem__)
    least = _LEAST if beyond <= _LATIN_SHARE * letters else _LEAST_ABOVE
    if fits[latin] >= least * beyond:
        return latin
    if other := _other_script(data[:_SAMPLE_BYTES]):
        return other
    if fits[latin] > -math.inf:
        return latin
    raise Unreadable("its encoding is unknown")


def _likelihood(page: str, counts: Mapping[int, int]) -> float:
    """Return the logarithm of how likely bytes are in the best language of *page*.

    *counts* says how often each byte occurs. It is minus infinity if *page* has no
    character for one of them.
    """
    characters: Counter[str] = Counter()
    for byte, count in counts.items():
        character = bytes([byte]).decode(page, "replace")
        if character == "\ufffd" or "\x80" <= character < "\xa0":
            return -math.inf
        characters[character.lower()] += count
    return max(_fit(letters, characters) for letters in _LATIN[page])


def _fit(letters: str, characters: Mapping[str, int]) -> float:
    shares = dict.fromkeys(_PUNCTUATION, _PUNCTUATION_SHARE)
    # Letters are as frequent as words: the second half as often as the first.
    total = sum(1 / rank for rank in range(1, len(letters) + 1))
    shares |= {letter: 1 / rank / total for rank, letter in enumerate(letters, 1)}
    return sum(
        count * math.log(shares.get(character, _STRANGE_SHARE))
        for character, count in characters.items()
    )


def _other_script(sample: bytes) -> str | None:
    # Imported here because few files need it.
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_OTHER_SCRIPTS).best()
    return best.encoding if best else None
