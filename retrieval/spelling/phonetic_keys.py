"""Keys of names that are equal for all transliterations from another alphabet.

Transliterations differ in vowels, doubled letters and the letters for sibilants, and
rarely in anything else: Tchaikovsky, Tschaikowski; Kadhafi, Gaddafi, Qadhafi.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from .edit_distance import VOWELS, distance, one_edit

# Letters for the same sound in all languages; longer ones come first. A capital is a
# sound without a letter of its own.
_SOUNDS = {
    "ck": "k",
    "kh": "k",
    "gh": "g",
    "ph": "f",
    "th": "t",
    "dh": "d",
    "dt": "t",
    "tz": "ts",
    "qu": "kv",
    "ce": "se",
    "ci": "si",
    "cy": "si",
    "c": "k",
    "q": "k",
    "x": "ks",
    "z": "s",
    "ou": "u",
    "oo": "u",
    "ue": "u",
    "oe": "o",
    "ae": "a",
    "ai": "ei",
    "ay": "ei",
    "ey": "ei",
    "j": "i",
    "y": "i",
}
# Letters that are one sibilant in some languages and several sounds in others.
_HISSES = {
    "schtsch": "S",
    "shch": "S",
    "tsch": "C",
    "tch": "C",
    "sch": "S",
    "sh": "S",
    "zh": "S",
    "cz": "C",
    "ch": "C",
    "w": "v",
}
_SOUND = re.compile(
    r"(?P<glide>\b[jy](?=[aeou]))|(?P<silent>ah\b)|" + "|".join(_SOUNDS)
)
_HISS = re.compile("|".join(_HISSES))
# The endings -off and -ow are -ov; the h of "Tehran" and the e of "Kiev" are silent.
_OV = re.compile(r"(?<=[oe])(?:ff?|w)$")
_SILENT = re.compile(r"(?<=[aeiou])h(?![aeiouy])|(?<=[^j]i)e(?=[bdfgklmnprstv])")
_DOUBLED = re.compile(r"(.)\1+")
_DOUBLED_I = re.compile("i{2,}")

# From this length on, a doubled consonant alone does not distinguish names.
_LONG = 7

# How many names are cached.
_REMEMBERED = 1 << 16


def skeleton(form: str) -> str:
    """Return a key shared by all spellings of a name, and by some other names."""
    hissed = _HISS.sub(lambda hiss: _HISSES[hiss.group()], _OV.sub("v", form))
    return _undoubled(_sounds(_SILENT.sub("", hissed)))


@lru_cache(_REMEMBERED)
def merging_keys(form: str) -> frozenset[str]:
    """Return strict keys: names that share one are almost always the same name.

    A doubled consonant is kept in short names, which it may distinguish (Breton,
    Bretton).
    """
    spoken = (_DOUBLED_I.sub("i", _sounds(reading)) for reading in readings(form))
    sounds = frozenset(spoken)
    if len(form) < _LONG:
        return sounds
    return sounds | {"~" + _undoubled(bones) for bones in sounds}


def readings(form: str) -> tuple[str, ...]:
    """Return *form* and its other readings: the q of Arabic names is a k or a g."""
    if "q" in form.replace("qu", ""):
        return form, form.replace("q", "g")
    return (form,)


def _sounds(form: str) -> str:
    return _SOUND.sub(_sound, form)


def _undoubled(sounds: str) -> str:
    return _DOUBLED.sub(r"\1", sounds)


def _sound(letters: re.Match[str]) -> str:
    if letters["glide"]:
        return "Y"
    return "a" if letters["silent"] else _SOUNDS[letters.group()]


class SkeletonIndex:
    """Finds forms with a similar skeleton.

    Forms are indexed by the consonants of their skeletons, which are looked up with up
    to one edit.
    """

    def __init__(self, forms: Iterable[str]) -> None:
        self._filed: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for form in forms:
            for reading in readings(form):
                bones = skeleton(reading)
                self._filed[_consonants(bones)].append((bones, form))
        self._sounds = "".join(set().union(*self._filed))

    def near(self, form: str, limit: Callable[[int], int]) -> Iterator[tuple[int, str]]:
        """Yield (distance, form) for forms whose skeleton is near that of *form*.

        The distance is at most *limit* of the length of the shorter skeleton. Both
        skeletons begin with the same consonant or with any vowel. A form may be yielded
        more than once.
        """
        for reading in readings(form):
            bones = skeleton(reading)
            for key in set(one_edit(_consonants(bones), self._sounds)):
                for other, found in self._filed.get(key, ()):
                    allowed = limit(min(len(bones), len(other)))
                    if _begins_like(bones, other):
                        cost = distance(bones, other, allowed)
                        if cost is not None:
                            yield cost, found


def _begins_like(bones: str, other: str) -> bool:
    return bones[0] == other[0] or (bones[0] in VOWELS and other[0] in VOWELS)


def _consonants(bones: str) -> str:
    """Return a skeleton without vowels; an initial vowel becomes "a"."""
    rest = "".join(letter for letter in bones if letter not in VOWELS)
    return "a" + rest if bones[0] in VOWELS else rest
