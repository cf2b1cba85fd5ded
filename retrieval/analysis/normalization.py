"""Normalisation of words: case, accents, widths, ligatures."""

import unicodedata
from functools import cache

from retrieval.language.word_lists import read_rows

# Longer forms are not words, and normalising a run of combining marks takes quadratic
# time.
LONGEST = 64

_INVISIBLE = dict.fromkeys([0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF, 0x640])


@cache
def _letters() -> dict[int, str]:
    """Return the plain equivalents of letters and signs, by code point."""
    return {
        ord(other): plain
        for plain, others in read_rows("letters.tsv")
        for other in others
    }


@cache
def _signs() -> dict[int, str | None]:
    """Return the signs among `_letters`, and None for invisible characters."""
    signs = {code: sign for code, sign in _letters().items() if not sign.isalpha()}
    return {**_INVISIBLE, **signs}


def straighten(form: str) -> str:
    """Return *form* in NFKC, with plain apostrophes and hyphens, nothing invisible.

    Accented letters are kept because some stemmers need them. The result is truncated
    to the first LONGEST characters of *form*.
    """
    form = form[:LONGEST]
    if form.isascii():
        return form
    return unicodedata.normalize("NFKC", form).translate(_signs())


def fold(form: str) -> str:
    """Return *form* without case and without the marks that people often omit.

    Marks of Cyrillic letters (й is not и) and vowel signs of Indic scripts are kept;
    vowel points of Arabic and Hebrew are removed.
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
