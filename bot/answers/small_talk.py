"""Small talk, by exact phrases: a classifier would now and then swallow a question."""

import unicodedata
from enum import Enum, auto

from bot.locales.choice import LANGUAGES

_APOSTROPHES = str.maketrans("", "", "'’‘ʼ´`")


# No message is longer. Normalising a run of combining marks takes quadratic time.
_PIECE = 4096


class Talk(Enum):
    """The kinds of small talk."""

    HELLO = auto()
    THANKS = auto()
    WHO = auto()
    HELP = auto()


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


def small_talk(text: str) -> Talk | None:
    """Return the kind of small talk, HELP if wordless; None if it may be a question."""
    words = normalised(text)
    return _PHRASES.get(words) if words else Talk.HELP


# In all languages: people may greet the bot in one that it does not show them.
_PHRASES = {
    phrase: talk
    for strings in LANGUAGES.values()
    for talk, phrases in (
        (Talk.HELLO, strings.says_hello),
        (Talk.THANKS, strings.says_thanks),
        (Talk.WHO, strings.asks_who),
        (Talk.HELP, strings.asks_help),
    )
    for phrase in phrases
}
