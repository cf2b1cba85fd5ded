"""What people say to a bot without asking anything.

Exact phrases only: a classifier would one day eat a question.
"""

import unicodedata
from enum import Enum, auto

from bot.locales.choice import LANGUAGES
from bot.locales.strings import Strings

_APOSTROPHES = str.maketrans("", "", "'’‘ʼ´`")


class Talk(Enum):
    """What a text is that asks nothing of the articles."""

    HELLO = auto()
    THANKS = auto()
    WHO = auto()
    HELP = auto()


def normalised(text: str) -> str:
    """Return the words of *text* in lower case with one space between; "" for none.

    Signs, emoji and the spelling of letters make no difference.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_APOSTROPHES)
    kept = ""
    for character in folded:
        kind = unicodedata.category(character)[0]
        # A mark belongs to the letter before it; alone, it is part of an emoji.
        is_word = kind in "LN" or (kind == "M" and not kept.endswith(" ") and kept)
        kept += character if is_word else " "
    return " ".join(kept.split())


def small_talk(text: str) -> Talk | None:
    """Tell what *text* says, None if it may be a question; without words it is HELP."""
    words = normalised(text)
    return _PHRASES.get(words) if words else Talk.HELP


def _phrases(strings: Strings) -> dict[str, Talk]:
    return {
        **dict.fromkeys(strings.says_hello, Talk.HELLO),
        **dict.fromkeys(strings.says_thanks, Talk.THANKS),
        **dict.fromkeys(strings.asks_who, Talk.WHO),
        **dict.fromkeys(strings.asks_help, Talk.HELP),
    }


# Whoever reads the bot in one language may greet it in another.
_PHRASES = {
    phrase: talk
    for strings in LANGUAGES.values()
    for phrase, talk in _phrases(strings).items()
}
