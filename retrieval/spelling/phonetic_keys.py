"""What stays of a name however it was carried over from another alphabet.

Transliterations disagree about vowels, doubled letters, and the letters for a hiss, and
hardly ever about anything else: Tchaikovsky, Tschaikowski; Kadhafi, Gaddafi, Qadhafi.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from .edit_distance import VOWELS, distance, one_edit

# The letters for one sound, whatever the language; longer ones come first. A capital
# stands for a sound that has no letter of its own.
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
# Letters that are one sound in some languages and several in others.
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
# Endings -off and -ow are -ov, the h of "Tehran" is not heard, nor the e of "Kiev".
_OV = re.compile(r"(?<=[oe])(?:ff?|w)$")
_SILENT = re.compile(r"(?<=[aeiou])h(?![aeiouy])|(?<=[^j]i)e(?=[bdfgklmnprstv])")
_DOUBLED = re.compile(r"(.)\1+")
_DOUBLED_I = re.compile("i{2,}")

# Names of that length are told apart by more than a doubled consonant.
_LONG = 7


def skeleton(form: str) -> str:
    """Return the skeleton that all spellings of a name share, and some other names."""
    hissed = _HISS.sub(lambda hiss: _HISSES[hiss.group()], _OV.sub("v", form))
    return _undoubled(_sounds(_SILENT.sub("", hissed)))


def merging_keys(form: str) -> set[str]:
    """Return keys of which hardly anything but spellings of one name share any.

    A doubled consonant may tell short names apart (Breton, Bretton).
    """
    sounds = {_DOUBLED_I.sub("i", _sounds(reading)) for reading in readings(form)}
    if len(form) < _LONG:
        return sounds
    return sounds | {"~" + _undoubled(bones) for bones in sounds}


def readings(form: str) -> tuple[str, ...]:
    """Return *form* in all its readings: the q of Arabic names is a k or a g."""
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
    """Finds forms by skeletons that are like their own.

    Forms are filed under the consonants of their skeletons, which an error of typing
    changes in one place at most.
    """

    def __init__(self, forms: Iterable[str]) -> None:
        self._filed: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for form in forms:
            for reading in readings(form):
                bones = skeleton(reading)
                self._filed[_consonants(bones)].append((bones, form))
        self._sounds = "".join(set().union(*self._filed))

    def near(self, form: str, limit: Callable[[int], int]) -> Iterator[tuple[int, str]]:
        """Yield forms, each with the distance of its skeleton from that of *form*.

        That is at most the *limit* for the length of the shorter skeleton. They begin
        alike, with one consonant or with any vowel. A form may come more than once.
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
    """Return a skeleton without its vowels, but for a mark where it begins with one."""
    rest = "".join(letter for letter in bones if letter not in VOWELS)
    return "a" + rest if bones[0] in VOWELS else rest
