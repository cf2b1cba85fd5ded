"""Small talk, by exact phrases: a classifier would now and then swallow a question."""

import unicodedata
from collections.abc import Sequence
from enum import Enum, auto
from functools import lru_cache
from zlib import crc32

from bot.locales.choice import LANGUAGES

_APOSTROPHES = str.maketrans("", "", "'’‘ʼ´`")


# No message is longer. Normalising a run of combining marks takes quadratic time.
_PIECE = 4096
# The words of one question are needed several times on the way to its answer.
_REMEMBERED = 64


class Talk(Enum):
    """The kinds of small talk."""

    HELLO = auto()
    THANKS = auto()
    FINE = auto()
    GOODBYE = auto()
    INSULT = auto()
    WHO = auto()
    HELP = auto()


# Of several phrases, the last of these kinds is what is replied to.
_BY_WEIGHT = (Talk.FINE, Talk.HELLO, Talk.THANKS, Talk.GOODBYE, Talk.INSULT)

MOST_WORDS = 8
"""A text with more words is more than small talk."""


@lru_cache(_REMEMBERED)
def normalised(text: str) -> str:
    """Return the words of *text* in lower case, joined by single spaces.

    "Hi there! 👋" -> "hi there"; "" if there are no words.
    """
    pieces = (text[at : at + _PIECE] for at in range(0, len(text), _PIECE))
    whole = "".join(unicodedata.normalize("NFKC", piece) for piece in pieces)
    folded = whole.casefold().translate(_APOSTROPHES)
    kept = [" "]
    for character in folded:
        kind = unicodedata.category(character)[0]
        # A mark belongs to the letter before it; alone, it is part of an emoji.
        is_word = kind in "LN" or (kind == "M" and kept[-1] != " ")
        kept.append(character if is_word else " ")
    return " ".join("".join(kept).split())


def checksum(text: str) -> str:
    """Return the CRC-32 of the normalised *text*, as 8 hexadecimal digits."""
    return f"{crc32(normalised(text).encode('utf-8', 'surrogatepass')):08x}"


def small_talk(text: str) -> Talk | None:
    """Return the kind of small talk, HELP if wordless; None if it may be a question.

    Several phrases may follow each other, and name whom they address: "ok bot, thanks!"
    """
    words = normalised(text)
    if not words:
        return Talk.HELP
    return _PHRASES.get(words) or _kind_of_all(words.split())


def _kind_of_all(words: Sequence[str]) -> Talk | None:
    """Return the weightiest kind of the phrases that *words* consist of."""
    kinds: list[Talk] = []
    start = 0
    while start < len(words) <= MOST_WORDS:
        ends = range(len(words), start, -1)
        phrases = ((end, " ".join(words[start:end])) for end in ends)
        end, kind = next(
            ((end, _PARTS[phrase]) for end, phrase in phrases if phrase in _PARTS),
            (start, None),
        )
        if end == start:
            # A question can be left, but only for what it asks at the end.
            rest = _PHRASES.get(" ".join(words[start:]))
            return rest if kinds else None
        kinds += [kind] if kind else []
        start = end
    return max(kinds, key=_BY_WEIGHT.index, default=None)


# In all languages: people may greet the bot in one that it does not show them.
_PHRASES = {
    phrase: talk
    for strings in LANGUAGES.values()
    for talk, phrases in (
        (Talk.HELLO, strings.says_hello),
        (Talk.THANKS, strings.says_thanks),
        (Talk.FINE, strings.says_fine),
        (Talk.GOODBYE, strings.says_goodbye),
        (Talk.INSULT, strings.insults),
        (Talk.WHO, strings.asks_who),
        (Talk.HELP, strings.asks_help),
    )
    for phrase in phrases
}

# What may stand beside other small talk; an address alone says nothing.
_PARTS: dict[str, Talk | None] = {
    **dict.fromkeys(
        address for strings in LANGUAGES.values() for address in strings.addresses
    ),
    **{phrase: talk for phrase, talk in _PHRASES.items() if talk in _BY_WEIGHT},
}
