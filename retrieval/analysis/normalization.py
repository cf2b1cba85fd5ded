"""One spelling for a word however it was typed: case, accents, widths, ligatures."""

import unicodedata
from functools import cache

from retrieval.language.word_lists import read_rows

# Longer forms are no words; normalising a long run of combining marks takes time that
# grows with the square of its length.
LONGEST = 64

_INVISIBLE = dict.fromkeys([0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF, 0x640])


@cache
def _letters() -> dict[int, str]:
    """Read the letters and signs that have a plainer one, by code point."""
    return {
        ord(other): plain
        for plain, others in read_rows("letters.tsv")
        for other in others
    }


@cache
def _signs() -> dict[int, str | None]:
    """Return what is invisible, and the signs among `_letters`, by code point."""
    signs = {code: sign for code, sign in _letters().items() if not sign.isalpha()}
    return {**_INVISIBLE, **signs}


def straighten(form: str) -> str:
    """Return *form* with straight apostrophes and hyphens and nothing invisible.

    Full-width letters, ligatures and the like become plain; other letters stay, for
    some stemmers need them. Anything beyond the first LONGEST characters is left out.
    """
    form = form[:LONGEST]
    if form.isascii():
        return form
    return unicodedata.normalize("NFKC", form).translate(_signs())


def fold(form: str) -> str:
    """Return *form* without case and without the marks that people leave out.

    Cyrillic letters keep theirs (й is not и), as do the vowels of Indic scripts; the
    vowel points of Arabic and Hebrew go.
    """
    if form.isascii():
        return form[:LONGEST].lower()
    folded = straighten(form).casefold()
    if folded.isascii():
        return folded
    folded = unicodedata.normalize("NFD", folded.translate(_letters()))
    return unicodedata.normalize("NFC", "".join(_without_marks(folded)))


def _without_marks(decomposed: str) -> list[str]:
    kept: list[str] = []
    keeps_marks = False
    for character in decomposed:
        if not unicodedata.combining(character):
            keeps_marks = "\u0400" <= character < "\u0530" or character > "\u0900"
            kept.append(character)
        elif keeps_marks:
            kept.append(character)
    return kept
